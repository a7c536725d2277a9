"""Which releases a node has, and by which one it calls."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from samvar.focus.pharmacogenomics.records import Adopted, Releases
from samvar.govern.act import changing
from samvar.govern.identity import Asker
from samvar.knowledge.pharmacogenomics.model import Release
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.knowledge.pharmacogenomics.shelf import find_release, releases
from samvar.model.clock import utc_now
from samvar.model.errors import CorruptStore
from samvar.present.area import NodeLike


def releases_here(node: NodeLike) -> tuple[Release, ...]:
    """Every release that the node can call by, newest first, samvar's own last."""
    return releases(node.knowledge_shelf)


def release_named(node: NodeLike, name: str) -> Release:
    """One release by its name.

    Raises:
        NotFound: the node does not have it. CorruptStore: its facts are not those written.
    """
    return _read(node.knowledge_shelf, name)


def current_release(node: NodeLike) -> Release:
    """The release that new calls are made by: the one adopted, else samvar's own.

    Raises:
        NotFound: the release that was adopted is no longer on the shelf.
        CorruptStore: a release of that name with other content lies there now.
    """
    with node.records.read() as tx:
        chosen = Releases(tx.connection).adopted()
    if chosen is None:
        return own_release()
    release = release_named(node, chosen.name)
    if release.digest != chosen.digest:
        raise CorruptStore(
            f"release {chosen.name} is not the one that was adopted",
            remedy="put the release back, or adopt this one in its own right",
        )
    return release


def adopt(node: NodeLike, name: str, asker: Asker) -> Release:
    """Call by another release from now on; what was called before keeps its release.

    Raises:
        Refused: the person may not. NotFound: the node does not have the release.
    """
    release = release_named(node, name)
    with changing(node, asker, "change:knowledge", "adopt-release"), node.records.begin() as tx:
        adopted = Adopted(release.name, release.digest, utc_now(), asker.user.id)
        Releases(tx.connection).note(adopted, "adopted")
    return release


@lru_cache(8)
def _read(shelf: Path, name: str) -> Release:
    """A release is never changed once written, so reading it once is enough."""
    return find_release(name, shelf)
