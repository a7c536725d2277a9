"""Importers: the public files whole, and every wrong row named with its line."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from samvar.formats.json_located import Located, line_of
from samvar.knowledge.pharmacogenomics.folder import read_folder
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.model.errors import BadFile, BadInput, NotFound


def definition() -> dict[str, Any]:
    """A whole, small definition of TPMT in PharmCAT's form."""
    variants = [
        {
            "chromosome": "chr6", "position": place, "cpicPosition": place, "rsid": name,
            "chromosomeHgvsName": f"g.{place}{ref}>{alt}", "cpicToVcfAlleleMap": {},
            "ref": ref, "alts": [alt],
        }
        for name, place, ref, alt in (
            ("rs1142345", 18130687, "T", "C"), ("rs1800460", 18138997, "C", "T"),
        )
    ]  # fmt: skip
    return {
        "version": "2025-11-05-00-25",
        "gene": "TPMT",
        "chromosome": "chr6",
        "refSeqChromosomeId": "NC_000006.12",
        "variants": variants,
        "namedAlleles": [
            {"name": "*1", "alleles": ["T", "C"], "reference": True},
            {"name": "*3A", "alleles": ["C", "T"], "reference": False},
        ],
        "suballelesMap": {},
    }


def phenotype() -> dict[str, Any]:
    """The same of phenotypes."""
    alleles = [("*1", "Normal function"), ("*3A", "No function")]
    return {
        "gene": "TPMT",
        "namedAlleles": [
            {"name": name, "functionValue": does, "activityValue": None, "lookupKey": does}
            for name, does in alleles
        ],
        "diplotypes": [
            {"diplotypekey": {"*1": 2}, "phenotype": "Normal Metabolizer", "activityScore": None},
            {"diplotypekey": {"*1": 1, "*3A": 1}, "phenotype": "IM", "activityScore": None},
        ],
    }


def drugs() -> list[dict[str, Any]]:
    """The same of recommendations."""
    line = {
        "lookupkey": {"TPMT": "Normal Metabolizer"}, "population": "general ",
        "drugrecommendation": "Start with the normal dose", "classification": "Strong",
    }  # fmt: skip
    return [
        {
            "drugname": "azathioprine", "drugid": "RxNorm:1256", "guidelinename": "TPMT",
            "cpicVersion": "v1.20.0", "url": None, "recommendations": [line],
        }
    ]  # fmt: skip


def folder(place: Path, change: Callable[[dict[str, Any]], object] | None = None) -> Path:
    files: dict[str, Any] = {
        "TPMT_translation.json": definition(),
        "phenotype/TPMT.json": phenotype(),
        "drugs.json": drugs(),
    }
    if change is not None:
        change(files)
    (place / "phenotype").mkdir()
    for name, content in files.items():
        (place / name).write_text(json.dumps(content, indent=1))
    return place


def test_a_small_folder_is_a_release(tmp_path: Path) -> None:
    release = read_folder(folder(tmp_path))
    assert (release.name, release.date) == ("pharmcat-2025-11-05", "2025-11-05")
    gene = release.knowledge.gene("TPMT")
    assert gene is not None
    assert [allele.name for allele in gene.alleles] == ["*1", "*3A"]
    assert gene.positions[0].sites["GRCh38"].position == 18130686
    (advice,) = release.knowledge.recommendations
    assert (advice.drug, advice.population) == ("azathioprine", "general")


D, P, R = "TPMT_translation.json", "phenotype/TPMT.json", "drugs.json"
WRONG: list[tuple[str, Callable[[dict[str, Any]], object], str]] = [
    (D, lambda f: f[D]["variants"][1].update(position="18138997"), "position"),
    (D, lambda f: f[D]["variants"][1].update(position=999999999), "outside"),
    (D, lambda f: f[D]["variants"][1].update(ref="c "), "white space"),
    (D, lambda f: f[D]["variants"][1].update(ref="Q"), "sequence"),
    (D, lambda f: f[D]["variants"][1].update(rsid="rs1142345"), "twice"),
    (D, lambda f: f[D]["variants"][1].update(chromosome="chr7"), "another chromosome"),
    (D, lambda f: f[D]["variants"][1].pop("alts"), "missing"),
    (D, lambda f: f[D]["namedAlleles"][1].update(name="*3A\t"), "white space"),
    (D, lambda f: f[D]["namedAlleles"][1].update(alleles=["C"]), "1 sequences for 2"),
    (D, lambda f: f[D]["namedAlleles"][1].update(alleles=["A", None]), "an allele that"),
    (D, lambda f: f[D]["namedAlleles"][1].update(alleles=[None, None]), "no defining"),
    (D, lambda f: f[D]["namedAlleles"][1].update(reference=True), "exactly one reference"),
    (D, lambda f: f[D]["namedAlleles"][1].update(name="*1"), "twice"),
    (D, lambda f: f[D].update(refSeqChromosomeId="NC_000007.14"), "disagree"),
    (P, lambda f: f[P]["diplotypes"][1].update(diplotypekey={"*9": 2}), "does not list"),
    (P, lambda f: f[P]["diplotypes"][1].update(diplotypekey={"*1": 2}), "earlier row"),
    (P, lambda f: f[P]["namedAlleles"][1].update(lookupKey=None), "look-up key"),
    (R, lambda f: f[R][0]["recommendations"][0].update(lookupkey={}), "no gene"),
    (R, lambda f: f[R][0]["recommendations"][0].update(drugrecommendation=" "), "no text"),
    (R, lambda f: f[R][0]["recommendations"][0].update(lookupkey={"TPMT": "IM "}), "white space"),
]


