"""A process that reads while another writes: `python endless_reader.py FOLDER READS`.

Each read must be one whole epoch of `endless_writer`, and epochs must not go back: a point read
says what the epoch says, and its own files have the digests that its manifest names. Prints how
many reads were checked, and how many epochs it saw.
"""

from __future__ import annotations

import sys
from pathlib import Path

from endless_writer import PEOPLE
from test_crash import assert_is_epoch
from variant_twin import B38, VARIANTS

from samvar.model.contribution import Scope
from samvar.model.errors import Conflict
from samvar.store.variants import VariantStore

POINTS = 40
"""Single keys that are read of each snapshot, between looks at all of it."""


def main() -> None:
    # verify: every file is hashed when this process first maps it, before it is believed.
    store = VariantStore.open(Path(sys.argv[1]), verify=True)
    key = int(store.snapshot().keys_of([VARIANTS[0]])[0])
    reads, seen = 0, [0]
    while reads < int(sys.argv[2]):
        snapshot = store.snapshot()
        assert snapshot.epoch >= seen[-1], "an epoch came back"
        assert_is_epoch(snapshot)
        for _ in range(POINTS):
            newer = store.snapshot()
            assert newer.point(B38, key, Scope.CARE) == (
                *(PEOPLE * 3 // 2, 2 * PEOPLE, PEOPLE // 2, 0, PEOPLE),
            )
            people = [f"sam_{n}" for n in range(newer.epoch, newer.epoch + PEOPLE)]
            assert [s for s, _ in newer.carriers(B38, key, Scope.CARE)] == sorted(people)
            reads += 1
        try:
            rows = [snapshot.genotypes(sample).num_rows for sample in snapshot.contributions]
            assert rows == [2] * len(rows)
        except Conflict:
            assert store.epoch > snapshot.epoch, "a file is missing, and no commit took it away"
        if snapshot.epoch != seen[-1]:
            seen.append(snapshot.epoch)
    sys.stdout.write(f"{reads} {len(seen) - 1}\n")


if __name__ == "__main__":
    main()
