"""A process that commits for ever; run as `python endless_writer.py FOLDER [merge]`.

With KILLS=n in the environment, n processes do so one after the other, each until it is killed.
With `merge` it commits as where a table is large: it joins nothing in its commits, and after each
what is due is joined or rewritten beside them.

At epoch e exactly PEOPLE samples are live, `sam_<e>` to `sam_<e + PEOPLE - 1>`, and number n
carries the first variant once if n is odd and twice if it is even. Prints each epoch once it
stands.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from kill_writer import pretend_large
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


def children(number: int) -> None:
    """Fork writers, one after the other, each until it is killed and the test says `go on`."""
    for _ in range(number):
        pid = os.fork()
        if pid == 0:
            say(f"child {os.getpid()}")
            write()
        _, status = os.waitpid(pid, 0)
        assert os.WIFSIGNALED(status), "the writer ended by itself"
        say("killed")
        sys.stdin.readline()


def say(line: str) -> None:
    """One line, at once, in one piece."""
    os.write(1, f"{line}\n".encode())


def write() -> None:
    """Commit for ever."""
    store = VariantStore.open(Path(sys.argv[1]), grace_s=2)
    beside = sys.argv[2:] == ["merge"]
    if beside:
        pretend_large()
    while True:
        with store.writer() as writer:
            epoch = store.epoch
            writer.withdraw([f"sam_{epoch}"])
            load(writer, epoch + PEOPLE)
            writer.commit(compact=epoch % 7 == 0 and not beside)
        if beside:
            store.tidy(0.5)
            store.merge()
        say(f"{store.epoch}")


if __name__ == "__main__":
    if "KILLS" in os.environ:
        children(int(os.environ["KILLS"]))
    else:
        write()
