"""Source files: kept sealed as they came, and read by their own key only, or not at all."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from crypt4gh import lib as peer

from samvar.formats.crypt4gh.header import public_of
from samvar.formats.crypt4gh.read import decrypt
from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.keyring import SOURCE
from samvar.model.errors import (
    BadFile,
    BadSignature,
    CorruptStore,
    NotFound,
    StoreUnavailable,
)
from samvar.model.load import LoadRequest
from samvar.node.doctor import examine
from samvar.node.intake import load
from samvar.node.keys import rotate_root
from samvar.node.node import Node
from samvar.node.source import open_source
from samvar.store.records.sources import Source, SourceState
from tests.node.conftest import RECORDS, WriteVcf

OPERATOR = Asker.of(PERSONAS["operator"])
CANARY = "GATTACAGATTACA"
OF_CILLA = ("2", 777, "A", "A" + CANARY, ("0/0", "0/0", "0/1"))


def kept(node: Node) -> tuple[Source, ...]:
    with node.records.read() as tx:
        return tx.sources.of()


def only(node: Node) -> Source:
    (one,) = kept(node)
    return one


def content(node: Node, source: Source) -> bytes:
    out = io.BytesIO()
    assert open_source(node, source, out) == len(out.getvalue())
    return out.getvalue()


def key_of(node: Node, source: Source) -> bytes:
    with node.records.begin() as tx:
        return node.keys.key(tx, SOURCE, source.id).bytes


def objects(node: Node) -> set[str]:
    return {key for key, _ in node.objects.list()}


def nothing_waits(node: Node) -> bool:
    return not list((node.folder / "sealing").iterdir())


@pytest.fixture
def files(write_vcf: WriteVcf) -> LoadRequest:
    """A file of three people, in which one has an allele that nobody else has."""
    return LoadRequest(
        dataset="cohort", files=(str(write_vcf([*RECORDS, OF_CILLA])),), assembly="GRCh38",
        assert_normalised=True, assay="sites",
    )  # fmt: skip


@pytest.fixture
def loaded(node: Node, files: LoadRequest, bioinformatician: Asker) -> Node:
    load(node, files, bioinformatician)
    return node


def test_a_file_is_kept_as_it_came_and_no_byte_of_it_in_plain(
    loaded: Node, files: LoadRequest
) -> None:
    came = files.paths[0].read_bytes()
    source = only(loaded)
    assert (source.state, source.name, source.bytes) == (SourceState.KEPT, "cohort.vcf", len(came))
    assert content(loaded, source) == came
    assert objects(loaded) == {source.object}
    assert loaded.objects.get(source.object).startswith(b"crypt4gh")
    assert nothing_waits(loaded)
    elsewhere = [p for p in loaded.folder.rglob("*") if p.is_file() and "variants" not in p.parts]
    assert CANARY.encode() in came
    assert all(CANARY.encode() not in path.read_bytes() for path in elsewhere)
    with loaded.records.read() as tx:
        named = tx.persons.labels(p for p in tx.sources.people(source.id) if p)
        assert [named[p] for p in tx.sources.people(source.id) if p] == ["ANNA", "BO", "CILLA"]


def test_the_tool_of_the_ga4gh_reads_what_is_kept_and_what_it_writes_is_read(
    loaded: Node, files: LoadRequest
) -> None:
    source, out = only(loaded), io.BytesIO()
    sealed, key = loaded.objects.get(source.object), key_of(loaded, source)
    peer.decrypt([(0, key, None)], io.BytesIO(sealed), out)
    assert out.getvalue() == files.paths[0].read_bytes()
    theirs, again = io.BytesIO(), io.BytesIO()
    peer.encrypt([(0, os.urandom(32), public_of(key))], io.BytesIO(out.getvalue()), theirs)
    decrypt(io.BytesIO(theirs.getvalue()), again, key)
    assert again.getvalue() == out.getvalue()


def test_each_file_has_a_key_of_its_own_and_the_same_file_twice_shows_nothing(
    loaded: Node, files: LoadRequest, bioinformatician: Asker
) -> None:
    load(loaded, replace_dataset(files, "again"), bioinformatician)
    one, other = kept(loaded)
    assert one.sha256 == other.sha256
    assert one.object != other.object
    with pytest.raises(NotFound, match="not for this key"):
        decrypt(io.BytesIO(loaded.objects.get(one.object)), io.BytesIO(), key_of(loaded, other))


def replace_dataset(request: LoadRequest, name: str) -> LoadRequest:
    return msgspec.structs.replace(request, dataset=name)


def place_of(node: Node, source: Source) -> Path:
    return node.folder / "objects" / source.object[:2] / source.object[2:4] / source.object


DAMAGE = [
    ("a bit", lambda data: data[:-5] + bytes([data[-5] ^ 1]) + data[-4:]),
    ("cut", lambda data: data[: len(data) // 2]),
    ("segment dropped", lambda data: data[:124] + data[124 + 65564 :]),
    ("segments swapped",
     lambda data: data[:124] + data[65688:131252] + data[124:65688] + data[131252:]),
    ("empty", lambda _: b""),
]  # fmt: skip


@pytest.mark.parametrize(("why", "change"), DAMAGE, ids=[d[0] for d in DAMAGE])
def test_a_damaged_object_is_refused_before_a_byte_comes_out(
    node: Node, write_vcf: WriteVcf, bioinformatician: Asker, why: str, change
) -> None:
    many = [("1", 1000 + 10 * n, "A", "G", ("0/1", "0/0", "1/1")) for n in range(8_000)]
    request = LoadRequest(
        dataset="many", files=(str(write_vcf(many)),), assembly="GRCh38", assert_normalised=True,
        assay="sites",
    )  # fmt: skip
    load(node, request, bioinformatician)
    source = only(node)
    place = place_of(node, source)
    data = place.read_bytes()
    assert len(data) > 3 * 65564
    place.write_bytes(change(data))
    out = io.BytesIO()
    with pytest.raises(CorruptStore, match="an object is not what was written"):
        open_source(node, source, out)
    assert out.getvalue() == b"", why
    states = {check.name: check.state for check in examine(node, verify=True)}
    assert states["sealed files"] == "bad"
    assert nothing_waits(node)


def test_another_object_under_a_manifest_that_was_changed_is_refused(
    loaded: Node, files: LoadRequest, bioinformatician: Asker
) -> None:
    load(loaded, replace_dataset(files, "again"), bioinformatician)
    one, other = kept(loaded)
    for forged in (other.manifest, one.manifest.replace(one.object, other.object)):
        assert forged != one.manifest
        with pytest.raises(BadSignature):
            open_source(loaded, replace(one, manifest=forged), io.BytesIO())


def test_rotation_touches_no_object(loaded: Node, files: LoadRequest) -> None:
    source = only(loaded)
    before = place_of(loaded, source).stat()
    rotate_root(loaded, OPERATOR)
    after = place_of(loaded, source).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert content(loaded, source) == files.paths[0].read_bytes()


def away(*_: object) -> None:
    raise StoreUnavailable("the object store does not answer")


def test_a_load_whose_file_cannot_be_kept_leaves_no_trace(
    node: Node, files: LoadRequest, bioinformatician: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node.objects, "take", away)
    with pytest.raises(StoreUnavailable):
        load(node, files, bioinformatician)
    assert kept(node) == ()
    assert objects(node) == set()
    assert node.variants.snapshot().contributions == {}
    assert nothing_waits(node)


def test_a_file_that_changes_between_reading_and_sealing_is_refused(
    node: Node, files: LoadRequest, bioinformatician: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    from samvar.node import intake

    really = intake.read_for_areas

    def change(*args: object):
        with files.paths[0].open("a") as file:
            file.write("1\t3000\t.\tA\tC\t.\tPASS\t.\tGT\t1/1\t1/1\t1/1\n")
        return really(*args)

    monkeypatch.setattr(intake, "read_for_areas", change)
    with pytest.raises(BadFile, match="changed while it was read"):
        load(node, files, bioinformatician)
    assert kept(node) == ()
    assert nothing_waits(node)


def test_a_node_may_leave_files_with_the_laboratory(
    node: Node, files: LoadRequest, bioinformatician: Asker
) -> None:
    node.config = replace(node.config, keep_sources=False)
    load(node, files, bioinformatician)
    assert kept(node) == ()
    assert not (node.folder / "keys" / "root.key").exists()
