"""Diplotypes of 3,202 real people beside pypgx's: the same words, or a definition that differs.

pypgx needs pandas 2, so it lives in an environment of its own: `tools/pypgx/prepare` makes it.
"""

from __future__ import annotations

import csv
import functools
import json
import os
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from samvar.knowledge.pharmacogenomics.folder import read_folder
from samvar.knowledge.pharmacogenomics.model import Release
from samvar.knowledge.pharmacogenomics.own import own_release
from tests.acceptance.pypgx_trace import (
    Person,
    Tracer,
    best,
    differing_strands,
    ordered,
    people_of,
)
from tests.architecture.tree import ROOT

HERE = Path(__file__).parent
PAGE = ROOT / "docs/areas/pharmacogenomics-peers.md"
STRANDS = HERE / "pypgx_strands.tsv"

AGREED = [
    # gene,     one reading, several, same if absence were the reference
    ("CYP2C19", 3169, 14, 3183),
    ("CYP2C9", 2878, 316, 3194),
    ("CYP3A5", 3202, 0, 3202),
    ("NUDT15", 3202, 0, 3202),
    ("SLCO1B1", 1262, 1837, 3099),
    ("TPMT", 3200, 0, 3200),
    ("UGT1A1", 3182, 0, 3182),
]
GENES = tuple(row[0] for row in AGREED)


@pytest.fixture(scope="module")
def panels(shared_data: Path) -> Path:
    return shared_data / "pharmacogenomics" / "1kgp" / "GRCh38"


@pytest.fixture(scope="module")
def python() -> str:
    """The interpreter that has pypgx, or a skip that says how to get one."""
    path = Path(os.environ.get("SAMVAR_PYPGX_PYTHON", ROOT / ".venv-pypgx/bin/python"))
    if not path.is_file():
        pytest.skip("pypgx is not installed: run tools/pypgx/prepare")
    return str(path)


