"""What the disclosure ledger costs a question: durable spending, and asking again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from bench.measure import Figure, percentile_figures
from samvar.govern.ledger import Account, Ledger, Rules, Wanted
from samvar.store.records import Records

COUNT = 300
PEOPLE = {"skane": 4000, "uppsala": 3000}
NOW = datetime(2026, 11, 26, tzinfo=UTC)


def run(folder: Path) -> Iterator[Figure]:
    """One variant a question, each of them new; then the same questions again."""
    with Records.open(f"sqlite:///{folder / 'ledger.sqlite'}") as records:
        ledger = Ledger(records, "skane", Rules(1000.0, 1000.0), frozenset(PEOPLE))
        for name in ("spend on a new figure", "ask for a known figure again"):
            taken = []
            for number in range(COUNT):
                wanted = Wanted(keys=np.array([number], dtype=np.uint64), frequency=np.array([0.3]))
                began = time.perf_counter()
                ledger.spend(
                    Account("researcher@uppsala"), "research", wanted,
                    epoch=1, asked_by="uppsala", people=PEOPLE, now=NOW,
                )  # fmt: skip
                taken.append(time.perf_counter() - began)
            yield from percentile_figures(f"ledger: {name}", taken)
