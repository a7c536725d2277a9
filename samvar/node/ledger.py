"""A node's ledger, set up by its settings and the last public release; level with others'."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from functools import lru_cache

from samvar.govern.disclosure import tier
from samvar.govern.identity import Asker
from samvar.govern.ledger import LEASE, Ledger, Rules
from samvar.model.clock import utc_now
from samvar.model.errors import SamvarError
from samvar.model.genome import Assembly
from samvar.network.release.outside import Outside
from samvar.network.release.price import Released
from samvar.network.release.shelf import Shelf
from samvar.network.roster import Roster
from samvar.network.spend import Till, account_of, pays
from samvar.network.spent import exchange
from samvar.network.transport import Transport
from samvar.node.node import Node

_EVERY_S = LEASE.total_seconds() / 3
_RETRY_S = 5.0


def till_of(node: Node, releases: Shelf, near: frozenset[str]) -> Till:
    """Where research pays at this node. near: the nodes that run in this process."""
    config = node.config

    @lru_cache(maxsize=len(Assembly))
    def outside(assembly: Assembly) -> Outside | None:
        path = config.frequencies_path(assembly)
        return None if path is None else Outside.read(path)

    for assembly in Assembly:
        outside(assembly)  # a file that cannot be read is said when the node starts
    return Till(ledger_of(node, near), Released(releases.newest, outside))


def ledger_of(node: Node, near: frozenset[str] = frozenset()) -> Ledger:
    """This node's ledger by its settings."""
    config = node.config
    rules = Rules(config.ledger_budget, config.ledger_dataset_budget, config.floor_carriers)
    return Ledger(node.records, node.id, rules, near)


def tell_rows(node: Node, asker: Asker, rows: int) -> None:
    """Write down that somebody is about to be told rows of this node's people; not of care.

    Rows disclose who is there, by design and by permit, so that they have no price and none is
    refused: what follows is that those people hide nobody from this reader any more.
    """
    now = utc_now()
    grants = node.policy.permits.grants(asker.permit, asker.user.account, now)
    if pays(asker, tier(asker, permit_is_valid=bool(grants))):
        ledger_of(node).tell_rows(account_of(asker), asker.purpose.scope.value, rows, now)


class Levelling:
    """Hears the ledgers of nodes elsewhere, again and again, for as long as the process runs."""

    def __init__(
        self, nodes: Mapping[str, Node], tills: Mapping[str, Till], roster: Roster
    ) -> None:
        self._nodes, self._tills, self._roster = nodes, tills, roster
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, ways: Callable[[str], Mapping[str, Transport]]) -> None:
        """Begin; where all nodes of the roster run here there is nobody to hear.

        ways: how a node that is named reaches the others.
        """
        if set(self._roster.ids) <= set(self._nodes):
            return
        self._thread = threading.Thread(
            target=self._run, args=(ways,), name="samvar-ledger", daemon=True
        )
        self._thread.start()

    def _run(self, ways: Callable[[str], Mapping[str, Transport]]) -> None:
        pause_s = 0.0
        while not self._closing.wait(pause_s):
            heard = [self.once(node, ways(node)) for node in self._nodes]
            pause_s = _EVERY_S if all(heard) else _RETRY_S

    def once(self, node: str, ways: Mapping[str, Transport]) -> bool:
        """One round of one node; whether everybody spoke."""
        key, ledger = self._nodes[node].key, self._tills[node].ledger

        async def round_() -> Mapping[str, bool]:
            try:
                return await exchange(ledger, key, self._roster, ways, utc_now())
            finally:
                for way in ways.values():
                    await way.close()

        try:
            return all(asyncio.run(round_()).values())
        except SamvarError:
            return False

    def close(self) -> None:
        """Stop."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join(2.0)
