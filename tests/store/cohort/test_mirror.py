"""Genomes on object storage: the same answers from there, and nobody's bytes left behind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from samvar.demo.generator import generate
from samvar.demo.site import ASSEMBLY
from samvar.model.contribution import Scope
from samvar.model.errors import BadConfig, Conflict, StoreUnavailable
from samvar.store.cohort.engine import DuckDb
from samvar.store.cohort.mirror import Mirror, files_of
from samvar.store.cohort.place import Place
from samvar.store.cohort.question import Carriers, Frequency, Group
from samvar.store.cohort.spark import Spark
from samvar.store.variants import VariantStore
from tests.store.cohort.conftest import EVERYWHERE, Asked


def _some(asked: Asked) -> Carriers:
    keys = asked.snapshot.all_keys(ASSEMBLY, Scope.CARE)[:40]
    return Carriers(ASSEMBLY, tuple(asked.snapshot.variants_of(ASSEMBLY, keys)), by=Group.SEX)


def test_a_bucket_answers_as_the_folder_does(asked: Asked, duck: DuckDb, s3_url: str) -> None:
    done = Mirror(s3_url, "stockholm").level(asked.snapshot)
    assert len(done.lacks) == len(files_of(asked.snapshot)) > 10
    there = replace(asked, place=Place.of(s3_url))
    assert not there.place.is_folder
    for question in (Frequency(ASSEMBLY, regions=EVERYWHERE, by=Group.SEX), _some(asked)):
        rows = asked.rows(duck, question)
        assert rows
        assert there.rows(duck, question) == rows


@pytest.mark.nightly
def test_spark_reads_the_bucket_as_well(
    asked: Asked, duck: DuckDb, spark: Spark, s3_url: str
) -> None:
    Mirror(s3_url, "stockholm").level(asked.snapshot)
    there = replace(asked, place=Place.of(s3_url))
    question = Frequency(ASSEMBLY, variants=_some(asked).variants)
    assert there.rows(spark, question) == asked.rows(duck, question) != []


@pytest.fixture
def growing(tmp_path: Path) -> VariantStore:
    cohort = generate(seed=5, persons=12, sites=300).cohort("uppsala")
    store = VariantStore.create(tmp_path / "variants", grace_s=0)
    with store.writer() as writer:
        writer.load(
            cohort.contributions, cohort.batches(500), cohort.names, cohort.stretches, "loa_one",
            people={person.id: person for person in cohort.persons},
        )  # fmt: skip
        writer.commit()
    return store


@pytest.mark.parametrize("kind", ["folder", "bucket"])
def test_who_leaves_the_store_leaves_the_mirror(
    growing: VariantStore, kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = request.getfixturevalue("s3_url") if kind == "bucket" else str(tmp_path / "mirror")
    mirror = Mirror(url, "uppsala")
    mirror.level(growing.snapshot())
    assert mirror.apart(growing.snapshot()).level
    gone = next(iter(growing.snapshot().contributions))
    file = growing.snapshot().genome_path(gone).name
    stays = next(
        s
        for s, e in growing.snapshot().opened.entries.items()
        if s != gone and e.genome.name.endswith(file)
    )
    with growing.writer() as writer:
        writer.withdraw([gone])
        writer.commit()
    apart = mirror.apart(growing.snapshot())
    assert f"genome/{file}" in apart.left
    anew = [f.name for f in apart.lacks]
    assert anew == [f"genome/{growing.snapshot().genome_path(stays).name}"], "who shared it"
    assert mirror.level(growing.snapshot()) == apart
    assert mirror.apart(growing.snapshot()).level
    assert mirror.level(growing.snapshot()).level, "nothing is copied twice"


def test_a_file_that_was_cut_short_is_brought_again(growing: VariantStore, tmp_path: Path) -> None:
    mirror = Mirror(str(tmp_path / "mirror"), "uppsala")
    mirror.level(growing.snapshot())
    cut = next((tmp_path / "mirror/genome").iterdir())
    cut.write_bytes(cut.read_bytes()[:-3])
    assert [file.name for file in mirror.level(growing.snapshot()).lacks] == [f"genome/{cut.name}"]
    assert mirror.apart(growing.snapshot()).level


def test_foreign_files_stay_and_foreign_mirrors_are_refused(
    growing: VariantStore, tmp_path: Path
) -> None:
    place = tmp_path / "mirror"
    Mirror(str(place), "uppsala").level(growing.snapshot())
    (place / "genome/notes.txt").write_text("ours")
    (place / "elsewhere").write_text("ours")
    assert Mirror(str(place), "uppsala").apart(growing.snapshot()).level
    with pytest.raises(Conflict, match="another node's"):
        Mirror(str(place), "skane")


BAD = [
    ("ftp://host/folder", BadConfig),
    ("s3://bucket/x?secret=1", BadConfig),
    ("s3://bucket/x?endpoint=http://127.0.0.1:1", StoreUnavailable),
]


@pytest.mark.parametrize(("url", "error"), BAD[:2])
def test_a_place_that_is_none_is_refused(url: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        Mirror(url, "uppsala")


def test_a_bucket_that_is_not_there_is_said(asked: Asked, duck: DuckDb, s3_url: str) -> None:
    nowhere = replace(asked, place=Place.of(s3_url.replace("s3://b", "s3://c")))
    with pytest.raises(StoreUnavailable, match="could not reckon"):
        nowhere.rows(duck, _some(asked))
