"""Asks single keys for some seconds: python -m bench.table_reader STORE KEYS SECONDS.

Waits for a line on standard input, so that all start together; prints how many it asked and how
many commits it saw.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

from bench.table_make import ASSEMBLY, SCOPE
from samvar.store.variants import VariantStore

_BETWEEN_CLOCKS = 500


def main() -> None:
    """Every look-up takes the newest commit, and asks one key."""
    store = VariantStore.open(Path(sys.argv[1]), verify=False)
    keys = np.load(sys.argv[2]).tolist()
    for key in keys[:2000]:
        store.snapshot().point(ASSEMBLY, key, SCOPE)
    print("ready", flush=True)
    sys.stdin.readline()
    asked, epochs = 0, set()
    until = time.perf_counter() + float(sys.argv[3])
    while time.perf_counter() < until:
        start = asked % (len(keys) - _BETWEEN_CLOCKS)
        for key in keys[start : start + _BETWEEN_CLOCKS]:
            store.snapshot().point(ASSEMBLY, key, SCOPE)
        asked += _BETWEEN_CLOCKS
        epochs.add(store.epoch)
    print(asked, len(epochs), flush=True)


if __name__ == "__main__":
    main()