@pytest.mark.parametrize(("file", "change", "says"), WRONG, ids=[row[2] for row in WRONG])
def test_a_wrong_row_is_named_with_its_line(
    tmp_path: Path, file: str, change: Callable[[dict[str, Any]], object], says: str
) -> None:
    with pytest.raises(BadFile, match=says) as caught:
        read_folder(folder(tmp_path, change))
    where = caught.value.where
    assert where is not None
    assert where.file == Path(file).name
    assert where.line is not None
    written = (tmp_path / file).read_text().splitlines()
    assert 1 <= where.line <= len(written)


def test_the_line_is_the_line_of_the_row(tmp_path: Path) -> None:
    """A stray tab in a public rules file once silenced two DPYD variants."""
    with pytest.raises(BadFile) as caught:
        read_folder(folder(tmp_path, lambda f: f[D]["namedAlleles"][1].update(name="*3A\t")))
    assert caught.value.where is not None
    written = (tmp_path / D).read_text().splitlines()
    assert "*3A\\t" in written[(caught.value.where.line or 0) - 1]


def test_a_line_is_found_as_deep_as_the_path_goes() -> None:
    text = '{\n "a": [\n  {"b": 1},\n  {"c": "}"}\n ]\n}'
    found = [line_of(text, path) for path in ([], ["a"], ["a", 1], ["a", 1, "c"], ["a", 9])]
    assert found == [1, 2, 4, 4, 2]


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"\x1f\x8bdamaged", b"[" * 100_000])
def test_what_is_no_json_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / D).write_bytes(content)
    with pytest.raises(BadFile):
        Located(tmp_path / D)


def test_a_packed_file_is_the_same_file(tmp_path: Path) -> None:
    plain = read_folder(folder(tmp_path))
    (tmp_path / f"{D}.gz").write_bytes(gzip.compress((tmp_path / D).read_bytes()))
    (tmp_path / D).unlink()
    assert read_folder(tmp_path).digest == plain.digest


def test_a_folder_without_knowledge_or_date_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_folder(tmp_path)
    (tmp_path / "drugs.json").write_text(json.dumps(drugs()))
    with pytest.raises(BadInput, match="date"):
        read_folder(tmp_path)
    assert read_folder(tmp_path, name="cpic", date="2022-09-01").name == "cpic"


def test_the_public_files_are_read_whole(shared_data: Path) -> None:
    """1,201 positions less two that the exemptions leave out; 1,998 lines of advice."""
    release = read_folder(shared_data / "pharmacogenomics")
    genes = release.knowledge.genes
    assert len([gene for gene in genes if gene.positions]) == 20
    assert sum(len(gene.positions) for gene in genes) == 1201 - 2
    assert len(release.knowledge.recommendations) == 1998
    assert len({line.drug for line in release.knowledge.recommendations}) == 101


def test_our_own_facts_are_those_of_the_public_release(shared_data: Path) -> None:
    """Positions, functions and phenotypes of the small set against an independent source."""
    public = read_folder(shared_data / "pharmacogenomics").knowledge
    compared = 0
    for gene in own_release().knowledge.genes:
        other = public.gene(gene.name)
        if other is None or not other.functions:
            continue
        sites = {each.id: each.sites["GRCh38"] for each in other.positions}
        functions = {each.name: each for each in other.functions}
        results = {each.keys: each for each in other.phenotypes}
        for position in gene.positions:
            assert position.sites["GRCh38"] == sites[position.id], position.id
            compared += 1
        assert all(functions[each.name] == each for each in gene.functions), gene.name
        assert all(results[each.keys] == each for each in gene.phenotypes), gene.name
        assert all(citation for citation in gene.citations)
    assert compared == 32
