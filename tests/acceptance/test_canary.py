"""No name of a sample leaves the store: not in pages, addresses, errors, logs or the audit trail.

A node is served by a process of its own. Files whose sample names are canaries are loaded
through it, well and badly, and everything that comes out is searched for them.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from samvar.govern.identity import PERSONAS
from samvar.web.security import SESSION_COOKIE

SAMVAR = [sys.executable, "-m", "samvar"]
HEADERS = {"accept": "text/html", "accept-language": "en"}

CANARIES = ("Canary-19121212-1212", "Canary-Beda", "Canary-Family", "19121212")
_HEAD = (
    "##fileformat=VCFv4.3\n"
    "##contig=<ID=10,length=133797422,assembly=GRCh38>\n"
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{samples}\n"
)
_ROW = "10\t94781859\t.\tG\tA\t.\tPASS\t.\tGT\t{genotypes}\n"


def _vcf(samples: str = "Canary-19121212-1212\tCanary-Beda", genotypes: str = "0/1\t1/1") -> bytes:
    return (_HEAD.format(samples=samples) + _ROW.format(genotypes=genotypes)).encode()


GOOD = _vcf()
BAD = {
    "twice": _vcf(samples="Canary-Beda\tCanary-Beda"),
    "genotype": _vcf(genotypes="Canary-Beda\t1/1"),
    "columns": _vcf(genotypes="0/1\t1/1\tCanary-Beda"),
    "record": GOOD + b"Canary-19121212-1212\tCanary-Beda\n",
    "reference": GOOD.replace(b"\tG\tA\t", b"\tCanary-Beda\tA\t"),
    "other": b"Canary-19121212-1212,Canary-Beda\n",
}
SHEET = b"name\tsex\tfamily\nCanary-19121212-1212\tmale\tCanary-Family\nCanary-Beda\tfemale\t\n"
BAD_SHEETS = {
    "sex": SHEET.replace(b"\tmale", b"\tCanary-Beda"),
    "twice": SHEET + b"Canary-Beda\tmale\t\n",
    "columns": SHEET + b"Canary-Beda\n",
}


class Served:
    """A served node, and all that came out of it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.client = httpx.Client(base_url=url, headers=HEADERS)
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
def _served(folder: Path, printed: list[str]) -> Iterator[Served]:
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


def _personas(served: Served) -> Iterator[str]:
    for persona in PERSONAS:
        fields = {"persona": persona, "centre": "skane"}
        assert served.post("/session", "/sign-in", fields).status_code == 303
        yield persona


def _walk(served: Served) -> None:
    """Every page that links lead to from the map, as the person who is signed in."""
    waiting, done = ["/", "/nodes/skane/audit", "/nodes/skane/beacon/datasets"], set()
    while waiting:
        path = waiting.pop()
        if path in done or len(done) > 60:
            continue
        done.add(path)
        found = re.findall(r'href="(/[^"#]*)"', served.get(path).text)
        waiting += [link.replace("&amp;", "&") for link in found if "/static/" not in link]


def test_nothing_that_comes_out_of_a_node_names_a_sample(tmp_path: Path) -> None:
    folder, printed = tmp_path / "node", list[str]()
    subprocess.run([*SAMVAR, "node", "init", str(folder), "--id", "skane"], check=True)
    with _served(folder, printed) as served:
        served.post("/session", "/sign-in", {"persona": "bioinformatician", "centre": "skane"})
        for name, vcf in BAD.items():
            page = served.load(vcf, SHEET)
            assert ("Individuals counted" in page) is (name == "reference")  # one line of it is bad
        for sheet in BAD_SHEETS.values():
            assert "Individuals counted" not in served.load(GOOD, sheet)
        assert "Individuals counted" in served.load(GOOD, SHEET)
        served.load(GOOD, SHEET)  # the same people again
        assert "2" in served.get("/variant/GRCh38/10-94781859-G-A").text
        session = served.client.cookies[SESSION_COOKIE]
        for _ in _personas(served):
            _walk(served)
        as_one = ("--as", "bioinformatician")
        for word in CANARIES:
            served.command("withdraw", word, "--yes", *as_one)
        served.command("audit", "list", "--limit", "1000", "--json", "--as", "auditor")
        served.command("job", "list", "--json", *as_one)
        served.command("query", "SELECT * FROM samples", "--json", *as_one)
        served.command("query", "SELECT CAST(sample AS INT) FROM samples", *as_one)
        served.command("export", "-", "--format", "vcf", "--assembly", "GRCh38", *as_one)
        served.command("ask", "dataset_list", "--json", *as_one)
        everything = "\n".join(served.seen)
        store = b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file())
        # What somebody types is on the page that answers, and nowhere else.
        served.get("/search?q=Canary-Beda")
        served.get("/nodes/skane/jobs/Canary-Beda")
    assert len(everything) > 100_000
    assert b"Canary-Beda" in store  # or this test would look for what was never there
    everything += "".join(printed)
    for canary in CANARIES:
        assert canary not in everything, _around(everything, canary)
    assert session not in re.sub(r"'set-cookie': '[^']*'", "", everything)


def _around(text: str, word: str) -> str:
    at = text.find(word)
    return text[max(0, at - 200) : at + 100]
