"""Releases: written once, signed, found by place; a tampered one is refused."""

from __future__ import annotations

import json
import threading
from unittest import mock

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samvar.govern.keys import NodeKey
from samvar.model.errors import BadSignature, Conflict, CorruptStore, NotFound
from samvar.model.genome import CODE, CONTIGS, Assembly, Interval
from samvar.model.variant import Variant
from samvar.network.release import table as rows
from samvar.network.release.manifest import FORMAT, Manifest, NodePart, name
from samvar.network.release.price import Released
from samvar.network.release.read import MANIFEST, SEAL, VARIANTS, Release
from samvar.network.release.shelf import Shelf
from samvar.store.variants.key import encode_variant

KEY = NodeKey.new()


OLD_KEY = NodeKey.new()


def keys_of(node: str):
    return (KEY.public, OLD_KEY.public) if node == "uppsala" else ()


def manifest(number: int = 1, kind: str = "public", assembly: str = "GRCh38") -> Manifest:
    return Manifest(
        format=FORMAT,
        kind=kind,
        number=number,
        assembly=assembly,
        made_at="2026-11-23T12:00:00.000000Z",
        made_by="uppsala",
        software="samvar 0.1.0",
        purpose="HRESCH",
        min_frequency=0.01,
        floor_carriers=10,
        rows=0,
        sha256="",
        size=0,
        longest_ref_bp=1,
        nodes=(
            NodePart(node="skane", state="answered", epoch=4, individuals=300),
            NodePart(node="orebro", state="down", epoch=None, individuals=100),
        ),
    )


def table(variants: list[tuple[str, int, str, str]]) -> pa.Table:
    n = len(variants)
    return pa.table(
        {
            "contig": [CODE[c] for c, *_ in variants],
            "position": [p for _, p, *_ in variants],
            "ref": [r for *_, r, _ in variants],
            "alt": [a for *_, a in variants],
            "ac": list(range(20, 20 + n)),
            "an": [600] * n,
            "individuals": [300] * n,
        },
        schema=rows.ALLELES,
    )


FOUR = [("10", 94781858, "G", "A"), ("2", 7, "CAT", "C"), ("X", 0, "A", "T"), ("2", 9, "T", "G")]


def test_a_release_is_found_read_and_says_who_was_silent(tmp_path):
    shelf = Shelf(tmp_path / "releases", keys_of)
    assert shelf.newest("public", Assembly.GRCh38) is None
    shelf.put(manifest(shelf.next_number()), table(FOUR), KEY)
    release = shelf.newest("public", Assembly.GRCh38)
    assert release is not None
    assert len(release) == 4
    assert release.manifest.longest_ref_bp == 3
    assert release.manifest.share_of_individuals == 0.75
    assert [part.node for part in release.manifest.missing] == ["orebro"]
    hit = release.at(Variant.parse("10-94781859-G-A", Assembly.GRCh38)).to_pylist()
    assert [(row["ac"], row["an"]) for row in hit] == [(20, 600)]
    assert release.at(Variant.parse("10-94781859-G-C", Assembly.GRCh38)).num_rows == 0
    assert release.at(Variant.parse("10-94781859-G-A", Assembly.GRCh37)).num_rows == 0
    overlap = release.overlapping(Interval("2", 9, 10)).column("position").to_pylist()
    assert overlap == [7, 9]
    assert shelf.newest("nodes", Assembly.GRCh38) is None
    shelf.close()


def test_a_release_never_changes_and_the_newest_is_the_greatest(tmp_path):
    shelf = Shelf(tmp_path, keys_of)
    shelf.put(manifest(9), table(FOUR), KEY)
    shelf.put(manifest(10), table(FOUR[:1]), KEY)
    with pytest.raises(Conflict):
        shelf.put(manifest(10), table(FOUR), KEY)
    assert shelf.next_number() == 11
    newest = shelf.newest("public", Assembly.GRCh38)
    assert newest is not None
    assert (newest.manifest.number, len(newest)) == (10, 1)
    assert len(shelf.open("public", Assembly.GRCh38, 9)) == 4
    with pytest.raises(NotFound):
        shelf.open("public", Assembly.GRCh38, 8)
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []
    shelf.close()


