"""What pypgx makes of phased panels, printed as JSON; run by an interpreter that has pypgx.

    python pypgx_peer.py FOLDER GENE...                 every person of FOLDER/GENE.vcf.gz
    python pypgx_peer.py --whole --people 100 FOLDER GENE...   some, by the whole pipeline, timed

pypgx calls each person from that person's genotypes at its own defining positions alone, and takes
some 90 ms for it, most of them to read its tables again. So by default the tables are kept, each
distinct column of those genotypes is called once, for one person who has it, and the answer holds
for all who do. `--whole` takes no such short cuts: it gives pypgx a file of the people with every
record of the gene, as its users do.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import json
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

ASSEMBLY = "GRCh38"


def main() -> None:
    """Print `{pypgx, pandas, genes: {gene: {seconds, alleles, people}}}`; seconds of processor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("genes", nargs="+", metavar="GENE")
    parser.add_argument("--people", type=int, help="so many, spread evenly over the file")
    parser.add_argument("--whole", action="store_true", help="every record, every person")
    parser.add_argument("--into", type=Path, help="where --whole writes pypgx's files, to be kept")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")  # pandas' about pypgx's ways

    from importlib.metadata import version

    said: dict[str, Any] = {name: version(name) for name in ("pypgx", "pandas")}
    said["genes"] = {}
    if not asked.whole:
        _keep_tables()
    for gene in asked.genes:
        panel = asked.folder / f"{gene}.vcf.gz"
        if asked.whole:
            with tempfile.TemporaryDirectory() as made:
                called = _whole(gene, panel, asked.people, asked.into or Path(made))
        else:
            called = _all(gene, panel)
        said["genes"][gene] = {**called, "alleles": _alleles(gene)}
    json.dump(said, sys.stdout)


def _keep_tables() -> None:
    from pypgx.api import core

    for kind in ("allele", "gene", "variant", "diplotype", "equation", "phenotype"):
        name = f"load_{kind}_table"
        setattr(core, name, functools.cache(getattr(core, name)))


def _all(gene: str, panel: Path) -> dict[str, Any]:
    """One call for each distinct column of genotypes at the places where pypgx looks."""
    from fuc import pyvcf

    here = _places(gene)
    rows: list[list[str]] = []
    with gzip.open(panel, "rt") as lines:
        for line in lines:
            if line.startswith("#CHROM"):
                samples = line.rstrip("\n").split("\t")[9:]
            elif not line.startswith("#") and int(line.split("\t", 2)[1]) in here:
                rows.append(line.rstrip("\n").split("\t"))
    like: dict[tuple[str, ...], list[str]] = {}
    for name, column in zip(samples, zip(*(row[9:] for row in rows), strict=True), strict=True):
        like.setdefault(column, []).append(name)
    data: dict[str, list[Any]] = {
        head: [row[number] for row in rows] for number, head in enumerate(pyvcf.HEADERS)
    }
    data["POS"] = [int(place) for place in data["POS"]]
    data |= {names[0]: list(column) for column, names in like.items()}
    frame = pyvcf.VcfFrame.from_dict(["##fileformat=VCFv4.2"], data)
    start = time.process_time()
    called = _call(gene, frame)
    taken = time.process_time() - start
    everyone = {name: called[names[0]] for names in like.values() for name in names}
    return {"seconds": taken, "distinct": len(like), "people": everyone}


def _whole(gene: str, panel: Path, people: int | None, into: Path) -> dict[str, Any]:
    """The pipeline over a bgzipped and indexed file of these people alone, from reading on."""
    import pysam
    from fuc import pyvcf

    frame = pyvcf.VcfFrame.from_file(str(panel))
    count = people or len(frame.samples)
    frame = frame.subset(frame.samples[:: len(frame.samples) // count][:count])
    plain = into / f"{gene}.vcf"
    frame.to_file(str(plain))
    ready = pysam.tabix_index(str(plain), preset="vcf", force=True)
    start = time.process_time()
    called = _call(gene, ready)
    taken = time.process_time() - start
    return {"seconds": taken, "people": called}


def _call(gene: str, variants: Any) -> dict[str, Any]:
    """As `pypgx.run_ngs_pipeline` goes for phased variants and no read depth, without its files."""
    from pypgx.api import genotype, utils

    imported = utils.import_variants(gene, variants, assembly=ASSEMBLY)
    if imported.type != "VcfFrame[Consolidated]":
        sys.exit(f"{gene}: the panel is not phased throughout")
    alleles = utils.predict_alleles(imported)
    genotypes = genotype.call_genotypes(alleles=alleles)
    phenotypes = utils.call_phenotypes(genotypes)
    results = utils.combine_results(genotypes=genotypes, phenotypes=phenotypes, alleles=alleles)
    return {
        name: {
            "diplotype": row.Genotype,
            "phenotype": row.Phenotype,
            "strands": [_listed(row.Haplotype1), _listed(row.Haplotype2)],
        }
        for name, row in results.data.iterrows()
    }


def _listed(text: str) -> list[str]:
    return [each for each in text.split(";") if each]


def _places(gene: str) -> set[int]:
    from pypgx.api import core

    known = core.list_variants(gene, assembly=ASSEMBLY)
    also = core.get_variant_synonyms(gene, assembly=ASSEMBLY)
    return {int(variant.split("-")[1]) for variant in (*known, *also)}


def _alleles(gene: str) -> dict[str, list[str]]:
    """Each allele's core variants, `chrom-pos-ref-alt`; the only ones by which pypgx tells it."""
    from pypgx.api import core

    return {
        allele: core.list_variants(gene, alleles=allele, mode="core", assembly=ASSEMBLY)
        for allele in core.list_alleles(gene, assembly=ASSEMBLY)
    }


if __name__ == "__main__":
    main()
