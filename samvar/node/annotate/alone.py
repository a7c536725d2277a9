"""A release that lies somewhere, outside of any node."""

from __future__ import annotations

from pathlib import Path

from samvar.model.errors import NotFound, Where
from samvar.network.release.read import MANIFEST, Release
from samvar.network.roster import Roster
from samvar.node.site import key_finder


def open_alone(place: Path, roster: Path | None) -> Release:
    """A release by its folder, or by a file in it. roster: None leaves the signature unchecked.

    Raises:
        NotFound: there is no release. BadSignature, CorruptStore: it is not what was signed.
    """
    folder = place.resolve()
    if folder.is_file():
        folder = folder.parent
    if not (folder / MANIFEST).is_file():
        raise NotFound(
            "there is no release here",
            where=Where(place.name),
            remedy=f"name the folder that holds {MANIFEST}",
        )
    keys_of = None
    if roster is not None:
        if not roster.is_file():
            raise NotFound("there is no such roster", where=Where(roster.name))
        keys_of = key_finder(Roster.read(roster.read_bytes()))
    return Release.open(folder, keys_of)
