"""What keeps a site's audit logs watched: doors for other logs, rounds of one's own, reviews.

In the background, after some entries or some seconds, and never in a question's way: questions
write entries, this thread reads them.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping

from samvar.model.clock import utc_now
from samvar.model.errors import SamvarError
from samvar.network.roster import Roster
from samvar.network.route import HttpDoor
from samvar.network.signature import Signer
from samvar.network.transport import WITNESS_PATH, Http, InProcess, Transport
from samvar.network.witness import WitnessDoor
from samvar.network.witnessing import Witnesses
from samvar.node.checkpoint import Log
from samvar.node.node import Node
from samvar.node.review import draw_when_due

_POLL_S = 1.0
_RETRY_S = 60.0
_DRAW_POLL_S = 300.0
_LOG = logging.getLogger(__name__)


class Watch:
    """The logs of the nodes of one process.

    doors: by node, where other nodes show their logs; http: the same, as HTTP reaches them.
    """

    def __init__(self, nodes: Mapping[str, Node], roster: Roster) -> None:
        self._nodes, self._roster = nodes, roster
        self.doors = {
            node.id: WitnessDoor(node.id, node.key, lambda: roster, node.records, node.audit)
            for node in nodes.values()
        }
        self.http = {name: HttpDoor(door, lambda: roster) for name, door in self.doors.items()}
        self._logs: dict[str, Log] = {}
        self._signed: dict[str, tuple[int, float]] = {}
        self._not_before: dict[str, float] = {}
        self._draw_at: dict[str, float] = {}
        self._making = threading.Lock()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="samvar-watch", daemon=True)

    def log(self, node_id: str) -> Log:
        """A node's log, on its way to its witnesses."""
        with self._making:
            if node_id not in self._logs:
                node = self._nodes[node_id]
                witnesses = Witnesses(node_id, node.key, lambda: self._roster, self._ways(node))
                self._logs[node_id] = Log(node, lambda: self._roster, witnesses)
            return self._logs[node_id]

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def close(self) -> None:
        """Stop, and let go of connections."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)
        for log in self._logs.values():
            log.close()

    def _serve(self) -> None:
        while not self._closing.wait(_POLL_S):
            for node in self._nodes.values():
                try:
                    self._look_after(node)
                except Exception as error:
                    # A thread that dies in silence would leave the log unwatched for ever.
                    what = error.code if isinstance(error, SamvarError) else type(error).__name__
                    _LOG.error("audit log of %s: %s", node.id, what)
                    self._not_before[node.id] = time.monotonic() + _RETRY_S
                if self._closing.is_set():
                    return

    def _look_after(self, node: Node) -> None:
        now = time.monotonic()
        if now < self._not_before.get(node.id, 0.0):
            return
        with node.records.read() as tx:
            size = tx.audit.count()
        signed, at = self._signed.setdefault(node.id, (size, now))
        waited = now - at >= node.config.checkpoint_seconds
        if size - signed >= node.config.checkpoint_entries or (size > signed and waited):
            report = self.log(node.id).checkpoint()
            self._signed[node.id] = (report.size, now)
        if now >= self._draw_at.get(node.id, 0.0):
            self._draw_at[node.id] = now + _DRAW_POLL_S
            draw_when_due(node, utc_now())

    def _ways(self, node: Node) -> dict[str, Transport]:
        signer = Signer(node.id, node.key)
        return {
            member.id: InProcess(self.doors[member.id].handle, f"witness-{member.id}")
            if member.id in self.doors
            else Http(member.url, signer, path=WITNESS_PATH)
            for member in self._roster.nodes
        }
