"""The ward's side of pharmacogenomics under load: 10,000 people with 30,000 orders at one node.

Nine of ten orders have been answered and acknowledged; of the rest some are called, some reported,
and a few changed after they were read. The people have results, so that the cohort has them too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from litestar.testing import TestClient
from sqlalchemy import insert

from bench.measure import Figure, each_seconds, percentile_figures, seconds
from samvar.demo.network import Setting, start
from samvar.focus.pharmacogenomics.model import (
    Cause,
    Diplotype,
    GeneCall,
    GeneChange,
    Status,
)
from samvar.focus.pharmacogenomics.records import Calls, Changes, Orders, StoredCall
from samvar.focus.pharmacogenomics.report import canonical_bytes, sign
from samvar.focus.pharmacogenomics.service import current_release, draft_report, queue
from samvar.focus.pharmacogenomics.tables import order_events, orders, reports
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.clock import utc_now
from samvar.model.genome import Assembly
from samvar.model.person import Assay, AssayKind, Person, Sample, SampleKind
from samvar.node.node import Node
from samvar.node.site import Site
from samvar.store.records.datasets import Dataset
from samvar.store.records.engine import Transaction
from samvar.store.records.loads import Load, LoadPlan
from samvar.store.records.persons import Registered
from samvar.store.records.tables import referrals
from samvar.web.app import create_app

PEOPLE, ORDERS = 10_000, 30_000
HERE = "stockholm"
_LOOKS = 20
_PAGE_MS = 300.0
_PHARMACIST = Asker.of(PERSONAS["pharmacist"].at(HERE))
_DRUGS = ("capecitabine", "clopidogrel", "azathioprine", "simvastatin")
_STEPS = ("ordered", "sampled", "sequenced", "called", "reported", "acknowledged")


def run(folder: Path) -> Iterator[Figure]:
    """The queue, a page of closed orders, an order, answers in time, the cohort."""
    demo = start(folder / "demo", setting=Setting(persons=24, sites=400))
    try:
        node = demo.site.nodes[HERE]
        fill(node)
        demo.site.network(HERE).greet()
        yield from _answers(demo.site)
        yield from _pages(demo.site)
    finally:
        demo.close()


def fill(node: Node) -> None:
    """Write the people, their calls, orders, steps and reports as a node keeps them."""
    rng, now, release = np.random.default_rng(5), utc_now(), current_release(node)
    with node.records.begin() as tx:
        tx.datasets.add(Dataset("dat_bench", "bench", "Bench", now))
        people = [Registered(Person(f"per_b{n}"), f"B-{n:05d}") for n in range(PEOPLE)]
        samples = tuple(
            Sample(f"sam_b{n}", f"per_b{n}", SampleKind.GERMLINE, "asy_bench", f"B-{n:05d}")
            for n in range(PEOPLE)
        )
        assay = Assay("asy_bench", AssayKind.GENOME, Assembly.GRCh38, "Bench")
        load = Load("loa_bench", "dat_bench", Assembly.GRCh38, (), "bench", now)
        tx.loads.add(load, LoadPlan(tuple(people), (assay,), samples))
        tx.loads.settle("loa_bench", 1, {})
        gene = GeneCall(
            "DPYD", Status.CALLED, (Diplotype(("Reference", "Reference"), 20, True),),
            "Normal Metabolizer", 2.0, (), (), ("rs3918290",),
        )  # fmt: skip
        stored = [
            StoredCall(
                f"cal_b{n}", f"sam_b{n}", f"per_b{n}", Assembly.GRCh38, release.name,
                release.digest, now - timedelta(days=400), "bench", (gene,),
            )
            for n in range(PEOPLE)
        ]  # fmt: skip
        Calls(tx.connection).add_many(stored, frozenset(each.sample for each in stored))
        _orders(tx, rng, now)
    _reports(node)


def _orders(tx: Transaction, rng: np.random.Generator, now: datetime) -> None:
    asked, placed, noted = [], [], []
    for n in range(ORDERS):
        ordered = now - timedelta(days=float(rng.uniform(0, 1000)))
        reached = 5 if n % 10 else int(rng.integers(0, 5))
        dose = (ordered + timedelta(days=int(rng.integers(3, 30)))).date()
        answered = ordered + timedelta(days=float(rng.uniform(0.5, 20))) if reached >= 4 else None
        read = answered + timedelta(hours=4) if answered and reached == 5 else None
        identifier = f"ref_b{n}"
        asked.append(
            {"id": identifier, "person": f"per_b{n % PEOPLE}", "referring_region": "01",
             "performing_laboratory": "Stockholm", "question": "pharmacogenomics",
             "received": ordered, "answered": answered, "acknowledged": read}
        )  # fmt: skip
        placed.append(
            {"referral": identifier, "occasions": [{"drug": _DRUGS[n % len(_DRUGS)]}],
             "medications": [], "genes": [], "first_dose": dose.isoformat(),
             "given": dose.isoformat() if reached == 5 else None, "sample": f"sam_b{n % PEOPLE}"}
        )  # fmt: skip
        noted += [
            {"referral": identifier, "step": step, "at": ordered + timedelta(hours=k), "by": "ward",
             "undoes": None}
            for k, step in enumerate(_STEPS[: reached + 1])
        ]  # fmt: skip
    for table, rows in ((referrals, asked), (orders, placed), (order_events, noted)):
        for start_at in range(0, len(rows), 5_000):
            tx.connection.execute(insert(table), rows[start_at : start_at + 5_000])


def _reports(node: Node) -> None:
    """One real report, kept for each order that has been answered; fifty of them changed."""
    with node.records.read() as tx:
        (order,) = Orders(tx.connection).listed(["ref_b1"])
        wanted = referrals.select().where(referrals.c.answered.is_not(None))
        answered = [
            (row.id, row.person, row.answered)
            for row in tx.connection.execute(wanted.where(referrals.c.id.like("ref_b%")))
        ]
    draft = draft_report(node, order, by="bench")
    kept = sign(draft, node.id, node.key)
    text = canonical_bytes(kept).decode()
    with node.records.begin() as tx:
        rows = [
            {"id": f"rep_b{n}", "referral": identifier, "person": person, "made": at,
             "document": text, "signature": kept.signature, "supersedes": None}
            for n, (identifier, person, at) in enumerate(answered)
        ]  # fmt: skip
        for start_at in range(0, len(rows), 2_000):
            tx.connection.execute(insert(reports), rows[start_at : start_at + 2_000])
        found = (GeneChange("DPYD", "Normal Metabolizer", "Poor Metabolizer"),)
        for row in rows[:50]:
            tx.referrals.acknowledge(row["referral"], None)
            Changes(tx.connection).add(
                row["referral"], row["id"], Cause.CALL, found, utc_now(), "bench", None
            )


def _answers(site: Site) -> Iterator[Figure]:
    node, network = site.nodes[HERE], site.network(HERE)
    waiting = queue(node, _PHARMACIST, size=50).counts
    said = f"{waiting.listed:,} wait, {waiting.changed} changed, of {ORDERS:,} orders"
    taken = seconds(lambda: queue(node, _PHARMACIST, size=50), 10)
    yield Figure("the queue's first page, at the node", taken * 1000, "ms", detail=said)
    asked = each_seconds(
        lambda _: network.ask_now("turnaround", {"regions": ("01",)}, _PHARMACIST, 30.0), _LOOKS
    )
    yield from _met("answers in time, the nation", asked, f"{ORDERS:,} orders at one of seven")


def _pages(site: Site) -> Iterator[Figure]:
    client: TestClient[Any] = TestClient(create_app(site, demo=True))
    client.follow_redirects = False
    html = client.get("/sign-in", headers={"accept": "text/html"}).text
    token = re.search(r'name="form_token" value="([0-9a-f]+)"', html)
    fields = {"persona": "pharmacist", "centre": "", "form_token": token.group(1) if token else ""}
    if client.post("/session", data=fields).status_code != 303:
        raise RuntimeError("nobody could sign in")
    at = f"/nodes/{HERE}/pgx/orders"
    for name, path in (
        ("orders page, those that wait", at),
        ("orders page, closed orders", f"{at}?show=closed"),
        ("orders page, closed orders, the last", f"{at}?show=closed&offset=26950"),
        ("an order's page, with its report", f"{at}/ref_b1"),
        ("answers in time, the page", "/pgx/quality"),
        ("cohort page", "/pgx/cohort?gene=DPYD"),
    ):

        def look(_: int, path: str = path) -> None:
            answer = client.get(path)
            if answer.status_code != 200:
                raise RuntimeError(f"{path}: {answer.status_code}")

        look(0)  # templates are read once
        yield from _met(name, each_seconds(look, _LOOKS), f"{_LOOKS} looks")


def _met(name: str, taken: list[float], detail: str) -> list[Figure]:
    p50 = float(np.percentile(taken, 50)) * 1000
    return percentile_figures(
        name, taken, must=f"p50 <= {_PAGE_MS:.0f} ms", met=p50 <= _PAGE_MS, detail=detail
    )
