"""Where the tokens of people come from when a node asks the nation on their behalf."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from threading import Lock

from samvar.govern.identity import Asker, Role, User
from samvar.govern.issuer import Issuer
from samvar.govern.proof import Proof
from samvar.model.clock import utc_now
from samvar.network.ask import Vouch
from samvar.node.node import Node
from samvar.node.sign_in import SignIn

_RENEW = timedelta(minutes=40)
"""A token of our own counts for 55 minutes; one as old as this is made anew."""
_MOST = 4096


def issuer_of_people(node: Node) -> Issuer:
    """Who vouches for the people of a node's centre: its own issuer, or the one that is set.

    Raises:
        BadConfig: an issuer is set without what belongs to it.
    """
    return SignIn(node.config).issuer() if node.config.oidc_issuer else node.issuer.public


class Vouching:
    """The issuers of the nodes in this process, and the tokens that people brought along.

    Who signed in at an outside issuer has a proof of their own, and only that is used. For the
    others the issuer of their own centre vouches; for people of no centre one that may.
    """

    def __init__(self, nodes: Mapping[str, Node], clock: Callable[[], datetime] = utc_now) -> None:
        self._nodes, self._clock = nodes, clock
        self._made: dict[tuple[User, str], tuple[datetime, Proof]] = {}
        self._lock = Lock()

    def at(self, home: str) -> Vouch:
        """What the network of one node calls."""
        return lambda asker: self.proof(asker, home)

    def proof(self, asker: Asker, home: str) -> Proof | None:
        """The asker's token, bound to the node `home`."""
        user = asker.user
        if asker.proof is not None or user.role in (Role.ANONYMOUS, Role.MANDATE):
            return asker.proof
        now = self._clock()
        with self._lock:
            known = self._made.get((user, home))
            if known is not None and known[0] > now:
                return known[1]
        proof = self._issuing(user, home).issuer.vouch(user, home, now)
        with self._lock:
            if len(self._made) >= _MOST:
                self._made.clear()
            self._made[user, home] = (now + _RENEW, proof)
        return proof

    def _issuing(self, user: User, home: str) -> Node:
        if user.centre is not None:
            return self._nodes.get(user.centre, self._nodes[home])
        national = (node for node in self._nodes.values() if node.config.nationwide_issuer)
        return next(national, self._nodes[home])
