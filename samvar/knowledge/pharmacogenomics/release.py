"""Releases on disk, side by side: written once, whole, and checked at every reading."""

from __future__ import annotations

import hashlib
import re
import tempfile
from pathlib import Path

import msgspec

from samvar.knowledge.pharmacogenomics.model import Knowledge, Release
from samvar.model.errors import BadFile, BadInput, Conflict, CorruptStore, NotFound, Where
from samvar.model.shape import learned

HEAD, FACTS = "release.json", "knowledge.json"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`release.json`: what a release says of itself."""

    name: str
    date: str
    licence: str
    source: str
    digest: str
    form: int = 1


def make(name: str, date: str, licence: str, source: str, knowledge: Knowledge) -> Release:
    """A release of these facts, with their digest.

    Raises:
        BadInput: the name cannot be a folder's, or the date is not ISO 8601.
    """
    if not _NAME.fullmatch(name):
        raise BadInput("a release's name is letters, digits, '.', '_' and '-', at most 64")
    if not _DATE.fullmatch(date):
        raise BadInput("a release's date is written YYYY-MM-DD")
    digest = hashlib.sha256(_bytes(knowledge)).hexdigest()
    return Release(name, date, licence, source, digest, knowledge)


def write(release: Release, shelf: Path) -> Path:
    """Put a release on a shelf (a folder of releases), whole or not at all.

    Raises:
        Conflict: another release of that name lies there.
    """
    target = shelf / release.name
    if target.exists():
        if read(target).digest == release.digest:
            return target
        raise Conflict(
            f"a release named {release.name} with other content is there",
            remedy="give the new one another name; a release is never changed",
        )
    shelf.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=shelf) as made:
        part = Path(made) / release.name
        part.mkdir()
        head = Head(release.name, release.date, release.licence, release.source, release.digest)
        (part / FACTS).write_bytes(_bytes(release.knowledge))
        (part / HEAD).write_bytes(msgspec.json.format(msgspec.json.encode(head)) + b"\n")
        part.rename(target)
    return target


def read(folder: Path) -> Release:
    """Read one release and check its digest.

    Raises:
        NotFound: the folder is not a release. BadFile: a file is not of the form.
        CorruptStore: the facts are not those that were written.
    """
    head_bytes, facts = _read(folder / HEAD), _read(folder / FACTS)
    try:
        head = msgspec.json.decode(head_bytes, type=learned(Head))
    except msgspec.MsgspecError as error:
        raise BadFile("the release's head is damaged", where=Where(HEAD), why=str(error)) from None
    if hashlib.sha256(facts).hexdigest() != head.digest:
        raise CorruptStore(
            f"the facts of release {head.name[:64]} differ from their digest",
            where=Where(FACTS),
            remedy="import the release again",
        )
    try:
        knowledge = msgspec.json.decode(facts, type=learned(Knowledge))
    except msgspec.MsgspecError as error:
        raise BadFile("the facts are not of the form", where=Where(FACTS), why=str(error)) from None
    return Release(head.name, head.date, head.licence, head.source, head.digest, knowledge)


def on_shelf(shelf: Path) -> tuple[Release, ...]:
    """All releases of a shelf, newest first by their date."""
    folders = [p.parent for p in shelf.glob(f"*/{HEAD}")] if shelf.is_dir() else []
    found = [read(folder) for folder in folders if not folder.name.startswith(".")]
    return tuple(sorted(found, key=lambda each: (each.date, each.name), reverse=True))


def _bytes(knowledge: Knowledge) -> bytes:
    return msgspec.json.encode(knowledge, order="sorted")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise NotFound(
            "the folder is not a knowledge release",
            where=Where(path.name),
            remedy="make one with 'samvar knowledge import'",
        ) from None
