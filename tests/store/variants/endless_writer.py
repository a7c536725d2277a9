"""A process that commits for ever; run as `python endless_writer.py FOLDER`.

At epoch e exactly PEOPLE samples are live, `sam_<e>` to `sam_<e + PEOPLE - 1>`, and number n
carries the first variant once if n is odd and twice if it is even. Prints each epoch once it
stands.
"""

from __future__ import annotations

import sys
from pathlib import Path

from variant_twin import EVERYWHERE, VARIANTS, WRITTEN, batch, contribution, stretches

from samvar.store.variants import VariantStore

PEOPLE = 4


def load(writer: object, number: int) -> None:
    """Stage sample `number`."""
    call = WRITTEN["0/1" if number % 2 else "1/1"]
    sites = [(VARIANTS[0], [call], True), (VARIANTS[4 + number % 2], [call], True)]
    writer.load(
        [contribution(f"sam_{number}", ancestry="EUR")],
        [batch(["S"], sites)],
        {"S": f"sam_{number}"},
        {f"sam_{number}": stretches(EVERYWHERE)},
        f"loa_{number}",
    )


def begin(folder: Path) -> VariantStore:
    """The store at epoch 1: people 1 to PEOPLE."""
    store = VariantStore.create(folder, grace_s=2)
    with store.writer() as writer:
        for number in range(1, PEOPLE + 1):
            load(writer, number)
        writer.commit()
    return store


def main() -> None:
    store = VariantStore.open(Path(sys.argv[1]), grace_s=2)
    while True:
        with store.writer() as writer:
            epoch = store.epoch
            writer.withdraw([f"sam_{epoch}"])
            load(writer, epoch + PEOPLE)
            writer.commit(compact=epoch % 7 == 0)
        sys.stdout.write(f"{store.epoch}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
