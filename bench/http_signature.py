"""What a signed HTTP request costs beside the bare signature, for a small and a large body."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.measure import Figure
from samvar.govern.keys import NodeKey
from samvar.network.roster import Roster, RosterNode
from samvar.network.signature import Gate, Head, Signer, content_digest

REQUESTS = 2_000
SIZES = {"600 bytes": 600, "40 MB": 40 << 20}


def run(folder: Path) -> Iterator[Figure]:  # noqa: ARG001 - the shape of a suite
    """One process, one thread; CPU time, for each request."""
    key = NodeKey.new()
    member = RosterNode("skane", "skane", "", (key.public.raw.hex(),), {})
    roster, signer = Roster(1, (member,)), Signer("skane", key)
    made = key.sign(b"x" * 300)
    bare_sign = _cpu_us(lambda: key.sign(b"x" * 300))
    bare_check = _cpu_us(lambda: key.public.verify(b"x" * 300, made))
    for name, size in SIZES.items():
        body, count = bytes(size), REQUESTS if size < 1 << 20 else 3
        gate = Gate(lambda: roster)
        heads: list[Head] = []
        signed = _cpu_us(lambda body=body, heads=heads: heads.append(_signed(signer, body)), count)
        ready = iter(heads)
        admitted = _cpu_us(
            lambda gate=gate, ready=ready, body=body: gate.admit(next(ready)).check(body), count
        )
        yield Figure(f"sign a request of {name}, CPU", signed, "us", "Ed25519", signed / bare_sign)
        yield Figure(
            f"check a request of {name}, CPU", admitted, "us", "Ed25519", admitted / bare_check
        )


def _signed(signer: Signer, body: bytes) -> Head:
    fields = {
        "content-type": ("application/vnd.samvar.network+msgpack",),
        "content-digest": (content_digest(body),),
    }
    head = Head("POST", "samvar.skane.example", "/network/v1/ask", "", fields)
    proof = {name: (value,) for name, value in signer.sign(head).items()}
    return Head(head.method, head.authority, head.path, head.query, {**fields, **proof})


def _cpu_us(work: Callable[[], object], count: int = REQUESTS) -> float:
    start = time.process_time()
    for _ in range(count):
        work()
    return (time.process_time() - start) / count * 1e6
