"""One node as a process of its own: real stores, a plain HTTP server, and ways to go wrong.

`python -m tests.network.serve_node FOLDER NODE`. FOLDER has `people.json` (node -> rows of
[sample, ancestry, {variant: copies}]) and `keys/NODE/node.key`; the parent writes `roster.json`
after every process has written its port to `NODE.port`. SIGUSR1 makes the node hang, SIGUSR2
makes each answer a second late.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np

from samvar.demo.permits import DEMO_PERMITS
from samvar.govern.audit import AuditLog
from samvar.govern.identity import Asker
from samvar.govern.keys import NodeKey
from samvar.govern.permit import PermitBook
from samvar.govern.policy import Policy
from samvar.model.calls import Calls, Stretches
from samvar.model.contribution import Contribution, CountingRules, Scope
from samvar.model.genome import CODE, Assembly, Sex
from samvar.model.variant import Variant
from samvar.network.answer import Answerer
from samvar.network.operations import registry
from samvar.network.roster import Roster
from samvar.network.route import PATH, HttpDoor
from samvar.network.view import NodeHealth, NodeView
from samvar.store.records.engine import Records
from samvar.store.variants import VariantStore
from tests.network.heads import head_of

B38 = Assembly.GRCh38
WHOLE = Stretches.of([(code, 0, B38.length(name)) for name, code in CODE.items()])


def load(store: VariantStore, people: list[tuple[str, str, dict[str, int]]]) -> None:
    """Put everybody into the variant store, each callable everywhere."""
    texts = sorted({text for _, _, copies in people for text in copies})
    variants = sorted(Variant.parse(text, B38) for text in texts)
    samples = tuple(sample for sample, _, _ in people)
    dosage = np.array(
        [[copies.get(str(v), 0) for _, _, copies in people] for v in variants], dtype=np.int8
    )
    calls = Calls(
        samples,
        np.array([CODE[v.contig] for v in variants], dtype=np.int8),
        np.array([v.position for v in variants], dtype=np.int32),
        tuple(v.ref for v in variants),
        tuple(v.alt for v in variants),
        dosage,
        np.full_like(dosage, 2),
        np.full_like(dosage, 2),
        np.ones(len(variants), dtype=bool),
    )
    rows = [
        Contribution(
            sample, sample, B38, Sex.FEMALE, ancestry, "genome", "dat_0", True, None,
            frozenset(Scope), CountingRules(),
        )
        for sample, ancestry, _ in people
    ]  # fmt: skip
    with store.writer() as writer:
        writer.load(rows, [calls], {s: s for s in samples}, dict.fromkeys(samples, WHOLE), "loa_0")
        writer.commit()


class LiveNode:
    """A node's view over the real variant store."""

    def __init__(self, name: str, store: VariantStore) -> None:
        self.name, self.store = name, store

    def view(self, scope: Scope, asker: Asker | None = None) -> NodeView:
        return NodeView(
            self.name,
            scope,
            self.store.snapshot(),
            lambda _: [],
            lambda: NodeHealth("0.1.0", "2026-11-23T08:00:00.000000Z", None, "well"),
            asker,
        )


def serve(folder: Path, name: str) -> None:
    mood = {"hangs": False, "late_s": 0.0}
    signal.signal(signal.SIGUSR1, lambda *_: mood.update(hangs=True))
    signal.signal(signal.SIGUSR2, lambda *_: mood.update(late_s=1.0))
    store = VariantStore.create(folder / name / "variants")
    load(store, json.loads((folder / "people.json").read_text())[name])
    doors: list[HttpDoor] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            while mood["hangs"]:
                time.sleep(0.1)
            time.sleep(mood["late_s"])
            assert self.path == PATH
            status, kind, answer = doors[0].handle(head_of(self), body)
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    port = folder / f"{name}.port"
    (folder / f"{name}.part").write_text(str(server.server_address[1]))
    (folder / f"{name}.part").rename(port)
    while not (folder / "roster.json").exists():
        time.sleep(0.02)
    roster = Roster.read((folder / "roster.json").read_bytes())
    records = Records.open(f"sqlite:///{folder}/{name}/records.sqlite")
    answerer = Answerer(
        name, name, NodeKey.load(folder / "keys" / name), lambda: roster, registry(),
        Policy.load(permits=PermitBook(DEMO_PERMITS)), AuditLog.over(records),
        LiveNode(name, store),
    )  # fmt: skip
    doors.append(HttpDoor(answerer, lambda: roster, refused=answerer.remember_stranger))
    (folder / f"{name}.ready").touch()
    server.serve_forever()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), sys.argv[2])
