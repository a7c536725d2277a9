"""What the tests of the demo share: a budget that does not end before everything was compared."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module", autouse=True)
def _budget_without_end() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("SAMVAR_LEDGER_BUDGET", "SAMVAR_LEDGER_DATASET_BUDGET"):
            patch.setenv(name, "1e12")
        yield
