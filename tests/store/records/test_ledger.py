"""One ledger, several processes, on both engines."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from samvar.store.records import Records

_CHILD = """
import sys
from tests.govern.test_ledger import Records, Refused, ledger_of, price, some, spend
with Records.open(sys.argv[1]) as records:
    ledger, each, number = ledger_of(records), int(1 / price()) // 4, int(sys.argv[2])
    told = 0
    for part in range(2):
        try:
            spend(ledger, some(*range((2 * number + part) * each, (2 * number + part + 1) * each)))
            told += 1
        except Refused:
            pass
    print(told)
"""


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_processes_cannot_spend_the_last_of_a_budget_twice(
    tmp_path: Path, postgres_url: str, engine: str
):
    url = postgres_url if engine == "postgresql" else f"sqlite:///{tmp_path / 'r.sqlite'}"
    Records.open(url).close()
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _CHILD, url, str(number)], stdout=subprocess.PIPE, text=True
        )
        for number in range(4)
    ]
    assert sum(int(one.communicate(timeout=60)[0]) for one in running) == 4
