"""Signed notes, checkpoints and cosignatures: text that every tool of the field can read.

A checkpoint is three lines (origin, size, root) and signatures beneath. A node signs its log's
checkpoint with type 0x01, and as a witness other logs' with type 0x04, with the same key. That is
sound because no message of one kind can be one of another: a checkpoint begins with its origin
`samvar/...`, a cosigned message with `cosignature/v1`, and all else that a node signs begins with
`{` or has a NUL, which no note may have.

Source: C2SP signed-note v1, tlog-checkpoint v1, tlog-cosignature v1 (c2sp.org).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256

from samvar.govern.keys import NodeKey, PublicKey
from samvar.govern.log.tree import HASH_BYTES
from samvar.model.errors import BadInput, BadSignature

ED25519, COSIGNATURE = 0x01, 0x04
MOST_CHARACTERS = 32_768
MOST_SIGNATURES = 64

_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/=]+)")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")
_ORIGIN = re.compile(r"samvar/([a-z][a-z0-9-]{0,38})/audit/([1-9][0-9]{0,8})")


@dataclass(frozen=True, slots=True)
class Signature:
    """One line under a note. body: 64 bytes, for a cosignature with its time before them."""

    name: str
    key: bytes
    body: bytes

    def line(self) -> str:
        """The line, with its newline."""
        return f"— {self.name} {base64.b64encode(self.key + self.body).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text and who signed it; nothing is verified yet."""

    text: str
    signatures: tuple[Signature, ...] = ()

    @classmethod
    def read(cls, raw: str) -> Note:
        """Take a note apart.

        Raises:
            BadInput: not a signed note, or larger than any of ours.
        """
        text, gap, lines = raw.rpartition("\n\n")
        if not gap or len(raw) > MOST_CHARACTERS or _CONTROL.search(raw) or lines[-1:] != "\n":
            raise BadInput("this is not a signed note")
        found = [_LINE.fullmatch(line) for line in lines[:-1].split("\n")]
        if not all(found) or len(found) > MOST_SIGNATURES:
            raise BadInput("a signed note has a line that is no signature, or too many")
        return cls(text + "\n", tuple(_signature(*each.groups()) for each in found if each))

    def write(self) -> str:
        """The note as it is kept and handed round."""
        return self.text + "\n" + "".join(one.line() for one in self.signatures)

    def with_signature(self, *more: Signature) -> Note:
        """The note with these lines; a newer line of the same key takes the place of an old."""
        kept = {(one.name, one.key): one for one in (*self.signatures, *more)}
        return replace(self, signatures=tuple(kept.values()))


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's state: its name, how many entries it has, and the root over them."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def read(cls, text: str) -> Checkpoint:
        """From a note's text; extension lines, which nobody could audit, are not taken.

        Raises:
            BadInput: not a checkpoint.
        """
        lines = text.split("\n")
        if len(lines) != 4 or not lines[0] or lines[3] or not _SIZE.fullmatch(lines[1]):
            raise BadInput("this is not a checkpoint")
        root = _bytes(lines[2])
        if len(root) != HASH_BYTES:
            raise BadInput("a checkpoint's root is not a hash")
        return cls(lines[0], int(lines[1]), root)

    def write(self) -> str:
        """The note's text.

        >>> print(Checkpoint("samvar/skane/audit/1", 0, b"0" * 32).write(), end="")
        samvar/skane/audit/1
        0
        MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=
        """
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def origin(node: str, generation: int) -> str:
    """The name of a node's log; a log that had to begin anew has the next generation.

    >>> origin("skane", 1), read_origin(origin("vastra-gotaland", 12))
    ('samvar/skane/audit/1', ('vastra-gotaland', 12))
    """
    return f"samvar/{node}/audit/{generation}"


def read_origin(text: str) -> tuple[str, int]:
    """Node and generation.

    Raises:
        BadInput: not the name of a log of ours.
    """
    found = _ORIGIN.fullmatch(text)
    if found is None:
        raise BadInput("this is not the name of a node's audit log")
    return found.group(1), int(found.group(2))


def witness_name(node: str) -> str:
    """A node's name as a witness."""
    return f"samvar/{node}"


def sign(text: str, name: str, key: NodeKey) -> Signature:
    """The log's own signature."""
    return Signature(name, key_id(name, ED25519, key.public), key.sign(text.encode()))


def cosign(text: str, name: str, key: NodeKey, at: datetime) -> Signature:
    """A witness's: as of `at`, this is the largest consistent tree that it has seen."""
    seconds = int(at.timestamp())
    body = seconds.to_bytes(8, "big") + key.sign(_cosigned(text, seconds))
    return Signature(name, key_id(name, COSIGNATURE, key.public), body)


def signed_by(note: Note, name: str, keys: Sequence[PublicKey]) -> bool:
    """Whether one of the log's keys signed; lines of unknown keys say nothing.

    Raises:
        BadSignature: a line claims one of these keys and is false.
    """
    return any(
        _true(key.verify(note.text.encode(), one.body)) for one, key in _lines(note, name, keys, 1)
    )


def cosigned_by(note: Note, name: str, keys: Sequence[PublicKey]) -> datetime | None:
    """When the witness cosigned, by its own clock; None where it did not.

    Raises:
        BadSignature: a line claims one of these keys and is false.
    """
    newest: int | None = None
    for one, key in _lines(note, name, keys, COSIGNATURE):
        seconds = int.from_bytes(one.body[:8], "big")
        # datetime ends with the year 9999; a time beyond it is nobody's clock.
        _true(seconds < 253_402_300_800 and len(one.body) == 72)
        _true(key.verify(_cosigned(note.text, seconds), one.body[8:]))
        newest = max(seconds, newest or 0)
    return None if newest is None else datetime.fromtimestamp(newest, UTC)


def key_id(name: str, kind: int, key: PublicKey) -> bytes:
    """The four bytes that name a key and what it signs."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + key.raw).digest()[:4]


def _lines(
    note: Note, name: str, keys: Sequence[PublicKey], kind: int
) -> list[tuple[Signature, PublicKey]]:
    known = {key_id(name, kind, key): key for key in keys}
    return [(s, known[s.key]) for s in note.signatures if s.name == name and s.key in known]


def _cosigned(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _true(holds: bool) -> bool:
    if not holds:
        raise BadSignature("a signature under a checkpoint is false")
    return True


def _signature(name: str, body: str) -> Signature:
    raw = _bytes(body)
    if len(raw) <= 4:
        raise BadInput("a signature under a note is too short")
    return Signature(name, raw[:4], raw[4:])


def _bytes(text: str) -> bytes:
    """Base 64 in its one canonical form (RFC 4648 section 4)."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadInput("a part of a note is not base 64") from None
    if base64.b64encode(raw).decode() != text:
        raise BadInput("a part of a note is not base 64")
    return raw


read_base64 = _bytes
