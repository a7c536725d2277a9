"""A process that dies at every file operation of a load, or of a destruction, and looks after it.

Run as `python kill_source.py FOLDER load|destroy STRIDE`; prints how often it died. Each death is a
fork of its own, and so is each look at what is left: this process itself opens no store.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from samvar.formats.stream import as_file, chunks_of
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.load import LoadRequest
from samvar.node.build import config_in, init_node, open_node
from samvar.node.intake import load
from samvar.node.leave import destroy
from samvar.node.node import Node
from samvar.node.source import open_source
from samvar.store.objects import Objects
from samvar.store.records.engine import Records
from samvar.store.records.sources import SourceState

_FILES = ("open", "write", "fsync", "replace", "rename", "unlink", "rmdir", "mkdir", "link")
_DEAD, _WRONG = 9, 1
_CANARY = "GATTACAGATTACA"
_VCF = (
    "##fileformat=VCFv4.3\n"
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tANNA\tCILLA\n"
    "1\t1000\t.\tA\tG\t.\tPASS\t.\tGT\t0/1\t1/1\n"
    f"2\t777\t.\tA\tA{_CANARY}\t.\tPASS\t.\tGT\t0/0\t0/1\n"
)


def die_at(number: int) -> None:
    """End the process at the numbered operation, counted from 0: of a file, or on a store."""
    done = [0]

    def guard(owner: object, name: str) -> None:
        real = getattr(owner, name)

        def call(*args: object, **named: object) -> object:
            if owner is os and name == "open" and not args[1] & os.O_CREAT:  # type: ignore[operator]
                return real(*args, **named)
            if done[0] == number:
                if name == "write":
                    real(args[0], memoryview(args[1])[: len(args[1]) // 2])  # type: ignore[arg-type]
                os._exit(_DEAD)
            done[0] += 1
            return real(*args, **named)

        setattr(owner, name, call)

    for name in _FILES:
        guard(os, name)
    guard(Records, "begin")
    guard(Objects, "delete")


def forked(work: Callable[[], None]) -> int:
    """Run in a child; the exit status."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(_WRONG)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def act(folder: Path, what: str, vcf: Path) -> None:
    """Load the file, or destroy the record of one of its two people."""
    node = open_node(config_in(folder))
    if what == "load":
        request = LoadRequest(
            dataset="cohort", files=(str(vcf),), assembly="GRCh38", assert_normalised=True,
            assay="sites",
        )  # fmt: skip
        load(node, request, Asker.of(PERSONAS["bioinformatician"]))
        return
    with node.records.read() as tx:
        cilla = tx.persons.by_labels(["CILLA"])["CILLA"].id
    controller = Asker.of(PERSONAS["controller"])
    destroy(node, cilla, controller, "3.8.1-1/2026", stepped_up=True)


def look(folder: Path, what: str, *, ended: bool) -> None:
    """Start the node again: every row has its object and every object its row, and both are read.

    After the decision to destroy has been written down, nothing of the person may be left.
    """
    node = open_node(config_in(folder))
    with node.records.read() as tx:
        kept = tx.sources.of()
        people = [tx.sources.people(each.id) for each in kept]
        cilla = "CILLA" in tx.persons.by_labels(["CILLA"])
        keys = [key for key in tx.keys.all() if key.kind == "source" and key.wrapped is not None]
    assert all(each.state is SourceState.KEPT for each in kept), kept
    assert {key for key, _ in node.objects.list()} == {each.object for each in kept}
    assert {key.owner for key in keys} == {each.id for each in kept}
    waiting = node.folder / "sealing"
    assert not waiting.exists() or not list(waiting.iterdir())
    texts = [_text(node, each) for each in kept]
    for each, columns in zip(texts, people, strict=True):
        assert len(each.splitlines()[-1].split(b"\t")) == 9 + len(columns)
    if what == "load":
        assert len(kept) == bool(node.variants.snapshot().contributions) >= ended
        assert all(each == _VCF.encode() for each in texts)
        return
    assert len(kept) == 1
    assert kept[0].parted in (0, 1)
    assert (_CANARY.encode() in texts[0]) is (kept[0].parted == 0)
    if ended or not _has_row(node):
        assert kept[0].parted == 1
        assert not cilla


def _has_row(node: Node) -> bool:
    """Whether the person's record is still there."""
    with node.records.read() as tx:
        return len({each.sample.person for each in tx.samples.of(state=None)}) == 2


def _text(node: Node, source: object) -> bytes:
    out = io.BytesIO()
    open_source(node, source, out)  # type: ignore[arg-type]
    return b"".join(chunks_of(as_file(iter([out.getvalue()])), "x"))


def main(place: Path, what: str, stride: int) -> int:
    """Die at each operation in turn, until the work ends first."""
    vcf, base = place / "cohort.vcf", place / "base"
    vcf.write_text(_VCF)

    def begin() -> None:
        init_node(base, "stockholm")
        if what == "destroy":
            act(base, "load", vcf)

    assert forked(begin) == 0
    deaths = 0
    while True:
        folder = place / "node"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(base, folder)
        number = deaths * stride

        def work(number: int = number, folder: Path = folder) -> None:
            die_at(number)
            act(folder, what, vcf)

        status = forked(work)
        assert status in (0, _DEAD), f"operation {number}: status {status}"
        ended = status == 0
        if forked(lambda folder=folder, ended=ended: look(folder, what, ended=ended)) != 0:
            sys.stdout.write(f"after death at operation {number} of {what}\n")
            return _WRONG
        if ended:
            sys.stdout.write(f"{deaths}\n")
            return 0
        deaths += 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
