"""One question while it is asked: its forms for nodes of this version and the one before."""

from __future__ import annotations

import secrets
from typing import Any

import msgspec

from samvar.govern.identity import Asker
from samvar.govern.proof import Proof
from samvar.model.errors import Incompatible
from samvar.network.message import Question
from samvar.network.operation import Operation
from samvar.network.roster import RosterNode
from samvar.network.warrant import Warrant


class Asking:
    """What is asked, by whom, and how each node is asked it and read. `now_ms`: when.

    proof: the asker's own token; None for nobody, and for a mandate.
    """

    def __init__(
        self,
        operation: Operation,
        args: msgspec.Struct,
        asker: Asker,
        deadline_ms: int,
        now_ms: int,
        proof: Proof | None = None,
    ) -> None:
        self.operation, self.args, self.asker = operation, args, asker
        self.deadline_ms, self.now_ms, self.proof = deadline_ms, now_ms, proof
        self.raw = msgspec.msgpack.encode(args)
        self.hash = operation.hash(args)
        self.denominator = f"{operation.denominator(args)}/{asker.purpose.scope.value}"
        self._id = secrets.token_hex(12)
        self._narrowed: tuple[bytes, str, Any] | None = None

    def spoken_by(self, node: RosterNode) -> Operation | None:
        """The newest of this version and the one before that the node speaks."""
        versions = node.operations.get(self.operation.name, ())
        earlier = self.operation.earlier
        if self.operation.version in versions:
            return self.operation
        if earlier is not None and earlier.operation.version in versions:
            return earlier.operation
        return None

    def question(self, spoken: Operation, home: str, node: str) -> Question:
        """The question under a warrant for one node."""
        raw, hash_ = self.raw, self.hash
        if spoken is not self.operation:
            raw, hash_, _ = self._narrow(spoken)
        warrant = Warrant.issue(
            self.asker,
            issuer=home,
            audience=node,
            question=hash_,
            now_ms=self.now_ms,
            jti=f"{self._id}-{node}",
            proof=self.proof,
        )
        return Question(spoken.name, spoken.version, raw, warrant, self.deadline_ms)

    def read(self, raw: bytes, node: str, known: RosterNode | None) -> Any:
        """A node's value in this version's form.

        Raises:
            Incompatible: it has not the form of the operation.
        """
        spoken = self.spoken_by(known) if known else None
        earlier = self.operation.earlier
        if earlier is not None and spoken is earlier.operation:
            args = self._narrow(spoken)[2]
            return earlier.widen(spoken.kind.unpack(raw, args, node))
        return self.operation.kind.unpack(raw, self.args, node)

    def stale_key(self, node: str) -> tuple[str | None, ...]:
        """What must be the same for an old value to be shown again: question and asker."""
        return (node, self.hash, self.asker.user.id, self.asker.purpose.value, self.asker.permit)

    def _narrow(self, spoken: Operation) -> tuple[bytes, str, Any]:
        if self._narrowed is None and self.operation.earlier is not None:
            args = self.operation.earlier.narrow(self.args)
            self._narrowed = (msgspec.msgpack.encode(args), spoken.hash(args), args)
        if self._narrowed is None:
            raise Incompatible("the operation has no earlier version")
        return self._narrowed
