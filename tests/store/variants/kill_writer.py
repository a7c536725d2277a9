"""A process that stops at every file operation of a writer in turn, and looks at what is left.

Run as `python kill_writer.py FOLDER exit|error STRIDE commit|merge`; prints how often it stopped
one. `merge`: not a commit is stopped, but the joining of runs and shards beside the writers.
Each stop is a fork of its own, so that thousands of them cost no new interpreter.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
import traceback
from ast import literal_eval
from pathlib import Path

from variant_twin import (
    EVERYWHERE,
    VARIANTS,
    WRITTEN,
    batch,
    contribution,
    stretches,
)

from samvar.model.contribution import Scope
from samvar.store.variants import VariantStore, merging, runs, staging
from samvar.store.variants.merging import merge_once

OPERATIONS = ("open", "write", "fsync", "replace", "rename", "unlink", "mkdir", "close")
_STOPPED, _WRONG = 9, 1


def stop_at(number: int, how: str) -> list[int]:
    """Make the numbered file operation, counted from 0, fail; a write fails half way through."""
    done = [0]

    def guarded(name: str):
        real = getattr(os, name)

        def call(*args: object, **kwargs: object) -> object:
            if name == "open" and not args[1] & os.O_CREAT:
                return real(*args, **kwargs)
            here = done[0]
            done[0] += 1
            if here == number:
                if name == "write":
                    real(args[0], memoryview(args[1])[: len(args[1]) // 2])
                if how == "exit":
                    os._exit(_STOPPED)
                if name == "close":
                    real(*args)
                raise OSError(errno.ENOSPC, "no space left on device")
            return real(*args, **kwargs)

        return call

    for name in OPERATIONS:
        setattr(os, name, guarded(name))
    return done


def prepare(folder: Path) -> VariantStore:
    """A store with people in several shards and runs, two of whom share a file."""
    store = VariantStore.create(folder, grace_s=0)
    with store.writer() as writer:
        for number in range(4):
            genotypes = {v: "0/1" for i, v in enumerate(VARIANTS) if i % 4 != number}
            load(writer, f"sam_{number}", genotypes)
            writer.commit()
        pair = {"S": "sam_5", "T": "sam_6"}
        sites = [(v, [WRITTEN["0/1"], WRITTEN["1/1"]], True) for v in VARIANTS[:3]]
        writer.load(
            [contribution(sample, ancestry="EUR") for sample in pair.values()],
            [batch([*pair], sites)],
            pair,
            dict.fromkeys(pair.values(), stretches(EVERYWHERE)),
            "loa_pair",
        )
        writer.commit()
    return store


def load(writer: object, sample: str, genotypes: dict) -> None:
    """Stage one sample."""
    sites = [(v, [WRITTEN[text]], True) for v, text in genotypes.items()]
    writer.load(
        [contribution(sample, ancestry="EUR")],
        [batch(["S"], sites)],
        {"S": sample},
        {sample: stretches(EVERYWHERE)},
        f"loa_{sample}",
    )


def change(store: VariantStore) -> None:
    """The commit that is stopped: a withdrawal, a reload, a load and an opt-out at once."""
    with store.writer() as writer:
        writer.withdraw(["sam_0", "sam_1", "sam_5"])
        load(writer, "sam_1", {VARIANTS[5]: "1/1"})
        load(writer, "sam_9", {VARIANTS[4]: "0/1", VARIANTS[0]: "1/1"})
        writer.opt_out(["sam_2"], Scope.RESEARCH)
        writer.commit()


def pretend_large() -> None:
    """Let no commit join runs, or rewrite carriers, itself: as where a table is large."""
    runs.INLINE_ROWS = staging.INLINE_BYTES = merging.INLINE_ROWS = merging.INLINE_BYTES = -1


def change_beside(store: VariantStore) -> None:
    """The joining that is stopped: nothing that was cancelled before stays in any file."""
    assert store.tidy(0)


def in_child(task) -> int:
    """Run a task in a fork; its exit status."""
    pid = os.fork()
    if pid == 0:
        try:
            task()
        except BaseException:
            traceback.print_exc()
            os._exit(_WRONG)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def stopped_change(folder: Path, number: int, how: str, change=change) -> int:
    """Status of a change whose numbered operation stops; 0 if it has no such operation."""

    def task() -> None:
        store = VariantStore.open(folder, grace_s=0)
        done = stop_at(number, how)
        try:
            change(store)
        except OSError:
            os._exit(_STOPPED)
        if done[0] > number:  # it failed where the failure is of no matter: while sweeping
            os._exit(_STOPPED)

    return in_child(task)


def look(folder: Path, whole: list[dict[str, str]]) -> int:
    """Status 0 if the last commit is whole, and the next writer leaves nothing behind."""

    def task() -> None:
        store = VariantStore.open(folder, grace_s=0)
        assert store.snapshot().digest() in whole, "neither the old commit nor the new one"
        assert store.snapshot().verify() == []
        with store.writer(timeout_s=0) as writer:
            load(writer, "sam_next", {VARIANTS[0]: "0/1"})
            writer.commit()
        snapshot = store.snapshot()
        merge_once(folder)
        left = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
        assert left == {*snapshot.files(), "lock", "merging/lock"}, "files that no commit names"

    return in_child(task)


def main() -> None:
    base, how, stride = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    digests = base / "digests"
    stopped, beside = change, sys.argv[4] == "merge"
    if beside:
        stopped = change_beside
        pretend_large()

    def make() -> None:
        store = prepare(base / "before")
        if beside:
            change(store)
        shutil.copytree(base / "before", base / "after")
        after = VariantStore.open(base / "after", grace_s=0)
        stopped(after)
        digests.write_text(repr([store.snapshot().digest(), after.snapshot().digest()]))

    assert in_child(make) == 0
    whole = literal_eval(digests.read_text())
    assert (whole[0] == whole[1]) is beside, "joining changes no answer"
    number = stops = 0
    while True:
        folder = base / "stopped"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(base / "before", folder)
        status = stopped_change(folder, number, how, stopped)
        assert status in (0, _STOPPED), f"operation {number}: status {status}"
        assert look(folder, whole) == 0, f"operation {number}: the store is not whole"
        if status == 0:
            break
        number += stride
        stops += 1
    sys.stdout.write(f"{stops}\n")


if __name__ == "__main__":
    main()
