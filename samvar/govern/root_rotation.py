"""Exchanging a root key that lies in a file, so that a stop at any moment loses nothing.

The new key is written beside the old one first (`.next`), then all data keys are re-wrapped in
one transaction, then the new file takes the old one's name. Whoever finds a `.next` asks which
root key the data keys are under, and finishes or forgets the exchange.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from samvar.govern.keyring import KeyRing, check_roots
from samvar.govern.root_key import RootKey, RootPlace
from samvar.model.errors import BadConfig
from samvar.store.records.engine import Records, Transaction


def next_to(place: RootPlace) -> RootPlace:
    """Where a new root key waits until the data keys are under it."""
    if place.file is None:
        raise BadConfig(
            "a root key in the environment is changed there",
            remedy="say with --to where the new one is, then change the setting 'root_key'",
        )
    return RootPlace(file=place.file.with_name(f"{place.file.name}.next"))


def settle(place: RootPlace, needed: str | None) -> None:
    """Finish an exchange that a stop interrupted. needed: the root that data keys are under.

    A new key that waits while no data key is under it is left: another process may be about to
    use it, and the next exchange does.
    """
    if place.file is None or needed is None:
        return
    waiting = next_to(place)
    if waiting.exists() and waiting.read().id == needed:
        _take_its_place(waiting.file, place.file)


def rotate(records: Records, ring: KeyRing, place: RootPlace, to: RootPlace | None) -> RootKey:
    """Put all data keys under a new root key, and return it.

    to: where the new one is (or is to be made); None: in the place of the old one.

    Raises:
        BadConfig: the old or the new root key cannot be read. Conflict: `to` is in the way.
    """
    target = to or next_to(place)
    if not target.exists():
        target.write(RootKey.new())
    fresh = target.read()
    with records.begin() as tx:
        ring.provider(tx)
        ring.rewrap(tx, fresh)
    if to is None:
        _take_its_place(target.file, place.file)
    ring.forget()
    return fresh


def _take_its_place(new: Path | None, old: Path | None) -> None:
    if new is None or old is None:
        return
    with suppress(FileNotFoundError):  # a node that was opened meanwhile has done it
        new.replace(old)
    folder = os.open(old.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def opened(tx: Transaction, place: RootPlace, *, make: bool = False) -> RootKey:
    """The root key of a node, an interrupted exchange finished.

    make: write the first one where there is none and no key waits for it.

    Raises:
        BadConfig: it is not there, or is not the one that the data keys are under.
    """
    needed = check_roots(tx)
    settle(place, needed)
    if make and needed is None and not place.exists():
        place.write(RootKey.new())
    root = place.read()
    if needed is not None and root.id != needed:
        raise BadConfig(
            f"the root key is {root.id}, and the node's keys are under {needed}",
            remedy="point the setting 'root_key' to that one, or recover it: samvar keys recover",
        )
    return root
