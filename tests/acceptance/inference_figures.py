"""What `docs/disclosure.md` records of the attack on figures that are asked for.

`python -m tests.acceptance.inference_figures` prints it.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from samvar.govern.ledger_price import Form
from tests.acceptance.pool import Attack, Outcome, run

TARGETS = 10_000
SHOWN = [
    ("rarest first", {}),
    ("chosen by what betrays most", {"order": "adaptive"}),
    ("the same, carriers", {"order": "adaptive", "form": Form.CARRIERS}),
    ("the same, a sibling's genome", {"order": "adaptive", "genome": "sibling"}),
    ("the same, both parents counted", {"order": "adaptive", "family": True}),
    ("the same, a fifth of the genomes known", {"order": "adaptive", "known": 0.2}),
    ("the same, 40 accounts together (B = 3)", {"order": "adaptive", "accounts": 40}),
]


def found(outcome: Outcome, accused: float = 0.01) -> float:
    """The true-positive rate at a threshold that accuses so many of those who were not counted."""
    cut = np.quantile(outcome.outside, 1 - accused)
    return float((outcome.inside > cut).mean())


def main(targets: int) -> None:
    """One line for each attack, with the ledger and without."""
    for people in (1000, 7000):
        for name, more in SHOWN:
            began = time.process_time()
            attack = Attack(people, 1000, **{"order": "rarest", **more})
            kept, free = run(attack, targets, 2), run(attack.without_ledger(), targets // 10, 2)
            took = time.process_time() - began
            sys.stdout.write(
                f"| {people:,} | {name} | {free.auc:.3f} | {kept.auc:.3f} | "
                f"{found(kept):.1%} of at most {np.exp(attack.bound) * 0.01:.1%} | "
                f"{kept.answered:.1f} | {took:.0f} s |\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TARGETS)
