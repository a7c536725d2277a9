"""A node served by a process of its own, and all that comes out of it and lies in its folder: for
tests that plant canaries and look for them."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from samvar.govern.identity import PERSONAS

SAMVAR = [sys.executable, "-m", "samvar"]
HEADERS = {"accept": "text/html", "accept-language": "en"}

INSERTION = "GGATTACAGATTACACATTAGACCA"
"""A genotype that nobody else has."""
HEAD = (
    "##fileformat=VCFv4.3\n"
    "##contig=<ID=10,length=133797422,assembly=GRCh38>\n"
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{samples}\n"
)


class Served:
    """A served node, and all that came out of it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.client = httpx.Client(base_url=url, headers=HEADERS, timeout=60)
        self.folder = folder
        self.seen: list[str] = []

    def get(self, path: str) -> httpx.Response:
        """A page; its address, headers and text are kept."""
        return self._keep(self.client.get(path))

    def post(self, path: str, page: str, fields: dict[str, str], **more: object) -> httpx.Response:
        """A form of ours."""
        found = re.search(r'name="form_token" value="([0-9a-f]+)"', self.get(page).text)
        assert found is not None
        data = {"form_token": found.group(1), **fields}
        return self._keep(self.client.post(path, data=data, **more))  # type: ignore[arg-type]

    def load(self, vcf: bytes, sheet: bytes) -> str:
        """Load a file and wait for the end; returns the job's page."""
        files = [("files", ("cohort.vcf", vcf)), ("sheet", ("people.tsv", sheet))]
        fields = {"dataset": "canaries", "assembly": "GRCh38", "assert_normalised": "yes"}
        sent = self.post("/nodes/skane/loads", "/nodes/skane/load", fields, files=files)
        assert sent.status_code == 303, sent.text
        job = sent.headers["location"]
        events = self.get(f"{job}/events").text  # ends with the job
        assert "event: ended" in events
        return self.get(job).text

    def command(self, *words: str) -> None:
        """A command line at the same node; what it prints is kept."""
        done = subprocess.run(
            [*SAMVAR, *words, "--at", str(self.folder)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        self.seen.append(done.stdout + done.stderr)

    def _keep(self, answer: httpx.Response) -> httpx.Response:
        self.seen.append(f"{answer.url} {answer.headers} {answer.text}")
        return answer


@contextmanager
def served(folder: Path, printed: list[str]) -> Iterator[Served]:
    """The node in a folder, served by a process of its own; what it printed is there at the end."""
    process = subprocess.Popen(
        [*SAMVAR, "serve", str(folder), "--port", "0", "--personas"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "url"
    one = Served(process.stdout.readline().strip(), folder)
    try:
        yield one
    finally:
        one.client.close()
        process.send_signal(signal.SIGINT)
        printed.append(process.communicate(timeout=30)[0])


def personas(one: Served) -> Iterator[str]:
    for persona in PERSONAS:
        fields = {"persona": persona, "centre": "skane"}
        assert one.post("/session", "/sign-in", fields).status_code == 303
        yield persona


def walk(one: Served) -> None:
    """Every page that links lead to from the map, as the person who is signed in."""
    waiting, done = ["/", "/nodes/skane/audit", "/nodes/skane/beacon/datasets"], set()
    while waiting:
        path = waiting.pop()
        if path in done or len(done) > 60:
            continue
        done.add(path)
        found = re.findall(r'href="(/[^"#]*)"', one.get(path).text)
        waiting += [link.replace("&amp;", "&") for link in found if "/static/" not in link]


def inside(path: Path) -> str:
    """The bytes of a file, and what is in it where it is packed with gzip, as text."""
    if not path.is_file():
        return ""
    raw = path.read_bytes()
    plain, at = b"", raw.find(b"\x1f\x8b\x08")
    while at >= 0:
        with suppress(zlib.error):
            plain += zlib.decompressobj(wbits=31).decompress(raw[at:])
        at = raw.find(b"\x1f\x8b\x08", at + 1)
    return (raw + plain).decode("latin-1")


def says(folder: Path) -> set[str]:
    """Where in a node's folder the genotype is said."""
    found = (p for p in folder.rglob("*") if INSERTION in inside(p))
    return {path.relative_to(folder).parts[0] for path in found}
