"""A receipt: one entry, where it stands, and the cosigned checkpoint that holds it there.

Whoever has the roster can check it without any node. The form is C2SP's `tlog-proof`, whose extra
line carries the entry itself: the leaf follows from it.

Source: C2SP tlog-proof v1.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from samvar.govern.log.circle import Circle, Standing
from samvar.govern.log.note import Note, read_base64
from samvar.govern.log.tree import HASH_BYTES, LONGEST_PROOF, includes, leaf
from samvar.model.errors import BadInput, BadSignature

FIRST_LINE = "c2sp.org/tlog-proof@v1"
MOST_CHARACTERS = 131_072
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,17})")


@dataclass(frozen=True, slots=True)
class Receipt:
    """entry: its canonical JSON. index: from 0; the entry's number is one more."""

    entry: bytes
    index: int
    path: Sequence[bytes]
    note: Note

    @classmethod
    def read(cls, raw: str) -> Receipt:
        """Take a receipt apart; nothing is verified yet.

        Raises:
            BadInput: not a receipt of ours.
        """
        if len(raw) > MOST_CHARACTERS:
            raise BadInput("this is not a receipt of an audit log")
        head, gap, note = raw.partition("\n\n")
        lines = head.split("\n")
        number = _INDEX.fullmatch(lines[2]) if len(lines) > 2 else None
        if not gap or lines[0] != FIRST_LINE or not lines[1].startswith("extra ") or not number:
            raise BadInput("this is not a receipt of an audit log")
        path = [read_base64(line) for line in lines[3:]]
        if len(path) > LONGEST_PROOF or any(len(each) != HASH_BYTES for each in path):
            raise BadInput("a receipt's proof is not made of hashes")
        return cls(read_base64(lines[1][6:]), int(number.group(1)), path, Note.read(note))

    def write(self) -> str:
        """The file, usually named `.tlog-proof`."""
        hashes = "".join(base64.b64encode(each).decode() + "\n" for each in self.path)
        extra = base64.b64encode(self.entry).decode()
        head = f"{FIRST_LINE}\nextra {extra}\nindex {self.index}\n{hashes}"
        return head + "\n" + self.note.write()

    @property
    def leaf(self) -> bytes:
        """The leaf hash of the entry."""
        return leaf(self.entry)

    def check(self, circle: Circle) -> Standing:
        """The checkpoint, if it is cosigned and holds this entry in this place.

        Raises:
            BadSignature: a signature is missing or false, or the entry is not in that tree.
        """
        found = circle.require(self.note)
        tree = found.checkpoint
        if not includes(self.index, tree.size, self.leaf, self.path, tree.root):
            raise BadSignature("the entry is not in the tree that the checkpoint stands for")
        return found
