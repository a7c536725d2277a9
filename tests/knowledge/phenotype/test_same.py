"""Which entries of Orphanet are counted as which of OMIM, and by which rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from samvar.knowledge.phenotype.model import Release
from samvar.knowledge.phenotype.release import phenotype_release
from samvar.knowledge.phenotype.same import name_words
from tests.knowledge.phenotype.small import HEAD, line, written

DISEASES = {
    "OMIM:900001": ("Thumb syndrome 1", "THU1", "HP:9000012"),
    "OMIM:900002": ("Thumb syndrome 2", "THU2", "HP:9000013"),
    "OMIM:900003": ("Hopping, progressive, childhood-onset", "HOP3", "HP:9000031"),
    "OMIM:900004": ("Smith-Svensson syndrome", "SMI4", "HP:9000021"),
    "OMIM:900005": ("Cardiac murmur of the elderly", "TWO5", "HP:9000022"),
    "OMIM:900006": ("Gait disorder with loud steps", "TWO5", "HP:9000032"),
}
CASES = [
    # name, gene, feature, expected, why
    ("Syndrome of the thumb, type I", "", "HP:9000020", ["OMIM:900001"], "the same name"),
    ("Thumb disease type 2, severe", "THU2", "HP:9000020", ["OMIM:900002"], "gene and name"),
    ("Thumb disease type 1", "THU2", "HP:9000020", ["OMIM:900001"], "the name, before the gene"),
    ("Thumb disease type 3", "THU2", "HP:9000020", ["OMIM:900002"], "the only one of its gene"),
    ("Progressive hopping, childhood onset form", "", "HP:9000020", ["OMIM:900003"], "nearly"),
    ("Progressive hopping, childhood onset form", "THU1", "HP:9000020", ["OMIM:900001"], "gene"),
    ("Karlsson anomaly", "SMI4", "HP:9000012", ["OMIM:900004"], "the only one of its only gene"),
    ("Karlsson anomaly", "TWO5", "HP:9000032", ["OMIM:900006"], "gene and features"),
    ("Karlsson anomaly", "TWO5", "HP:9000013", ["ORPHA:7"], "gene, and no feature"),
    ("Karlsson anomaly", "", "HP:9000032", ["ORPHA:7"], "features alone are not enough"),
]  # fmt: skip


def _release(folder: Path, name: str, gene: str, feature: str) -> Release:
    known = {**DISEASES, "ORPHA:7": (name, gene, feature)}
    rows = [line(f"{id}|{n}||{term}|PMID:1|TAS||P") for id, (n, _, term) in known.items()]
    numbers = {symbol: at for at, symbol in enumerate(sorted({g for _, g, _ in known.values()}))}
    links = "ncbi_gene_id\tgene_symbol\thpo_id\thpo_name\tfrequency\tdisease_id\n" + "".join(
        f"{numbers[symbol]}\t{symbol}\t-\t-\t-\t{id}\n"
        for id, (_, symbol, _) in known.items()
        if symbol
    )
    written(folder, said=HEAD + "\n".join(rows) + "\n", links=links)
    return phenotype_release(folder)


@pytest.mark.parametrize(("name", "gene", "feature", "expected", "why"), CASES)
def test_an_entry_is_counted_as_the_same_disease(
    tmp_path: Path, name: str, gene: str, feature: str, expected: list[str], why: str
) -> None:
    release = _release(tmp_path, name, gene, feature)
    ids = release.annotations.diseases
    found = [ids[at] for at in release.same.of(ids.index("ORPHA:7"))]
    assert found == expected, why
    for id in DISEASES:
        assert [ids[at] for at in release.same.of(ids.index(id))] == [id]


def test_little_words_order_and_roman_numbers_are_no_difference() -> None:
    assert name_words("Syndrome of the Thumbs, type IV") == name_words("Thumb syndrome 4")
    assert name_words("Thumb syndrome 4") != name_words("Thumb syndrome 5")


def test_in_the_real_release_entries_meet_that_are_known_to_be_one() -> None:
    release = phenotype_release()
    ids = release.annotations.diseases
    for orphanet, omim in (("ORPHA:2308", "OMIM:147791"), ("ORPHA:90794", "OMIM:201910")):
        assert omim in [ids[at] for at in release.same.of(ids.index(orphanet))]
