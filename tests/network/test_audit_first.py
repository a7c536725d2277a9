"""Nothing leaves a node before it is written down, whatever happens in between."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from samvar.govern.audit import AuditLog
from samvar.govern.identity import PERSONAS, Asker
from samvar.network import answer as answer_module
from samvar.store.records.audit_entry import leaf_hash
from samvar.store.records.engine import Records
from tests.network.conftest import VARIANTS

CARE = Asker.of(PERSONAS["geneticist"])
ONE = {"assembly": "GRCh38", "variants": VARIANTS[:1]}

CRASH = """
import os, sys
from samvar.govern.audit import AuditLog
from samvar.govern.identity import PERSONAS, Asker
from samvar.network import answer
from samvar.store.records.engine import Records
from tests.network.conftest import VARIANTS, some_people
from tests.network.twin import build_nation

nation = build_nation(some_people(1))
skane = nation.answerers["skane"]
skane._audit = AuditLog.over(Records.open(sys.argv[1]))
honest = answer.seal

def seal(body, sender, *rest):
    if sender == "skane" and body.replies:
        os._exit(9)  # the power goes, after the entry and before the answer
    return honest(body, sender, *rest)

answer.seal = seal
args = {"assembly": "GRCh38", "variants": VARIANTS[:1]}
asker = Asker.of(PERSONAS["geneticist"])
nation.network().ask_now("variant_frequency", args, asker)
print("answered")
"""


def test_an_entry_is_there_although_the_node_died_before_it_could_answer(tmp_path):
    url = f"sqlite:///{tmp_path}/records.sqlite"
    done = subprocess.run(
        [sys.executable, "-c", CRASH, url],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (9, "")
    with Records.open(url) as records, records.read() as tx:
        (kept,) = tx.audit.page()
        assert tx.audit.verify() == 1
    assert (kept.entry.person, kept.entry.outcome) == ("geneticist", "answered")
    assert len(kept.entry.question) == 64


def test_the_entry_is_durable_when_the_reply_is_sealed(nation, monkeypatch):
    sealed: list[tuple[str, int]] = []
    honest = answer_module.seal

    def seal(body, sender, *rest):
        sealed.append((sender, len(nation.nodes[sender].sink.entries)))
        return honest(body, sender, *rest)

    monkeypatch.setattr(answer_module, "seal", seal)
    nation.network().ask_now("variant_frequency", ONE, CARE)
    assert len(sealed) == 7
    assert all(entries == 1 for _, entries in sealed)


def test_a_node_that_cannot_write_does_not_answer(nation):
    class Full:
        def append_many(self, entries):
            raise OSError("disk full")

    nation.answerers["skane"]._audit = AuditLog(Full())
    answer = nation.network().ask_now("variant_frequency", ONE, CARE)
    assert [(m.node, m.state) for m in answer.missing] == [("skane", "down")]


def test_an_operation_that_breaks_is_written_down_and_tells_nothing(nation, monkeypatch):
    def broken(*_, **__):
        raise ValueError("HG00096 has 0/1")

    monkeypatch.setattr(nation.nodes["skane"].snapshot, "counts", broken)
    answer = nation.network().ask_now("variant_frequency", ONE, CARE)
    (missing,) = answer.missing
    assert (missing.node, missing.state) == ("skane", "down")
    assert "HG00096" not in repr(answer)
    (written,) = nation.nodes["skane"].sink.entries
    assert (written.outcome, written.reason) == ("down", "failed: ValueError")


def test_answer_receipts_name_the_entries(nation):
    answer = nation.network().ask_now("variant_frequency", ONE, CARE)
    for receipt in answer.receipts:
        (written,) = nation.nodes[receipt.node].sink.entries
        assert (receipt.sequence, receipt.leaf) == (1, leaf_hash(1, written))


@pytest.mark.parametrize("text", ["10-94781859-G-A", "Astrid", "94781859"])
def test_no_variant_and_no_name_enters_the_log(nation, text):
    nation.network().ask_now("variant_frequency", ONE, CARE)
    nation.network().ask_now("variant_keys", {"assembly": "GRCh38", "region": "10"}, CARE)
    assert text not in repr(nation.entries())
