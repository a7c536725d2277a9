"""A folder of source files as one release: PharmCAT's and CPIC's, found by what they are named."""

from __future__ import annotations

from pathlib import Path

import msgspec

from samvar.knowledge.pharmacogenomics.cpic import read_recommendations
from samvar.knowledge.pharmacogenomics.definition import exempt, read_definition
from samvar.knowledge.pharmacogenomics.located import Located
from samvar.knowledge.pharmacogenomics.model import Gene, Knowledge, Release
from samvar.knowledge.pharmacogenomics.phenotype import read_phenotype
from samvar.knowledge.pharmacogenomics.release import make
from samvar.model.errors import BadInput, NotFound

LICENCE = "PharmCAT files MPL-2.0; ClinPGx and PharmVar content CC BY-SA 4.0; CPIC content CC0 1.0"
SOURCE = "PharmCAT definitions and phenotypes, CPIC recommendations"


def read_folder(
    folder: Path,
    *,
    name: str | None = None,
    date: str | None = None,
    licence: str = LICENCE,
    source: str = SOURCE,
) -> Release:
    """Read `*_translation.json`, `exemptions.json`, `phenotype/*.json` and `drugs.json`.

    All of them plain or gzip, anywhere below the folder; each is optional except that there
    is at least one. date: by default that of the definitions.

    Raises:
        NotFound: none of these files. BadFile: a row of one is wrong, with its line.
    """
    definitions = _named(folder, "*_translation.json*")
    phenotypes = _named(folder, "phenotype/*.json*") if folder.name != "phenotype" else []
    drugs = _named(folder, "drugs.json*")
    if not definitions and not phenotypes and not drugs:
        raise NotFound(
            "the folder has no knowledge that samvar can read",
            remedy="give a release, or a folder with PharmCAT's definition and phenotype JSON",
        )
    genes: dict[str, Gene] = {}
    dates = []
    for path in definitions:
        file = Located(path)
        gene = read_definition(file)
        if gene.name in genes:
            raise file.fault(f"gene {gene.name} is defined by an earlier file, too", ["gene"])
        genes[gene.name] = gene
        dates.append(str(file.value["version"])[:10])
    for path in _named(folder, "exemptions.json*"):
        file = Located(path)
        genes = {key: exempt(gene, file) for key, gene in genes.items()}
    for path in phenotypes:
        file = Located(path)
        title, functions, results = read_phenotype(file)
        gene = genes.get(title) or Gene(name=title, outside_only=True)
        if gene.functions:
            raise file.fault(f"gene {title} has an earlier phenotype file, too", ["gene"])
        genes[title] = msgspec.structs.replace(gene, functions=functions, phenotypes=results)
    recommendations = [line for path in drugs for line in read_recommendations(Located(path))]
    knowledge = Knowledge(tuple(genes[key] for key in sorted(genes)), tuple(recommendations))
    day = date or max(dates, default=None)
    if day is None:
        raise BadInput("no file of the folder says its date", remedy="give the date of the source")
    return make(name or f"pharmcat-{day}", day, licence, source, knowledge)


def _named(folder: Path, pattern: str) -> list[Path]:
    found = folder.rglob(pattern)
    return sorted(p for p in found if p.name.endswith((".json", ".json.gz")) and p.is_file())
