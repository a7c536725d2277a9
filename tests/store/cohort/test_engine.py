"""What an engine needs and lacks, and where it is told that files lie."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from samvar.model.errors import BadConfig
from samvar.model.genome import Assembly, Interval
from samvar.model.variant import Variant
from samvar.store.cohort.engine import DuckDb
from samvar.store.cohort.place import Place
from samvar.store.cohort.question import Carriers, Frequency
from samvar.store.cohort.spark import Spark
from samvar.store.cohort.tables import ploidy_table, within


def test_without_ibis_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ibis", None)
    with pytest.raises(BadConfig, match=r"samvar\[cohort\]"):
        DuckDb(tmp_path)


def test_without_java_or_pyspark_spark_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BadConfig, match="Java 17"):
        Spark(tmp_path)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(BadConfig, match=r"samvar\[spark\]"):
        Spark(tmp_path)


PLACES = [
    # URL, root, what pyarrow is told of the server
    ("s3://b/a/prefix?region=eu-north-1", "b/a/prefix", {"region": "eu-north-1"}),
    ("s3://b", "b", {"region": "us-east-1"}),
    (
        "s3://b/p?endpoint=https://s3.example.org:9000/&region=x", "b/p",
        {"region": "x", "scheme": "https", "endpoint_override": "s3.example.org:9000"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("url", "root", "server"), PLACES)
def test_a_bucket_is_told_to_pyarrow_without_its_keys(
    url: str, root: str, server: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ENDPOINT_URL", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    place = Place.of(url)
    assert (place.root, dict(place.server)) == (root, server)
    assert place.path("genome", "x") == f"{root}/genome/x"


def test_many_variants_become_one_stretch_a_contig() -> None:
    def variants(number: int) -> tuple[Variant, ...]:
        made = [("1", 10 * i) for i in range(number)] + [("X", 7)]
        return tuple(Variant(Assembly.GRCh38, c, p, "A", "C") for c, p in made)

    few = within(Carriers(Assembly.GRCh38, variants(5)))
    assert few == (*(Interval("1", 10 * i, 10 * i + 1) for i in range(5)), Interval("X", 7, 8))
    many = within(Carriers(Assembly.GRCh38, variants(500)))
    assert many == (Interval("1", 0, 4991), Interval("X", 7, 8))
    region = (Interval("2", 5, 9),)
    assert within(Frequency(Assembly.GRCh38, regions=region)) == region


def test_men_have_one_x_beside_its_shared_ends_and_a_y_of_their_own() -> None:
    rows = {
        (r["contig"], r["from"]): r["copies"]
        for r in ploidy_table(Assembly.GRCh38).to_pylist()
        if r["sex"] == "male" and r["contig"] in (23, 24, 25)
    }
    assert rows == {
        (23, 0): 1, (23, 10000): 2, (23, 2781479): 1, (23, 155701382): 2, (23, 156030895): 1,
        (24, 0): 1, (24, 2781479): 1, (24, 57217415): 1, (25, 0): 1,
    }  # fmt: skip
