"""`samvar bench`: the measurements of a source checkout, as data."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

import samvar
from samvar.model.errors import NotFound, UsageError
from samvar.present.command import Command, Desk, examples, json_option, pass_desk

_CHECKOUT = Path(samvar.__file__).parents[1]


@examples("samvar bench store", "samvar bench store table --json", "samvar bench help --strict")
@click.command(cls=Command)
@click.argument("suites", nargs=-1, metavar="SUITE...")
@click.option("--strict", is_flag=True, help="Exit 1 where a promise is not met.")
@json_option
@pass_desk
def bench(desk: Desk, suites: tuple[str, ...], strict: bool) -> int:
    """Measure suites of a source checkout beside their peers, as a table or as JSON.

    Without SUITE all of them. What is measured is no part of an installed samvar: it needs the
    checkout's folder `bench`.
    """
    if not (_CHECKOUT / "bench" / "__main__.py").is_file():
        raise NotFound(
            "there is nothing to measure with beside this samvar",
            why="it is installed, and the measurements come with the source only",
            remedy="clone the source, and run 'make bench' or .venv/bin/samvar bench there",
        )
    found = _measured(suites, strict=strict)
    desk.put(
        found,
        ("suite", "figure", "value", "unit", "ratio", "peer", "promise", "kept"),
        [
            (
                suite,
                one["name"],
                f"{one['value']:.4g}",
                one["unit"],
                "" if "ratio" not in one else f"{one['ratio']:.3g}",
                one.get("peer", ""),
                one.get("must", ""),
                {True: "yes", False: "no", None: ""}[one.get("met")],
            )
            for suite, each in found["suites"].items()
            for one in each["figures"]
        ],
    )
    short = any(one.get("met") is False for e in found["suites"].values() for one in e["figures"])
    return 1 if strict and short else 0


def _measured(suites: tuple[str, ...], *, strict: bool) -> dict[str, Any]:
    """In a process of its own, with the checkout's interpreter; its lines go to standard error."""
    with tempfile.TemporaryDirectory(prefix="samvar-bench-") as folder:
        out = Path(folder) / "bench.json"
        words = [sys.executable, "-m", "bench", *suites, "--out", str(out)]
        done = subprocess.run(  # noqa: S603 (our own program, no shell)
            words + ["--strict"] * strict, cwd=_CHECKOUT, stdout=sys.stderr.fileno(), check=False
        )
        if not out.is_file():
            if done.returncode == 2:  # argparse has said what is wrong
                raise UsageError("the measurements were not understood", remedy="see above")
            raise NotFound("the measurements did not end", why=f"exit code {done.returncode}")
        found: dict[str, Any] = json.loads(out.read_text("utf-8"))
        return found
