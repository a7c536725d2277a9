"""Who may cosign, and how many must: every other node, more than half of all.

The log's own node never counts. With seven nodes four of the six others are needed, so two
checkpoints that contradict each other would need two witnesses that lied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from samvar.govern.keys import PublicKey
from samvar.govern.log.note import (
    Checkpoint,
    Note,
    cosigned_by,
    origin,
    read_origin,
    signed_by,
    witness_name,
)
from samvar.model.errors import BadSignature


@dataclass(frozen=True, slots=True)
class Standing:
    """A checkpoint whose log signed it, and the witnesses who cosigned, with their times."""

    node: str
    generation: int
    checkpoint: Checkpoint
    witnesses: Mapping[str, datetime]
    needed: int

    @property
    def cosigned(self) -> bool:
        """Whether enough did; a network of one node has nobody who could."""
        return 0 < self.needed <= len(self.witnesses)


@dataclass(frozen=True, slots=True)
class Circle:
    """The nodes of a roster as logs and witnesses. keys: node -> its public keys."""

    keys: Mapping[str, Sequence[PublicKey]]

    @property
    def needed(self) -> int:
        """Cosignatures that make a checkpoint count.

        >>> [Circle(dict.fromkeys(map(str, range(n)), ())).needed for n in (1, 2, 3, 4, 5, 7)]
        [0, 1, 2, 3, 3, 4]
        """
        nodes = len(self.keys)
        return min(nodes // 2 + 1, nodes - 1)

    def witnesses_of(self, node: str) -> tuple[str, ...]:
        """Every node but the log's own."""
        return tuple(other for other in self.keys if other != node)

    def standing(self, note: Note) -> Standing:
        """What a checkpoint is worth.

        Raises:
            BadInput: not a checkpoint of a log of ours.
            BadSignature: the log did not sign it, or a line of a known key is false.
        """
        found = Checkpoint.read(note.text)
        node, generation = read_origin(found.origin)
        if not self.is_signed(note, node, generation):
            raise BadSignature("the checkpoint is not signed by the log it names")
        times = {
            other: cosigned_by(note, witness_name(other), self.keys[other])
            for other in self.witnesses_of(node)
        }
        seen = {other: at for other, at in times.items() if at is not None}
        return Standing(node, generation, found, seen, self.needed)

    def require(self, note: Note) -> Standing:
        """The same, if enough witnesses cosigned.

        Raises:
            BadSignature: too few did.
        """
        found = self.standing(note)
        if not found.cosigned:
            raise BadSignature(
                f"the checkpoint has {len(found.witnesses)} cosignatures of the "
                f"{max(found.needed, 1)} that it needs",
                remedy="ask the node for one that its witnesses cosigned",
            )
        return found

    def is_signed(self, note: Note, node: str, generation: int) -> bool:
        """Whether this node signed it as its log of that generation."""
        return signed_by(note, origin(node, generation), self.keys.get(node, ()))
