"""Where releases lie, and how a person names one: by name, by folder, or not at all."""

from __future__ import annotations

from pathlib import Path

from samvar.knowledge.pharmacogenomics.folder import read_folder
from samvar.knowledge.pharmacogenomics.model import Release
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.knowledge.pharmacogenomics.release import HEAD, on_shelf, read
from samvar.knowledge.shelf import default_shelf
from samvar.model.errors import NotFound


def releases(shelf: Path | None = None) -> tuple[Release, ...]:
    """Every release at hand, newest first, samvar's own last."""
    own = own_release()  # a node keeps a copy of what it has called by, this one too
    found = on_shelf(shelf or default_shelf())
    return (*(each for each in found if each.name != own.name), own)


def find_release(named: str | None, shelf: Path | None = None) -> Release:
    """The release of a name on the shelf, of a release's folder, or of a folder of its sources.

    named: None is samvar's own, whatever lies on the shelf: a newer release never takes the
    place of another without being named.

    Raises:
        NotFound: no such release and no such folder.
    """
    own = own_release()
    if named in (None, own.name):
        return own
    assert named is not None
    place = shelf or default_shelf()
    for folder in (place / named, Path(named)):
        if (folder / HEAD).is_file():
            return read(folder)
    if Path(named).is_dir():
        return read_folder(Path(named))
    known = ", ".join(each.name for each in releases(place))
    raise NotFound(f"there is no knowledge release '{named[:60]}'", remedy=f"one of {known}")