def ask(python: str, *words: object) -> dict[str, Any]:
    """What `pypgx_peer.py` prints."""
    command = [python, str(HERE / "pypgx_peer.py"), *map(str, words)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    said: dict[str, Any] = json.loads(done.stdout)
    return said


@pytest.fixture(scope="module")
def peer(python: str, panels: Path) -> dict[str, Any]:
    """gene -> people and alleles, by pypgx, of everyone."""
    said = ask(python, panels, *GENES)
    assert said["pandas"].startswith("2.2.")
    genes: dict[str, Any] = said["genes"]
    return genes


@pytest.fixture(scope="module")
def release(shared_data: Path) -> Release:
    return read_folder(shared_data / "pharmacogenomics")


@functools.cache
def _people(panel: Path, name: str, gene: str) -> list[Person]:
    release = own_release() if name == "own" else read_folder(panel.parents[2])
    known = release.knowledge.gene(gene)
    assert known is not None
    return list(people_of(panel, release, known))


def _tracer(release: Release, gene: str, peer: dict[str, Any]) -> Tracer:
    known = release.knowledge.gene(gene)
    assert known is not None
    return Tracer(known, peer[gene]["alleles"])


def _expected(gene: str) -> list[dict[str, str]]:
    with STRANDS.open() as file:
        return [row for row in csv.DictReader(file, delimiter="\t") if row["gene"] == gene]


@pytest.mark.parametrize(("gene", "one", "several", "filled"), AGREED)
def test_who_is_named_by_alleles_that_both_define_is_named_the_same(
    peer: dict[str, Any],
    panels: Path,
    release: Release,
    gene: str,
    one: int,
    several: int,
    filled: int,
) -> None:
    """Where an untested position leaves several readings, pypgx's is among them."""
    tracer, theirs = _tracer(release, gene, peer), peer[gene]["people"]
    people = _people(panels / f"{gene}.vcf.gz", "pharmcat", gene)
    assert {person.name for person in people} == set(theirs)
    assert len(people) == 3202
    counted: Counter[str] = Counter()
    for person in people:
        said = ordered(theirs[person.name]["diplotype"])
        for kind, call in (("called", person.called), ("filled", person.filled)):
            ours = best(call)
            if len(ours) == 1 and tracer.shared(ours[0]) and tracer.shared(said):
                assert ours == [said], f"{gene} {kind} {person.name}"
                counted[kind] += 1
            elif len(ours) > 1 and tracer.shared(said):
                counted["several"] += said in ours
    assert (counted["called"], counted["several"], counted["filled"]) == (one, several, filled)


@pytest.mark.parametrize("gene", [gene for gene in GENES if gene != "CYP3A5"])
def test_our_own_small_set_says_the_same_of_alleles_that_it_has(
    peer: dict[str, Any], panels: Path, gene: str
) -> None:
    tracer, theirs = _tracer(own_release(), gene, peer), peer[gene]["people"]
    compared = 0
    for person in _people(panels / f"{gene}.vcf.gz", "own", gene):
        said = ordered(theirs[person.name]["diplotype"])
        ours = best(person.called)
        if len(ours) == 1 and tracer.shared(ours[0]) and tracer.shared(said):
            assert ours == [said], person.name
            compared += 1
    assert compared > 2000


@pytest.mark.parametrize("gene", GENES)
def test_every_difference_is_traced_to_a_definition(
    peer: dict[str, Any], panels: Path, release: Release, gene: str
) -> None:
    """Strand by strand, as listed in `pypgx_strands.tsv`; no person differs for another reason."""
    tracer, theirs = _tracer(release, gene, peer), peer[gene]["people"]
    people = _people(panels / f"{gene}.vcf.gz", "pharmcat", gene)
    found = differing_strands(people, theirs, tracer)
    rows = {
        (", ".join(strand), ours, name): (str(count), tracer.reason(strand, name))
        for (strand, ours, name), count in found.items()
    }
    assert rows == {
        (row["strand"], row["samvar"], row["pypgx"]): (row["strands"], row["why"])
        for row in _expected(gene)
    }
    for person in people:
        names = [each[0] for each in theirs[person.name]["strands"]]
        same = [tracer.named(strand) for strand in person.strands] == names
        assert same == (best(person.filled) == [ordered(theirs[person.name]["diplotype"])])


@pytest.mark.parametrize("gene", GENES)
def test_the_same_diplotype_means_the_same(
    peer: dict[str, Any], panels: Path, release: Release, gene: str
) -> None:
    """Phenotypes; SLCO1B1 apart, where CPIC has since judged *39, *41 and *45 to be without
    function, and where NUDT15's tables end with *9 and nothing follows: there we say nothing."""
    theirs = peer[gene]["people"]
    differing: Counter[tuple[str, str | None, str]] = Counter()
    for person in _people(panels / f"{gene}.vcf.gz", "pharmcat", gene):
        said = theirs[person.name]
        call = person.filled
        if best(call) == [ordered(said["diplotype"])] and call.phenotype != said["phenotype"]:
            differing[ordered(said["diplotype"]), call.phenotype, said["phenotype"]] += 1
    if gene == "SLCO1B1":
        newly = {"*39", "*41", "*45"}
        assert all(newly & set(diplotype.split("/")) for diplotype, _, _ in differing)
        assert sum(differing.values()) == 71
    else:
        assert differing == ({("*1/*15", None, "Indeterminate"): 2} if gene == "NUDT15" else {})


@pytest.mark.nightly
@pytest.mark.parametrize("gene", GENES)
def test_calling_each_distinct_column_once_is_no_short_cut_of_ours(
    python: str, peer: dict[str, Any], panels: Path, gene: str
) -> None:
    """The whole pipeline of pypgx, over every record, says the same of the people it was given."""
    whole = ask(python, "--whole", "--people", 100, panels, gene)["genes"][gene]["people"]
    assert len(whole) == 100
    assert whole == {name: peer[gene]["people"][name] for name in whole}


def test_the_page_shows_the_table_that_the_tests_hold() -> None:
    with STRANDS.open() as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    lines = PAGE.read_text("utf-8").splitlines()
    table = [line for line in lines if line.startswith(tuple(f"| {gene} | rs" for gene in GENES))]
    assert table == [
        "| " + " | ".join(value.replace("*", "\\*") for value in row.values()) + " |"
        for row in rows
    ]
    for gene, one, several, filled in AGREED:
        assert f"| {gene} | {one:,} | {several:,} | {filled:,} |" in "\n".join(lines)
