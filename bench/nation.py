"""Networks to measure: seven nodes in one process, one way made to hang, seven processes."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
from msgspec.structs import replace

from bench.measure import Figure, each_seconds
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.place import CENTRES
from samvar.network.ask import Network
from samvar.network.signature import Signer
from samvar.network.transport import Http, InProcess, Transport
from samvar.node.build import CONFIG_FILE
from samvar.node.site import ROSTER_FILE, Site

HOME = "stockholm"
CLINICIAN = Asker.of(PERSONAS["geneticist"])


class Hangs:
    """A node that takes the question and never says anything."""

    async def send(self, raw: bytes) -> bytes:  # noqa: ARG002 - the shape of a transport
        """Wait until the caller gives up."""
        await asyncio.Event().wait()
        return b""

    async def close(self) -> None:
        """Nothing is held."""


@contextmanager
def network(site: Site, instead: Mapping[str, Transport | None] | None = None) -> Iterator[Network]:
    """The network as `HOME` asks it; `instead` replaces ways, None takes one away."""
    ways: dict[str, Transport] = {
        node: InProcess(door.handle, node) for node, door in site.answerers.items()
    }
    for node, way in (instead or {}).items():
        if way is None:
            del ways[node]
        else:
            ways[node] = way
    one = Network(
        HOME,
        site.roster,
        site.nodes[HOME].key,
        ways,
        site.registry,
        vouch=site.vouching.at(HOME),
    )
    try:
        one.greet()
        yield one
    finally:
        one.close()


def one_after_another(
    asked: Network, names: Sequence[str], count: int, *, masked: bool = False
) -> list[float]:
    """Seconds of each of `count` point questions, each asked when the one before is answered."""

    def ask(i: int) -> None:
        args = {"assembly": "GRCh38", "variants": (names[i % len(names)],)}
        answer = asked.ask_now("variant_frequency", args, CLINICIAN, masked=masked)
        if answer.value is None:
            raise RuntimeError(f"no answer: {answer.missing}")

    return each_seconds(ask, count)


def many_at_once(asked: Network, names: Sequence[str], count: int, at_once: int = 64) -> float:
    """Seconds for `count` point questions by `at_once` askers, each with one on its way."""

    async def asker(mine: Iterator[int]) -> None:
        for i in mine:
            args = {"assembly": "GRCh38", "variants": (names[i % len(names)],)}
            await asked.ask("variant_frequency", args, CLINICIAN, 20.0)

    async def all_of_them() -> None:
        shared = iter(range(count))
        await asyncio.gather(*(asker(shared) for _ in range(at_once)))

    start = time.perf_counter()
    asyncio.run(all_of_them())
    return time.perf_counter() - start


@contextmanager
def cpu_of(name: str, count: int, figures: list[Figure]) -> Iterator[None]:
    """Put into `figures` what each of `count` questions costs this process, asker and nodes."""
    before = time.process_time()
    yield
    figures.append(Figure(f"{name}, CPU", (time.process_time() - before) / count * 1e3, "ms"))


@contextmanager
def seven_processes(folder: Path, site: Site, first_port: int) -> Iterator[dict[str, Http]]:
    """Each node of a folder served by a process of its own on loopback."""
    urls = {
        node: f"http://127.0.0.1:{first_port + i}/nodes/{node}" for i, node in enumerate(CENTRES)
    }
    members = tuple(replace(member, url=urls[member.id]) for member in site.roster.nodes)
    roster = replace(site.roster, nodes=members, signatures={}).signed(
        {node.id: node.key for node in site.nodes.values()}
    )
    (folder / ROSTER_FILE).write_bytes(roster.write())
    running = []
    try:
        for i, node in enumerate(CENTRES):
            config = folder / node / CONFIG_FILE
            text = config.read_text()
            if "roster" not in text:
                config.write_text(f'{text}roster = "../{ROSTER_FILE}"\n')
            command = [sys.executable, "-m", "samvar", "serve", str(folder / node)]
            running.append(
                subprocess.Popen(
                    [*command, "--port", str(first_port + i)],
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )
        for i in range(len(CENTRES)):
            _wait(f"http://127.0.0.1:{first_port + i}/healthz")
        signer = Signer(HOME, site.nodes[HOME].key)
        yield {node: Http(url, signer) for node, url in urls.items()}
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


def _wait(url: str, longest_s: float = 60.0) -> None:
    until = time.monotonic() + longest_s
    while time.monotonic() < until:
        try:
            if httpx.get(url, trust_env=False).status_code == httpx.codes.OK:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise RuntimeError(f"{url} does not answer")