def test_another_process_sees_a_new_release_at_once(tmp_path):
    one, other = Shelf(tmp_path, keys_of), Shelf(tmp_path, keys_of)
    one.put(manifest(1), table(FOUR), KEY)
    assert other.newest("public", Assembly.GRCh38) is not None
    one.close()
    other.close()


def test_a_release_of_the_nodes_is_for_its_owner_alone(tmp_path):
    shelf = Shelf(tmp_path, keys_of)
    shelf.put(manifest(1, kind="nodes"), table(FOUR), KEY)
    shelf.put(manifest(1), table(FOUR), KEY)
    modes = {
        folder.name: (folder / VARIANTS).stat().st_mode & 0o777 for folder in tmp_path.iterdir()
    }
    assert modes == {"nodes-GRCh38-000001": 0o400, "public-GRCh38-000001": 0o444}
    shelf.close()


def _rewrite(path, data: bytes) -> None:
    path.chmod(0o600)
    path.write_bytes(data)


TAMPERS = [
    (
        "one byte of the rows",
        VARIANTS,
        lambda b: b[:40] + bytes([b[40] ^ 1]) + b[41:],
        CorruptStore,
    ),
    ("truncated rows", VARIANTS, lambda b: b[:-9], CorruptStore),
    ("another floor", MANIFEST, lambda b: b.replace(b"0.01", b"0.02"), BadSignature),
    ("an unknown field", MANIFEST, lambda b: b.replace(b'"kind"', b'"mind"'), CorruptStore),
    ("not JSON", MANIFEST, lambda _: b"\xff{", CorruptStore),
    (
        "signed by another key",
        SEAL,
        lambda b: _reseal(b, signature=NodeKey.new().sign(b"x")),
        BadSignature,
    ),
    ("signed by a stranger", SEAL, lambda b: _reseal(b, node="lappland"), BadSignature),
]


def _reseal(seal: bytes, **change) -> bytes:
    fields = json.loads(seal)
    return msgspec.json.encode(fields | change)


@pytest.mark.parametrize(
    ("file", "change", "error"), [t[1:] for t in TAMPERS], ids=[t[0] for t in TAMPERS]
)
def test_a_tampered_release_is_refused(tmp_path, file, change, error):
    Shelf(tmp_path, keys_of).put(manifest(1), table(FOUR), KEY)
    path = tmp_path / "public-GRCh38-000001" / file
    _rewrite(path, change(path.read_bytes()))
    with pytest.raises(error):
        Shelf(tmp_path, keys_of).newest("public", Assembly.GRCh38)


def test_a_release_under_another_name_is_refused(tmp_path):
    """An old release cannot be shown as the newest one."""
    Shelf(tmp_path, keys_of).put(manifest(1), table(FOUR), KEY)
    (tmp_path / "public-GRCh38-000001").rename(tmp_path / "public-GRCh38-000002")
    with pytest.raises(CorruptStore):
        Shelf(tmp_path, keys_of).newest("public", Assembly.GRCh38)


def test_a_release_outlives_the_rotation_of_the_key_that_signed_it(tmp_path):
    Shelf(tmp_path, keys_of).put(manifest(1), table(FOUR), OLD_KEY)
    assert Shelf(tmp_path, keys_of).newest("public", Assembly.GRCh38) is not None
    with pytest.raises(BadSignature):
        Shelf(tmp_path, lambda _: (KEY.public,)).newest("public", Assembly.GRCh38)


def test_a_missing_file_is_named_as_damage(tmp_path):
    folder = tmp_path / name("public", "GRCh38", 1)
    folder.mkdir()
    with pytest.raises(CorruptStore):
        Release.open(folder, keys_of)


