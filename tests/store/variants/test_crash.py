"""Whatever stops a writer, and whenever: the last commit is whole, and the next writer goes on."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from endless_writer import PEOPLE, begin
from kill_writer import change, prepare
from variant_twin import B38, VARIANTS

from samvar.model.contribution import Scope
from samvar.store.variants import VariantStore

HERE = Path(__file__).parent
ROOT = HERE.parents[2]


def python(script: str, *arguments: object) -> list[str]:
    return [sys.executable, str(HERE / script), *map(str, arguments)]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.mark.parametrize(
    ("how", "stride", "what"),
    [
        ("exit", 23, "commit"),
        ("error", 41, "commit"),
        ("exit", 37, "merge"),
        ("error", 53, "merge"),
    ],
    ids=["the process ends", "the disk is full", "while it merges", "full while it merges"],
)
def test_a_writer_that_stops_at_a_file_operation_leaves_the_last_commit_whole(
    tmp_path, how, stride, what
):
    """A stride keeps this short; the nightly test below stops at every operation."""
    stop(tmp_path, how, stride, what)


@pytest.mark.nightly
@pytest.mark.parametrize("what", ["commit", "merge"])
@pytest.mark.parametrize("how", ["exit", "error"])
def test_a_writer_that_stops_at_any_file_operation_leaves_the_last_commit_whole(
    tmp_path, how, what
):
    stop(tmp_path, how, 1, what)


def stop(folder: Path, how: str, stride: int, what: str) -> None:
    done = subprocess.run(
        python("kill_writer.py", folder, how, stride, what),
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) * stride > 30


@pytest.mark.parametrize("how", [(), ("merge",)], ids=["commits", "commits and merges"])
def test_a_writer_killed_at_any_moment_leaves_a_whole_epoch(tmp_path, how):
    """SIGKILL of a real process, at random times; what stands is exactly one of its epochs."""
    assert kills(tmp_path / "variants", how, 2, 8) == 8


@pytest.mark.nightly
def test_a_thousand_kills_lose_nothing_and_tear_nothing(tmp_path):
    killed = sum(
        kills(tmp_path / "-".join(("variants", *how)), how, 50, 500) for how in ((), ("merge",))
    )
    assert killed >= 1000


def kills(folder: Path, how: tuple[str, ...], processes: int, number: int) -> int:
    """Kill a writer so many times, and look at what stands each time; how many were killed.

    A new interpreter for each kill would take most of the time: each of `processes` has forked
    children of its own that commit until they are killed.
    """
    begin(folder)
    moments = random.Random(20261123)
    announced, killed = 1, 0
    for _ in range(processes):
        process = subprocess.Popen(
            python("endless_writer.py", folder, *how),
            env=environment() | {"KILLS": str(number // processes)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(number // processes):
            child = int(process.stdout.readline().removeprefix("child "))
            for _ in range(moments.randint(1, 3)):
                announced = int(process.stdout.readline())
            time.sleep(moments.random() * 0.05)
            os.kill(child, signal.SIGKILL)
            killed += 1
            while (line := process.stdout.readline().strip()) != "killed":
                announced = int(line)
            store = VariantStore.open(folder, grace_s=0)
            assert announced <= store.epoch <= announced + 1, "a commit that stood is lost"
            assert_is_epoch(store.snapshot())
            assert store.snapshot().verify() == []
            process.stdin.write("go on\n")
            process.stdin.flush()
        process.communicate()
        assert process.returncode == 0
    store = VariantStore.open(folder, grace_s=0)
    with store.writer(timeout_s=0):
        pass
    store.merge()
    left = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    assert left == {*store.snapshot().files(), "lock", "merging/lock"}
    return killed


def assert_is_epoch(snapshot) -> None:
    people = range(snapshot.epoch, snapshot.epoch + PEOPLE)
    assert set(snapshot.contributions) == {f"sam_{n}" for n in people}
    keys = snapshot.keys_of([VARIANTS[0], VARIANTS[4], VARIANTS[5]])
    counts = snapshot.counts(B38, keys, Scope.CARE, stratum="EUR")
    assert counts.an.tolist() == [2 * PEOPLE] * 3
    assert counts.ac.tolist() == [PEOPLE * 3 // 2, PEOPLE, PEOPLE // 2]
    assert counts.hom.tolist() == [PEOPLE // 2, PEOPLE // 2, 0]
    carriers = snapshot.carriers(B38, int(keys[0]), Scope.CARE)
    assert sorted(carriers) == sorted((f"sam_{n}", 1 if n % 2 else 2) for n in people)


def test_every_file_is_on_the_disk_before_a_manifest_names_it(tmp_path, monkeypatch):
    """What a loss of power would keep: bytes and names that were synced, in this order."""
    store = prepare(tmp_path / "variants")
    path_of: dict[int, str] = {}
    synced: set[str] = set()
    written: list[str] = []
    seen: list[tuple[set[str], set[str]]] = []
    real_open, real_write, real_sync, real_replace = os.open, os.write, os.fsync, os.replace

    def note_open(path, flags, *rest, **named):
        fd = real_open(path, flags, *rest, **named)
        path_of[fd] = str(path)
        if flags & os.O_CREAT:
            synced.discard(str(Path(path).parent))
        return fd

    def note_write(fd, data):
        written.append(path_of[fd])
        synced.discard(path_of[fd])
        return real_write(fd, data)

    def note_sync(fd):
        synced.add(path_of[fd])
        return real_sync(fd)

    def note_replace(source, target, **named):
        seen.append((set(written), set(synced)))
        synced.discard(str(Path(target).parent))
        return real_replace(source, target, **named)

    monkeypatch.setattr(os, "open", note_open)
    monkeypatch.setattr(os, "write", note_write)
    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(os, "replace", note_replace)
    before = set(store.snapshot().files())
    change(store)
    monkeypatch.undo()
    assert len(seen) == 1, "one commit replaces the manifest once"
    at_commit = seen[0][1]
    fresh = set(store.snapshot().files()) - before
    assert len(fresh) > 5
    for name in fresh:
        path = store.folder / name
        assert str(path) in at_commit, f"{path.parent.name}: bytes not synced"
        assert str(path.parent) in at_commit, f"{path.parent.name}: name not synced"
    assert str(store.folder / "manifest.json.new") in at_commit
    assert str(store.folder) in synced, "the new name of the manifest"


def test_a_copy_of_the_folder_is_the_store(tmp_path):
    store = prepare(tmp_path / "variants")
    shutil.copytree(store.folder, tmp_path / "copy")
    assert VariantStore.open(tmp_path / "copy").snapshot().digest() == store.snapshot().digest()
