"""A process that reads for some seconds while another writes: `python endless_reader.py FOLDER S`.

Each snapshot must be one whole epoch of `endless_writer`, and epochs must not go back. Prints how
many epochs it saw.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from test_crash import assert_is_epoch

from samvar.model.errors import Conflict
from samvar.store.variants import VariantStore


def main() -> None:
    store = VariantStore.open(Path(sys.argv[1]))
    until = time.monotonic() + float(sys.argv[2])
    seen = [0]
    while time.monotonic() < until:
        snapshot = store.snapshot()
        assert snapshot.epoch >= seen[-1], "an epoch came back"
        assert_is_epoch(snapshot)
        try:
            rows = [snapshot.genotypes(sample).num_rows for sample in snapshot.contributions]
            assert rows == [2] * len(rows)
        except Conflict:
            assert store.epoch > snapshot.epoch, "a file is missing, and no commit took it away"
        if snapshot.epoch != seen[-1]:
            seen.append(snapshot.epoch)
    sys.stdout.write(f"{len(seen) - 1}\n")


if __name__ == "__main__":
    main()
