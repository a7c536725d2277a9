"""A disk that is full in earnest: the last commit stays, answers, and is built on later."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kill_writer import load
from variant_twin import VARIANTS

from samvar.store.variants import VariantStore, merging, rebuild, runs, staging

_SMALL_BYTES = 300_000


@pytest.fixture
def disk(tmp_path, monkeypatch) -> Iterator[tuple[Path, Callable[[], None]]]:
    """A small file system, and what makes it larger. Where none may be mounted, one that takes so
    many bytes and then says that it is full."""
    place = tmp_path / "disk"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={_SMALL_BYTES}", "tmpfs", str(place)]
    tried = subprocess.run(words, check=False, capture_output=True)
    mounted = tried.returncode == 0
    if mounted:
        grow = ["mount", "-o", "remount,size=100m", str(place)]
        yield place, lambda: subprocess.run(grow, check=True, capture_output=True)
        subprocess.run(["umount", "--lazy", str(place)], check=True)
        return
    room = [_SMALL_BYTES // 4]
    real = os.write

    def write(fd, data):
        if len(data) > room[0]:
            real(fd, memoryview(data)[: room[0]])
            room[0] = 0
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        room[0] -= len(data)
        return real(fd, data)

    monkeypatch.setattr(os, "write", write)
    yield place, lambda: room.__setitem__(0, 10**9)


def add(store, number):
    with store.writer() as writer:
        load(writer, f"sam_{number:03}", dict.fromkeys(VARIANTS[number % 3 :], "0/1"))
        writer.commit()


def filled(store) -> int:
    """Load people until the disk is full; how many are in."""
    for number in range(2000):
        try:
            add(store, number)
        except OSError as error:
            assert error.errno == errno.ENOSPC
            return number
    raise AssertionError("the disk took everything")


def fill(path: Path) -> None:
    """Take what room there is."""
    with path.open("wb", buffering=0) as ballast:
        try:
            while True:
                os.write(ballast.fileno(), b"x" * 4096)
        except OSError as error:
            assert error.errno == errno.ENOSPC


def test_a_full_disk_costs_no_commit_and_a_larger_one_goes_on(disk, tmp_path):
    place, grow = disk
    store = VariantStore.create(place / "variants", grace_s=0)
    people = filled(store)
    assert people > 3
    again = VariantStore.open(place / "variants", grace_s=0)
    assert len(again.snapshot().contributions) == again.epoch == people
    assert again.snapshot().verify() == []
    whole = again.snapshot().digest()
    for _ in range(3):
        with pytest.raises(OSError, match="No space"):
            add(again, people)
        assert again.snapshot().digest() == whole
    grow()
    add(again, people)
    after = again.snapshot()
    assert after.epoch == people + 1
    assert rebuild(after, tmp_path / "anew").snapshot().digest() == after.digest()
    left = {str(p.relative_to(store.folder)) for p in store.folder.rglob("*") if p.is_file()}
    assert left == {*after.files(), "lock"}, "what did not become a commit is swept"


def test_a_full_disk_while_runs_are_joined_costs_nothing_either(disk, monkeypatch):
    place, grow = disk
    for module, name in (
        (runs, "INLINE_ROWS"), (merging, "INLINE_ROWS"),
        (staging, "INLINE_BYTES"), (merging, "INLINE_BYTES"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, -1)
    store = VariantStore.create(place / "variants", grace_s=0)
    for number in range(4):
        add(store, number)
    with store.writer() as writer:
        writer.withdraw(["sam_001"])
        writer.commit()
    whole = store.snapshot().digest()
    fill(place / "ballast")
    with pytest.raises(OSError, match="No space"):
        store.tidy(0)
    store = VariantStore.open(place / "variants", grace_s=0)
    assert store.snapshot().digest() == whole
    assert store.snapshot().verify() == []
    grow()
    assert store.tidy(0)
    assert store.snapshot().unsettled_since is None
    assert store.snapshot().digest() == whole
