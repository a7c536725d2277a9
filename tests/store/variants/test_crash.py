"""Whatever stops a writer, and whenever: the last commit is whole, and the next writer goes on."""

from __future__ import annotations

import os
import random
import shutil
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
    ("how", "stride"),
    [("exit", 4), ("error", 9)],
    ids=["the process ends", "the disk is full"],
)
def test_a_writer_that_stops_at_a_file_operation_leaves_the_last_commit_whole(
    tmp_path, how, stride
):
    """A stride keeps this short; the nightly test below stops at every operation."""
    stop(tmp_path, how, stride)


@pytest.mark.nightly
@pytest.mark.parametrize("how", ["exit", "error"])
def test_a_writer_that_stops_at_any_file_operation_leaves_the_last_commit_whole(tmp_path, how):
    stop(tmp_path, how, 1)


def stop(folder: Path, how: str, stride: int) -> None:
    done = subprocess.run(
        python("kill_writer.py", folder, how, stride),
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) * stride > 50


def test_a_writer_killed_at_any_moment_leaves_a_whole_epoch(tmp_path):
    """SIGKILL of a real process, at random times; what stands is exactly one of its epochs."""
    folder = tmp_path / "variants"
    begin(folder)
    moments = random.Random(20261123)
    announced = 1
    for _ in range(6):
        process = subprocess.Popen(
            python("endless_writer.py", folder),
            env=environment(),
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            for _ in range(moments.randint(1, 6)):
                announced = int(process.stdout.readline())
            time.sleep(moments.random() * 0.05)
        finally:
            process.kill()
            rest, _ = process.communicate()
        announced = max([announced, *map(int, rest.split())])
        store = VariantStore.open(folder, grace_s=0)
        assert announced <= store.epoch <= announced + 1
        assert_is_epoch(store.snapshot())
        assert store.snapshot().verify() == []
    with VariantStore.open(folder, grace_s=0).writer(timeout_s=0):
        pass
    left = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    assert left == {*VariantStore.open(folder).snapshot().files(), "lock"}


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
