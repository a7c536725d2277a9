"""Read phenopackets: protobuf JSON of GA4GH Phenopacket schema version 2."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import msgspec

from samvar.formats import stream
from samvar.formats.phenopacket.message import UNSET
from samvar.formats.phenopacket.packet import Cohort, Family, Phenopacket
from samvar.model.errors import BadFile, Where
from samvar.model.shape import learned

Packet = TypeVar("Packet", Phenopacket, Family, Cohort)

_FIELD = re.compile(r" - at `(\$[^`]*)`$")


def read_phenopacket(path: Path) -> Phenopacket:
    """One phenopacket from a JSON file.

    Raises:
        BadFile: not JSON, or not a phenopacket of version 2; `why` names the field.
    """
    return parse(stream.read_text(path, stream.LINE_LIMIT).encode(), Where(path.name), Phenopacket)


def read_phenopackets(path: Path) -> Iterator[Phenopacket]:
    """The phenopackets of a file with one in each line (.jsonl), plain or packed.

    Raises:
        BadFile: with the line.
    """
    with stream.open_binary(path) as file:
        yield from phenopackets_of(file, path.name)


def phenopackets_of(file: BinaryIO, name: str) -> Iterator[Phenopacket]:
    """The same of a stream that can be peeked into, such as standard input; `name` for messages.

    Raises: as `read_phenopackets`.
    """
    held = b""
    number = 0
    for chunk in stream.chunks_of(file, name):
        *lines, held = (held + chunk).split(b"\n")
        for line in lines:
            number += 1
            if line.strip():
                yield parse(line, Where(name, line=number), Phenopacket)
        if len(held) > stream.LINE_LIMIT:
            raise BadFile("a line is too long", where=Where(name, line=number + 1))
    if held.strip():
        yield parse(held, Where(name, line=number + 1), Phenopacket)


def parse(raw: bytes, where: Where, kind: type[Packet]) -> Packet:
    """One document. Fields may be in camelCase or in the schema's own snake_case.

    Raises:
        BadFile: another shape, an unknown field, no identifier, another schema version.
    """
    try:
        found = msgspec.json.decode(raw, type=learned(kind))
    except msgspec.ValidationError:
        found = _tolerant(raw, where, kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadFile("this is not JSON", where=where) from None
    if not found.id:
        raise BadFile("the phenopacket has no id", where=where)
    version = found.meta_data.phenopacket_schema_version if found.meta_data else UNSET
    if not version or version.split(".")[0] != "2":
        raise BadFile(
            "the document does not say that it is a phenopacket of version 2",
            where=where,
            why="metaData.phenopacketSchemaVersion is missing or of another version",
            remedy="convert it with phenopacket-tools",
        )
    return found


def _tolerant(raw: bytes, where: Where, kind: type[Packet]) -> Packet:
    """What protobuf also takes: snake_case names, and null for a field that is not set."""
    try:
        return msgspec.convert(_plain(msgspec.json.decode(raw)), type=learned(kind))
    except (msgspec.ValidationError, RecursionError) as error:
        # The message may quote the file; only the place goes out.
        place = _FIELD.search(str(error))
        raise BadFile(
            "this is not a phenopacket of version 2",
            where=where,
            why=f"the fault is at {place.group(1)[:200]}" if place else "the document is no object",
            remedy="check it with phenopacket-tools validate",
        ) from None


_KEPT = frozenset(("variation", "individual_to_file_identifiers", "file_attributes",
                   "individualToFileIdentifiers", "fileAttributes"))  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for key, each in value.items():
        if each is None:
            continue
        first, *rest = key.split("_")
        found[first + "".join(word.capitalize() for word in rest)] = (
            each if key in _KEPT else _plain(each)
        )
    return found
