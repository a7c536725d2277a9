"""A known number, genotype and token are planted; nothing that a node emits or keeps says them.

Stronger than for labels (`test_canary`): a personal number is not even in the node's own files,
and a genotype is in the variant store alone, in plain or packed.
"""

from __future__ import annotations

import re
import subprocess
import zlib
from contextlib import suppress
from pathlib import Path

from sqlalchemy import select

from samvar.formats.bgzf import bgzf
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.load import LoadRequest
from samvar.model.personal_number import PersonalNumber
from samvar.node.build import config_in, init_node, open_node
from samvar.node.intake import load_files
from samvar.node.leave import destroy, erase
from samvar.node.node import Node
from samvar.node.source import open_source
from samvar.store.records.tables import DATA
from samvar.web.security import SESSION_COOKIE
from tests.acceptance.test_canary import _HEAD, SAMVAR, Served, _personas, _served, _walk

NUMBERS = ("19640823-3234", "19121212-1212", "19640883-3231")
INSERTION = "GGATTACAGATTACACATTAGACCA"
_ROWS = (
    "10\t94781859\t.\tG\tA\t.\tPASS\t.\tGT\t0/1\t1/1\n"
    f"10\t94790000\t.\tG\t{INSERTION}\t.\tPASS\t.\tGT\t0/1\t0/0\n"
)
VCF = (_HEAD.format(samples=f"{NUMBERS[0]}\tS2") + _ROWS).encode()
SHEET = (
    "name\tsex\tpersonnummer\tmother\tfamily\n"
    f"{NUMBERS[0]}\tmale\t\t{NUMBERS[1]}\t{NUMBERS[0]}\n"
    f"S2\tfemale\t{NUMBERS[1]}\t\t\n"
).encode()
BAD_SHEETS = (
    SHEET.replace(b"1212-1212", b"1212-1213"),
    SHEET.replace(b"\tmale\t\t", b"\tmale\t19640883-3231\t"),
    SHEET + SHEET.splitlines(keepends=True)[1],
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


def _inside(path: Path) -> str:
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


def _says(folder: Path) -> set[str]:
    """Where in a node's folder the genotype is said."""
    found = (p for p in folder.rglob("*") if INSERTION in _inside(p))
    return {path.relative_to(folder).parts[0] for path in found}


def test_a_genotype_goes_from_everywhere_but_its_sealed_source_and_then_from_there(
    tmp_path: Path,
) -> None:
    """Loaded packed; erased, and the deadline has passed; destroyed."""
    folder, vcf = tmp_path / "node", tmp_path / "both.vcf.gz"
    vcf.write_bytes(b"".join(bgzf([VCF.replace(NUMBERS[0].encode(), b"S1")])))
    assert INSERTION in _inside(vcf)
    init_node(folder, "skane")
    controller = Asker.of(PERSONAS["controller"].at("skane"))
    node = open_node(config_in(folder))
    try:
        load_files(node, LoadRequest(dataset="d", files=(str(vcf),), assert_normalised=True,
                                     assay="sites"), "lab")  # fmt: skip
        assert _says(folder) == {"variants"}
        with node.records.read() as tx:
            person = tx.persons.by_labels(["S1"])["S1"].id
        erase(node, person, controller, stepped_up=True)
        _deadline(node)
        assert _says(folder) == set()
        assert INSERTION in _opened(node, tmp_path)  # and there it is, as the law of journals wants
        destroy(node, person, controller, "3.8.1-1/2026", stepped_up=True)
        _deadline(node)
        assert _says(folder) == set()
        left = _opened(node, tmp_path)
        assert INSERTION not in left
        assert "S1" not in left
        assert "\tS2\n" in left
        with node.records.read() as tx:
            assert tx.audit.page(subject=person, verb="destroy-record", outcome="done")
            tables = {t.name for t in DATA.sorted_tables for row in tx.connection.execute(select(t))
                      if person in str(row)}  # fmt: skip
        assert tables <= {"audit", "data_keys"}
    finally:
        node.close()


def _deadline(node: Node) -> None:
    """The physical deadline has come."""
    node.variants.tidy(0)
    node.variants._grace_s = 0
    with node.variants.writer() as writer:
        writer.mark()
        writer.commit()


def _opened(node: Node, folder: Path) -> str:
    """What the kept sources say, to who has their keys."""
    said = ""
    with node.records.read() as tx:
        kept = tx.sources.of()
    for source in kept:
        with (folder / source.id).open("wb") as out:
            open_source(node, source, out)
        said += _inside(folder / source.id)
    return said


def test_no_number_genotype_or_token_is_said_or_kept(tmp_path: Path) -> None:
    folder, printed = tmp_path / "node", list[str]()
    subprocess.run([*SAMVAR, "node", "init", str(folder), "--id", "skane"], check=True)
    with _served(folder, printed) as served:
        served.client.timeout = 60  # a shared machine pauses at will
        served.post("/session", "/sign-in", {"persona": "bioinformatician", "centre": "skane"})
        for sheet in BAD_SHEETS:
            assert "Individuals counted" not in served.load(VCF, sheet)
        assert "Individuals counted" in served.load(VCF, SHEET)
        session = served.client.cookies[SESSION_COOKIE]
        for _ in _personas(served):
            _walk(served)
        care, operator = ("--as", "pharmacist"), ("--as", "operator")
        assert "1964••••-••34" in _pipe(
            served, NUMBERS[0], "person", "find", "--personnummer", "-", *care
        )
        for number in NUMBERS[2], "19640823-3235", "nonsense":
            _pipe(served, number, "person", "find", "--personnummer", "-", "--json", *care)
        served.command("keys", "list", *operator)
        served.command("keys", "backup", str(tmp_path / "keys.samvar"), *operator)
        served.command("node", "backup", str(tmp_path / "data.backup"), *operator)
        served.command("keys", "escrow", str(tmp_path / "s"), "--needed", "2", "--shares", "2",
                       *operator)  # fmt: skip
        served.command("node", "doctor", *operator)
        quiet = len(served.seen)
        served.command("audit", "list", "--limit", "1000", "--json", "--as", "auditor")
        served.command("job", "list", "--json", "--as", "bioinformatician")
        root = (folder / "keys" / "root.key").read_text().strip()
        said = "\n".join(served.seen) + "".join(printed)
        log = "\n".join(served.seen[quiet:])
    said += "".join(printed)
    kept = b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file())
    carried = (tmp_path / "keys.samvar").read_bytes() + (tmp_path / "data.backup").read_bytes()
    assert "find-person" in log
    assert b"nr-" in kept  # the people are there, under other names
    for number in NUMBERS:
        for form in _written(number):
            assert form not in said
            assert form.encode() not in kept
            assert form.encode() not in carried
    assert INSERTION not in log + "".join(printed)
    assert INSERTION.encode() not in carried
    assert _says(folder) == {"variants"}
    sealed = [p for p in (folder / "objects").rglob("*") if p.is_file()]
    assert [path.read_bytes()[:8] for path in sealed] == [b"crypt4gh"]
    assert session not in re.sub(r"'set-cookie': '[^']*'", "", said)
    assert session.encode() not in kept + carried
    assert root not in said
    for secret in (root.encode(), bytes.fromhex(root), (folder / "keys/node.key").read_bytes()):
        assert secret not in carried
