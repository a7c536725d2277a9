"""One node as a witness in a process of its own: its key, its store, a plain HTTP server.

`python -m tests.network.serve_witness FOLDER NODE`. FOLDER has `keys/NODE/node.key`; the parent
writes `roster.json` after every process has written its port to `NODE.port`.
"""

from __future__ import annotations

import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from samvar.govern.audit import AuditLog
from samvar.govern.keys import NodeKey
from samvar.network.roster import Roster
from samvar.network.route import WITNESS_PATH, HttpDoor
from samvar.network.witness import WitnessDoor
from samvar.store.records.engine import Records
from tests.network.heads import head_of


def serve(folder: Path, name: str) -> None:
    doors: list[HttpDoor] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            assert self.path == WITNESS_PATH
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
    (folder / f"{name}.part").write_text(str(server.server_address[1]))
    (folder / f"{name}.part").rename(folder / f"{name}.port")
    while not (folder / "roster.json").exists():
        time.sleep(0.02)
    roster = Roster.read((folder / "roster.json").read_bytes())
    key = NodeKey.load(folder / "keys" / name)
    records = Records.open(f"sqlite:///{folder}/{name}/records.sqlite")
    door = WitnessDoor(name, key, lambda: roster, records, AuditLog.over(records))
    doors.append(HttpDoor(door, lambda: roster))
    (folder / f"{name}.ready").touch()
    server.serve_forever()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), sys.argv[2])
