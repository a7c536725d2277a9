"""A release as a look-up table: each row found, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samvar.model.genome import CODE
from samvar.network.release import lookup as module
from samvar.network.release import table as rows
from samvar.network.release.lookup import Lookup, lookup
from samvar.network.release.read import Release
from samvar.network.release.shelf import Shelf
from samvar.store.variants.kernel import settle
from samvar.store.variants.key import encode_one
from tests.network.test_release import KEY, keys_of, manifest

Row = tuple[str, int, str, str]

ALLELES = st.text("ACGT", min_size=1, max_size=3) | st.text("ACGTN", min_size=10, max_size=14)
ROW = st.tuples(st.sampled_from(("1", "2", "X", "MT")), st.integers(0, 4), ALLELES, ALLELES)


def release_of(folder: Path, found: list[Row], kind: str = "nodes") -> Release:
    """A release whose n-th row has ac 10 n + 1 and so on."""
    n = np.arange(len(found), dtype=np.int32)
    columns = {
        "contig": pa.array([CODE[r[0]] for r in found], pa.int32()),
        "position": pa.array([r[1] for r in found], pa.int32()),
        "ref": pa.array([r[2] for r in found], pa.string()),
        "alt": pa.array([r[3] for r in found], pa.string()),
        **{name: 10 * n + k for k, name in enumerate(("ac", "an", "individuals"), 1)},
    }
    schema = rows.schema(genotypes=kind == "nodes")
    if kind == "nodes":
        columns |= {"hom": 10 * n + 4, "hemi": 10 * n + 5}
    made = msgspec.structs.replace(manifest(), kind=kind)
    return Shelf(folder / "shelf", keys_of).put(made, pa.table(columns, schema=schema), KEY)


def ask(table: Lookup, wanted: list[Row]) -> list[int]:
    keys = np.array([encode_one(CODE[c], p, r, a) for c, p, r, a in wanted], dtype=np.uint64)
    long = {n: row[2:] for n, row in enumerate(wanted) if keys[n] & np.uint64(1)}
    return table.of("ac", table.find(keys, long)).tolist()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    there=st.lists(ROW, max_size=40, unique=True),
    wanted=st.lists(ROW, max_size=40),
    seed=st.randoms(use_true_random=False),
)
def test_it_says_what_a_dictionary_says(tmp_path_factory, there, wanted, seed):
    folder = tmp_path_factory.mktemp("lookup")
    release = release_of(folder, there)
    table = lookup(release, folder / "cache")
    told = {row: 10 * n + 1 for n, row in enumerate(there)}
    for asked in (wanted, there, seed.sample(there, len(there)), sorted(there)):
        assert ask(table, asked) == [told.get(row, -1) for row in asked]
    release.close()


def test_alleles_of_one_hash_are_told_apart(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "encode", lambda c, p, r, a: _same_hash(c, p))
    long = [("1", 7, "A", "C" * n) for n in (12, 13, 14)]
    table = lookup(release_of(tmp_path, long[:2]), tmp_path / "cache")
    key = _same_hash(np.array([1]), np.array([7]))
    assert [int(table.find(key, {0: row[2:]})[0]) for row in long] == [0, 1, -1]
    assert int(table.find(key, {})[0]) == -1


def _same_hash(contig, position):
    place = contig.astype(np.uint64) << np.uint64(28) | position.astype(np.uint64)
    return place << np.uint64(31) | np.uint64(1)


def test_a_public_release_tells_no_genotypes(tmp_path):
    table = lookup(release_of(tmp_path, [("1", 7, "A", "C")], "public"), tmp_path / "cache")
    found = table.find(np.array([encode_one(1, 7, "A", "C")], dtype=np.uint64), {})
    assert table.columns == ("ac", "an", "individuals")
    assert [int(table.of(name, found)[0]) for name in module.COLUMNS] == [1, 2, 3, -1, -1]


def test_it_is_made_once_and_thrown_away_when_nobody_opens_it(tmp_path, monkeypatch):
    first = release_of(tmp_path / "a", [("1", 7, "A", "C")])
    second = release_of(tmp_path / "b", [("2", 7, "A", "C")])
    lookup(first, tmp_path / "cache")
    (kept,) = (tmp_path / "cache").iterdir()
    made: list[str] = []
    monkeypatch.setattr(module, "encode", lambda *_: made.append("again"))
    lookup(first, tmp_path / "cache")
    assert made == []
    monkeypatch.undo()
    os.utime(kept, (0, 0))
    lookup(second, tmp_path / "cache")
    assert kept not in list((tmp_path / "cache").iterdir())
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_a_table_that_could_not_be_made_leaves_nothing(tmp_path, monkeypatch):
    def fail(*_):
        raise MemoryError

    monkeypatch.setattr(module, "encode", fail)
    with pytest.raises(MemoryError):
        lookup(release_of(tmp_path, [("1", 7, "A", "C")]), tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


@settings(max_examples=60)
@given(keys=st.lists(st.integers(0, 30), max_size=30))
def test_settling_is_a_stable_sort(keys):
    sorted_keys, row_of = np.array(keys, dtype=np.uint64), np.arange(len(keys), dtype=np.int32)
    settle(sorted_keys, row_of)
    order = np.argsort(np.array(keys, dtype=np.uint64), kind="stable")
    assert row_of.tolist() == order.tolist()
    assert sorted_keys.tolist() == sorted(keys)
