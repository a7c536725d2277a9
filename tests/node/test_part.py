"""People leave source files: each that they were in, in every copy, whenever the node stops."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pysam
import pytest

from samvar.formats.stream import chunks
from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.keyring import SOURCE
from samvar.model.errors import NotFound, StoreUnavailable
from samvar.model.load import LoadRequest
from samvar.node.backup import backup
from samvar.node.build import config_in, init_node, open_node
from samvar.node.doctor import examine
from samvar.node.intake import load
from samvar.node.keys import backup_keys, list_keys
from samvar.node.leave import destroy, erase
from samvar.node.node import Node
from samvar.node.part import tend
from samvar.node.restore import restore
from samvar.node.source import open_source
from samvar.node.withdraw import withdraw
from samvar.store.records.sources import Source, SourceState
from tests.node.conftest import WriteVcf
from tests.node.test_source import (
    CANARY,
    OPERATOR,
    away,
    content,
    files,
    kept,
    loaded,
    nothing_waits,
    objects,
    only,
    place_of,
)
from tests.node.test_withdraw import person_called
from tests.store.conftest import s3_server, s3_url

__all__ = ["files", "loaded", "s3_server", "s3_url"]

CONTROLLER = Asker.of(PERSONAS["controller"])
IVO = "3.8.1-12345/2026"
HERE = Path(__file__).parent


def text(node: Node, source: Source, folder: Path) -> bytes:
    """The plain content, unpacked."""
    path = folder / "unpacked"
    path.write_bytes(content(node, source))
    return b"".join(chunks(path))


def test_an_erased_contribution_stays_in_the_sealed_source_only(
    loaded: Node, files: LoadRequest
) -> None:
    erase(loaded, person_called(loaded, "CILLA"), CONTROLLER, stepped_up=True)
    assert content(loaded, only(loaded)) == files.paths[0].read_bytes()
    withdraw(loaded, (person_called(loaded, "BO"),), OPERATOR)
    assert content(loaded, only(loaded)) == files.paths[0].read_bytes()


def test_a_destroyed_record_is_taken_out_of_a_file_of_many(loaded: Node, tmp_path: Path) -> None:
    before = only(loaded)
    assert CANARY.encode() in content(loaded, before)
    receipt = destroy(loaded, person_called(loaded, "CILLA"), CONTROLLER, IVO, stepped_up=True)
    assert receipt.removed["source_people"] == 1
    after = only(loaded)
    assert (after.name, after.parted, after.state) == ("cohort.vcf.gz", 1, SourceState.KEPT)
    left = text(loaded, after, tmp_path)
    assert b"CILLA" not in left
    assert CANARY.encode() not in left
    rows = [line.split(b"\t") for line in left.splitlines() if not line.startswith(b"##")]
    assert [row[9:] for row in rows] == [
        [b"ANNA", b"BO"], [b"0/1", b"0/0"], [b"0/1", b"0/1"], [b"0/1", b"1"],
    ]  # fmt: skip
    assert objects(loaded) == {after.object}
    with loaded.records.read() as tx:
        assert tx.keys.find(SOURCE, before.id).wrapped is None
    with pytest.raises(NotFound):
        open_source(loaded, before, io.BytesIO())
    for name, count in (("ANNA", 1), ("BO", 0)):
        destroy(loaded, person_called(loaded, name), CONTROLLER, IVO, stepped_up=True)
        assert len(kept(loaded)) == len(objects(loaded)) == count
    assert nothing_waits(loaded)


def test_a_person_leaves_every_file_they_ever_were_in(
    loaded: Node, files: LoadRequest, write_vcf: WriteVcf, bioinformatician: Asker, tmp_path: Path
) -> None:
    """Replaced loads, other datasets, files of one: all of them."""
    load(loaded, files, bioinformatician)  # replaces the samples; the first file stays
    alone = write_vcf([("3", 9, "A", "C" + CANARY, ("0/1",))], ("CILLA",), "alone.vcf")
    load(
        loaded,
        LoadRequest(dataset="alone", files=(str(alone),), assembly="GRCh38",
                    assert_normalised=True, assay="sites"),
        bioinformatician,
    )  # fmt: skip
    assert len(kept(loaded)) == 3
    destroy(loaded, person_called(loaded, "CILLA"), CONTROLLER, IVO, stepped_up=True)
    assert [each.parted for each in kept(loaded)] == [1, 1]
    assert all(CANARY.encode() not in text(loaded, each, tmp_path) for each in kept(loaded))


def test_a_bcf_is_parted_too(
    node: Node, files: LoadRequest, bioinformatician: Asker, tmp_path: Path
) -> None:
    bcf = tmp_path / "cohort.bcf"
    plain = (
        files.paths[0]
        .read_text()
        .replace(
            "##FORMAT",
            "##contig=<ID=1>\n##contig=<ID=10>\n##contig=<ID=X>\n##contig=<ID=2>\n##FORMAT",
        )
    )
    files.paths[0].write_text(plain)
    with (
        pysam.VariantFile(str(files.paths[0])) as source,
        pysam.VariantFile(str(bcf), "wb", header=source.header) as out,
    ):
        for record in source:
            out.write(record)
    load(node, msgspec.structs.replace(files, files=(str(bcf),)), bioinformatician)
    destroy(node, person_called(node, "CILLA"), CONTROLLER, IVO, stepped_up=True)
    left = text(node, only(node), tmp_path)
    assert only(node).name == "cohort.vcf.gz"
    assert b"\tANNA\tBO\n" in left
    assert CANARY.encode() not in left
    assert b"94781859" in left


@pytest.mark.parametrize("lost", ["object", "bytes"])
def test_what_nobody_can_read_goes_as_a_whole_when_somebody_in_it_is_destroyed(
    loaded: Node, lost: str
) -> None:
    if lost == "object":
        loaded.objects.delete(only(loaded).object)
    else:
        place_of(loaded, only(loaded)).write_bytes(b"damaged")
    destroy(loaded, person_called(loaded, "CILLA"), CONTROLLER, IVO, stepped_up=True)
    assert kept(loaded) == ()
    assert objects(loaded) == set()


def test_a_store_that_isaway_gives_no_receipt_and_the_next_turn_finishes(
    loaded: Node, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cilla = person_called(loaded, "CILLA")
    with monkeypatch.context() as patch:
        patch.setattr(loaded.objects, "take", away)
        with pytest.raises(StoreUnavailable):
            destroy(loaded, cilla, CONTROLLER, IVO, stepped_up=True)
    assert {check.name: check.state for check in examine(loaded)}["source files"] == "bad"
    assert list_keys(loaded, OPERATOR).sources.parting == 1
    assert tend(loaded, timeout_s=0) > 0
    assert CANARY.encode() not in text(loaded, only(loaded), tmp_path)
    assert objects(loaded) == {only(loaded).object}
    assert {check.name: check.state for check in examine(loaded)}["source files"] == "ok"


def test_backup_and_key_backup_bring_sources_back_and_the_destroyed_stayaway(
    loaded: Node, files: LoadRequest, tmp_path: Path
) -> None:
    """A backup from before a destruction holds the file with the person; nobody can open it."""
    backup(loaded, tmp_path / "before.backup", OPERATOR)
    destroy(loaded, person_called(loaded, "CILLA"), CONTROLLER, IVO, stepped_up=True)
    backup(loaded, tmp_path / "after.backup", OPERATOR)
    backup_keys(loaded, tmp_path / "keys.samvar", OPERATOR)
    new = only(loaded)
    whole = content(loaded, new)
    loaded.close()
    restore(tmp_path / "after.backup", loaded.folder, OPERATOR, replace_node=True)
    again = open_node(config_in(loaded.folder))
    try:
        assert kept(again) == (new,)
        assert content(again, new) == whole
    finally:
        again.close()
    restore(tmp_path / "before.backup", loaded.folder, OPERATOR, replace_node=True)
    again = open_node(config_in(loaded.folder))
    try:
        assert kept(again) == (new,)  # carried over; the old one is shut for ever, and gone
        assert objects(again) == {new.object}
        assert content(again, new) == whole
    finally:
        again.close()


def test_sources_are_kept_on_a_server_as_in_a_folder(
    s3_url: str, tmp_path: Path, files: LoadRequest, bioinformatician: Asker
) -> None:
    init_node(tmp_path / "s3", "stockholm")
    with (tmp_path / "s3" / "node.toml").open("a") as settings:
        settings.write(f'objects = "{s3_url}"\n')
    node = open_node(config_in(tmp_path / "s3"))
    try:
        load(node, files, bioinformatician)
        assert content(node, only(node)) == files.paths[0].read_bytes()
        assert objects(node) == {only(node).object}
        destroy(node, person_called(node, "CILLA"), CONTROLLER, IVO, stepped_up=True)
        assert CANARY.encode() not in text(node, only(node), tmp_path)
        assert objects(node) == {only(node).object}
        assert nothing_waits(node)
    finally:
        node.close()


@pytest.mark.parametrize("act", ["load", "destroy"])
def test_stopped_at_a_file_operation_there_is_a_load_with_its_file_or_neither(
    tmp_path: Path, act: str
) -> None:
    """A stride keeps this short; the nightly test below stops at every operation."""
    stop(tmp_path, act, 13)


@pytest.mark.nightly
@pytest.mark.parametrize("act", ["load", "destroy"])
def test_stopped_at_any_file_operation_there_is_a_load_with_its_file_or_neither(
    tmp_path: Path, act: str
) -> None:
    stop(tmp_path, act, 1)


def stop(folder: Path, act: str, stride: int) -> None:
    done = subprocess.run(
        [sys.executable, str(HERE / "kill_source.py"), str(folder), act, str(stride)],
        env={**os.environ, "PYTHONPATH": str(HERE.parents[1])},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout.split()[-1]) * stride > 40