_ROW = st.tuples(
    st.sampled_from(CONTIGS),
    st.integers(0, 60),
    st.text("ACGT", min_size=1, max_size=5),
    st.text("ACGT", min_size=1, max_size=5),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    variants=st.lists(_ROW, max_size=60, unique=True),
    start=st.integers(0, 60),
    length=st.integers(0, 30),
    contig=st.sampled_from(CONTIGS),
)
def test_look_ups_equal_a_walk_over_all_rows(tmp_path_factory, variants, start, length, contig):
    """The naive twin of point, range and overlap look-ups, with row groups of three rows."""
    variants = [v for v in variants if v[2] != v[3]]
    shelf = Shelf(tmp_path_factory.mktemp("releases"), keys_of)
    with mock.patch.object(rows, "ROW_GROUP", 3):
        release = shelf.put(manifest(1), table(variants), KEY)
    order = sorted(variants, key=lambda v: (CODE[v[0]], *v[1:]))
    stretch = Interval(contig, start, start + length)

    def told(found: pa.Table) -> list[tuple[str, int, str, str]]:
        return [
            (CONTIGS[r["contig"] - 1], r["position"], r["ref"], r["alt"]) for r in found.to_pylist()
        ]

    inside = [v for v in order if v[0] == contig and start <= v[1] < start + length]
    assert inside == told(release.starting(stretch))
    shared = [
        v for v in order if v[0] == contig and v[1] < start + length and v[1] + len(v[2]) > start
    ]
    assert shared == told(release.overlapping(stretch))
    for v in order[:10]:
        assert [v] == told(release.at(Variant(Assembly.GRCh38, *v)))
    some = order[::2]
    places = np.unique(np.array([CODE[v[0]] << 32 | v[1] for v in [*some, (contig, start)]]))
    both = [v for v in order if CODE[v[0]] << 32 | v[1] in places]
    assert both == told(release.beginning(places))
    asked = [Variant(Assembly.GRCh38, *v) for v in [*some, (contig, start, "A", "ACCCCCC")]]
    keys = np.array([encode_variant(each) for each in asked], dtype=np.uint64)
    prices = Released(lambda _kind, _assembly: release).frequency(Assembly.GRCh38, keys[::-1])
    rows_by = {(r["contig"], r["position"], r["ref"], r["alt"]): r["ac"] / r["an"]
               for r in release.table().to_pylist()}  # fmt: skip
    wanted = [rows_by.get((CODE[v.contig], v.position, v.ref, v.alt), np.nan) for v in asked]
    assert prices[::-1] == pytest.approx(wanted, nan_ok=True)
    shelf.close()


def test_prices_of_many_variants_read_each_group_once(tmp_path):
    many = [("1", p, "A", "C") for p in range(3000)]
    shelf = Shelf(tmp_path, keys_of)
    with mock.patch.object(rows, "ROW_GROUP", 100):
        release = shelf.put(manifest(1), table(many), KEY)
    keys = np.array([encode_variant(Variant(Assembly.GRCh38, *v)) for v in many], dtype=np.uint64)
    with mock.patch.object(Release, "_group", autospec=True, side_effect=Release._group) as read:
        prices = Released(lambda _kind, _assembly: release).frequency(Assembly.GRCh38, keys)
    assert np.isfinite(prices).all()
    assert read.call_count == 30
    shelf.close()


def test_many_threads_read_one_release(tmp_path):
    many = [("1", p, "A", "C") for p in range(0, 60_000)]
    shelf = Shelf(tmp_path, keys_of)
    release = shelf.put(manifest(1), table(many), KEY)
    wrong: list[int] = []

    def read(first: int) -> None:
        for p in range(first, 60_000, 997):
            if release.at(Variant(Assembly.GRCh38, "1", p, "A", "C")).num_rows != 1:
                wrong.append(p)

    threads = [threading.Thread(target=read, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    shelf.close()
