"""Nothing that a node says names a sample, a person's number, a genotype or a token.

A node is served by a process of its own. Files whose samples, numbers and genotypes are canaries
are loaded through it, well and badly; everybody walks through its pages; and everything that comes
out is searched for them. A personal number is not even in the node's own files.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from samvar.model.personal_number import PersonalNumber
from samvar.web.security import SESSION_COOKIE
from tests.acceptance.canaries import (
    HEAD,
    INSERTION,
    SAMVAR,
    Served,
    personas,
    says,
    served,
    walk,
)

CANARIES = ("Canary-19320712-1111", "Canary-Beda", "Canary-Family", "19320712")
_ROW = "10\t94781859\t.\tG\tA\t.\tPASS\t.\tGT\t{genotypes}\n"


def _vcf(samples: str = "Canary-19320712-1111\tCanary-Beda", genotypes: str = "0/1\t1/1") -> bytes:
    return (HEAD.format(samples=samples) + _ROW.format(genotypes=genotypes)).encode()


GOOD = _vcf()
BAD = {
    "twice": _vcf(samples="Canary-Beda\tCanary-Beda"),
    "genotype": _vcf(genotypes="Canary-Beda\t1/1"),
    "columns": _vcf(genotypes="0/1\t1/1\tCanary-Beda"),
    "record": GOOD + b"Canary-19320712-1111\tCanary-Beda\n",
    "reference": GOOD.replace(b"\tG\tA\t", b"\tCanary-Beda\tA\t"),
    "other": b"Canary-19320712-1111,Canary-Beda\n",
}
SHEET = b"name\tsex\tfamily\nCanary-19320712-1111\tmale\tCanary-Family\nCanary-Beda\tfemale\t\n"
BAD_SHEETS = {
    "sex": SHEET.replace(b"\tmale", b"\tCanary-Beda"),
    "twice": SHEET + b"Canary-Beda\tmale\t\n",
    "columns": SHEET + b"Canary-Beda\n",
}

NUMBERS = ("19640823-3234", "19121212-1212", "19640883-3231")
_SEALED_ROWS = (
    "10\t94781859\t.\tG\tA\t.\tPASS\t.\tGT\t0/1\t1/1\n"
    f"10\t94790000\t.\tG\t{INSERTION}\t.\tPASS\t.\tGT\t0/1\t0/0\n"
)
SEALED = (HEAD.format(samples=f"{NUMBERS[0]}\tS2") + _SEALED_ROWS).encode()
NUMBERED = (
    "name\tsex\tpersonnummer\tmother\tfamily\n"
    f"{NUMBERS[0]}\tmale\t\t{NUMBERS[1]}\t{NUMBERS[0]}\n"
    f"S2\tfemale\t{NUMBERS[1]}\t\t\n"
).encode()
BAD_NUMBERED = (
    NUMBERED.replace(b"1212-1212", b"1212-1213"),
    NUMBERED.replace(b"\tmale\t\t", b"\tmale\t19640883-3231\t"),
    NUMBERED + NUMBERED.splitlines(keepends=True)[1],
)


def _written(number: str) -> list[str]:
    """How a number may have been written down, with its century and without."""
    digits = PersonalNumber.parse(number).digits
    days = (digits[:8], digits[2:8])
    return [f"{day}{sign}{digits[8:]}" for day in days for sign in ("", "-", "+", " ")]


def _pipe(served: Served, text: str, *words: str) -> str:
    done = subprocess.run(
        [*SAMVAR, *words, "--at", str(served.folder)],
        input=text, capture_output=True, text=True, check=False,
    )  # fmt: skip
    served.seen.append(done.stdout + done.stderr)
    assert done.stdout or done.stderr
    return done.stdout + done.stderr


def _pipe(one: Served, text: str, *words: str) -> str:
    done = subprocess.run(
        [*SAMVAR, *words, "--at", str(one.folder)],
        input=text, capture_output=True, text=True, check=False,
    )  # fmt: skip
    one.seen.append(done.stdout + done.stderr)
    assert done.stdout or done.stderr
    return done.stdout + done.stderr


@dataclass
class Said:
    """everything: pages, addresses, headers, commands' words, and what the server printed.

    log: the audit trail and the jobs. printed: by the server. kept: all bytes of the node's folder.
    carried: of its backups. session, root: a token and a key.
    """

    folder: Path
    everything: str
    log: str
    printed: str
    kept: bytes
    carried: bytes
    session: str
    root: str


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Said:
    """All that was said of the canaries."""
    place = tmp_path_factory.mktemp("canary")
    folder, printed = place / "node", list[str]()
    subprocess.run([*SAMVAR, "node", "init", str(folder), "--id", "skane"], check=True)
    with served(folder, printed) as one:
        one.post("/session", "/sign-in", {"persona": "bioinformatician", "centre": "skane"})
        _load(one)
        session = one.client.cookies[SESSION_COOKIE]
        for _ in personas(one):
            walk(one)
        _command(one, place)
        quiet = len(one.seen)
        one.command("audit", "list", "--limit", "1000", "--json", "--as", "auditor")
        one.command("job", "list", "--json", "--as", "bioinformatician")
        everything, log = "\n".join(one.seen), "\n".join(one.seen[quiet:])
        # What somebody types is on the page that answers, and nowhere else.
        one.get("/search?q=Canary-Beda")
        one.get("/nodes/skane/jobs/Canary-Beda")
    return Said(
        folder,
        everything + "".join(printed),
        log,
        "".join(printed),
        b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file()),
        b"".join((place / name).read_bytes() for name in ("keys.samvar", "data.backup")),
        session,
        (folder / "keys" / "root.key").read_text().strip(),
    )


def _load(one: Served) -> None:
    """Badly, well, and the same people again."""
    for name, vcf in BAD.items():
        page = one.load(vcf, SHEET)
        assert ("Individuals counted" in page) is (name == "reference")  # one line of it is bad
    for sheet in BAD_SHEETS.values():
        assert "Individuals counted" not in one.load(GOOD, sheet)
    assert "Individuals counted" in one.load(GOOD, SHEET)
    one.load(GOOD, SHEET)
    assert "2" in one.get("/variant/GRCh38/10-94781859-G-A").text
    for sheet in BAD_NUMBERED:
        assert "Individuals counted" not in one.load(SEALED, sheet)
    assert "Individuals counted" in one.load(SEALED, NUMBERED)


def _command(one: Served, place: Path) -> None:
    as_one, care, operator = (
        ("--as", name) for name in ("bioinformatician", "pharmacist", "operator")
    )
    for word in CANARIES:
        one.command("withdraw", word, "--yes", *as_one)
    one.command("query", "SELECT * FROM samples", "--json", *as_one)
    one.command("query", "SELECT CAST(sample AS INT) FROM samples", *as_one)
    one.command("export", "-", "--format", "vcf", "--assembly", "GRCh38", *as_one)
    one.command("ask", "dataset_list", "--json", *as_one)
    found = _pipe(one, NUMBERS[0], "person", "find", "--personnummer", "-", *care)
    assert "1964••••-••34" in found
    for number in NUMBERS[2], "19640823-3235", "nonsense":
        _pipe(one, number, "person", "find", "--personnummer", "-", "--json", *care)
    one.command("keys", "list", *operator)
    one.command("keys", "backup", str(place / "keys.samvar"), *operator)
    one.command("node", "backup", str(place / "data.backup"), *operator)
    one.command("keys", "escrow", str(place / "s"), "--needed", "2", "--shares", "2", *operator)
    one.command("node", "doctor", *operator)


def test_nothing_that_comes_out_of_a_node_names_a_sample(said: Said) -> None:
    assert len(said.everything) > 100_000
    assert b"Canary-Beda" in said.kept  # or this test would look for what was never there
    for canary in CANARIES:
        assert canary not in said.everything, _around(said.everything, canary)


def test_no_number_is_said_or_kept(said: Said) -> None:
    assert "find-person" in said.log
    assert b"nr-" in said.kept  # the people are there, under other names
    for form in (form for number in NUMBERS for form in _written(number)):
        assert form not in said.everything, _around(said.everything, form)
        assert form.encode() not in said.kept
        assert form.encode() not in said.carried


def test_a_genotype_is_where_genotypes_are(said: Said) -> None:
    assert INSERTION not in said.log + said.printed
    assert INSERTION.encode() not in said.carried
    assert says(said.folder) == {"variants"}
    sealed = [path for path in (said.folder / "objects").rglob("*") if path.is_file()]
    assert {path.read_bytes()[:8] for path in sealed} == {b"crypt4gh"}


def test_no_token_and_no_key_is_said_or_carried(said: Said) -> None:
    assert said.session not in re.sub(r"'set-cookie': '[^']*'", "", said.everything)
    assert said.session.encode() not in said.kept + said.carried
    assert said.root not in said.everything
    node_key = (said.folder / "keys/node.key").read_bytes()
    for secret in (said.root.encode(), bytes.fromhex(said.root), node_key):
        assert secret not in said.carried


def _around(text: str, word: str) -> str:
    at = text.find(word)
    return text[max(0, at - 200) : at + 100]
