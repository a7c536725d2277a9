"""Which releases a node has, and by which one it calls."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from samvar.focus.pharmacogenomics.records import Adopted, Releases
from samvar.govern.act import changing
from samvar.govern.identity import Asker
from samvar.knowledge.pharmacogenomics.model import Release
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.knowledge.pharmacogenomics.release import FACTS, HEAD, read, write
from samvar.model.clock import utc_now
from samvar.model.errors import CorruptStore, NotFound
from samvar.present.area import NodeLike


def releases_here(node: NodeLike) -> tuple[Release, ...]:
    """Every release that the node can call by, newest first, samvar's own last.

    Raises:
        CorruptStore: the facts of one are not those written.
    """
    own = own_release()
    found = [release_named(node, name) for name in _on_shelf(node.knowledge_shelf) - {own.name}]
    return (*sorted(found, key=lambda each: (each.date, each.name), reverse=True), own)


def release_named(node: NodeLike, name: str) -> Release:
    """One release by its name; never by a folder, for the name may come from a page.

    Raises:
        NotFound: the node does not have it. CorruptStore: its facts are not those written.
    """
    own, shelf = own_release(), node.knowledge_shelf
    if name == own.name:
        return own
    names = _on_shelf(shelf)
    if name not in names:
        raise NotFound(
            f"there is no knowledge release '{name[:64]}' at this node",
            remedy=f"one of {', '.join(sorted({*names, own.name}))}",
        )
    stamps = tuple((shelf / name / each).stat().st_mtime_ns for each in (HEAD, FACTS))
    return _read(shelf, name, stamps)


def release_as_used(node: NodeLike, name: str, digest: str) -> Release:
    """The release by which something was done here, certainly that one.

    Raises:
        NotFound: it is no longer on the shelf.
        CorruptStore: a release of that name with other content lies there now.
    """
    release = release_named(node, name)
    if release.digest != digest:
        raise CorruptStore(
            f"release {name} is not the one that was used here",
            remedy="put that one back, and give the other a name of its own",
        )
    return release


def keep_release(node: NodeLike, release: Release) -> None:
    """Have a release on the node's shelf for as long as something here rests on it.

    samvar's own set changes when samvar does, and a release may have come from a folder.

    Raises:
        Conflict: another release of that name lies there.
    """
    try:
        write(release, node.knowledge_shelf)
    except OSError:  # another node of this shelf has put it there in the same moment
        write(release, node.knowledge_shelf)


def current_release(node: NodeLike) -> Release:
    """The release that new calls are made by: the one adopted, else samvar's own.

    Raises:
        NotFound: the release that was adopted is no longer on the shelf.
        CorruptStore: a release of that name with other content lies there now.
    """
    with node.records.read() as tx:
        chosen = Releases(tx.connection).adopted()
    return release_as_used(node, chosen.name, chosen.digest) if chosen else own_release()


def adopt(node: NodeLike, name: str, asker: Asker) -> Release:
    """Call by another release from now on; what was called before keeps its release.

    Raises:
        Refused: the person may not. NotFound: the node does not have the release.
    """
    with changing(node, asker, "change:knowledge", "adopt-release"):
        release = release_named(node, name)
        keep_release(node, release)
        with node.records.begin() as tx:
            adopted = Adopted(release.name, release.digest, utc_now(), asker.user.id)
            Releases(tx.connection).note(adopted, "adopted")
    return release


def assessed_here(node: NodeLike, name: str) -> Adopted | None:
    """When everybody here was last assessed under a release; None if never."""
    with node.records.read() as tx:
        return Releases(tx.connection).assessed(name)


def _on_shelf(shelf: Path) -> set[str]:
    found = shelf.glob(f"*/{HEAD}") if shelf.is_dir() else ()
    return {head.parent.name for head in found if not head.parent.name.startswith(".")}


@lru_cache(8)
def _read(shelf: Path, name: str, _stamps: tuple[int, ...]) -> Release:
    """A release is never changed once written, so reading it once is enough."""
    release = read(shelf / name)
    if release.name != name:
        raise CorruptStore(f"the folder '{name[:64]}' holds a release of another name")
    return release
