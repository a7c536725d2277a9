"""Puts what `make bench` measured into the page of figures: each suite from the newest result.

The numbers are those that the program wrote into `bench/results/`; which file, when and how busy
the machine was stands above each table. Between the marks nothing is written by hand.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/figures.md"
FIRST, LAST = "<!-- from bench/results -->", "<!-- end of bench/results -->"
_ELSEWHERE = {"growth": "[Growing](operate/scale.md) has its figures."}
"""Suites whose figures stand on a page of their own."""


class Measured(NamedTuple):
    """One suite as a file of results has it."""

    file: str
    result: Mapping[str, Any]
    figures: list[Mapping[str, Any]]


def measured() -> dict[str, Measured]:
    """By suite the newest result that has it."""
    found: dict[str, Measured] = {}
    for path in (ROOT / "bench/results").glob("*.json"):
        result: dict[str, Any] = json.loads(path.read_text("utf-8"))
        for suite, own in result.get("suites", {}).items():
            before = found.get(suite)
            if before is None or before.result["at"] < result["at"]:
                found[suite] = Measured(path.name, result, own["figures"])
    return found


def tables(found: Mapping[str, Measured], suites: Mapping[str, str]) -> str:
    """What the page shows; suites: their sentences, in order."""
    lines: list[str] = []
    for suite, sentence in suites.items():
        lines += [f"## {sentence[0].upper()}{sentence[1:]}", ""]
        if suite in _ELSEWHERE:
            lines += [_ELSEWHERE[suite], ""]
        elif suite not in found:
            lines += [f"Not measured yet: `make bench ARGS={suite}`.", ""]
        else:
            lines += [*_section(suite, found[suite]), ""]
    return "\n".join(lines).rstrip()


def _section(suite: str, one: Measured) -> Iterator[str]:
    machine = one.result["machine"]
    load = machine.get("load_average", [0])[0]
    day = one.result["at"].partition("T")[0]
    yield f"`make bench ARGS={suite}`, {day}, load average {load:.1f} as it began: `{one.file}`."
    yield ""
    yield "| what | measured | against | ratio | promised | |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for figure in one.figures:
        ratio = figure.get("ratio")
        kept = {None: "", True: "kept", False: "**short**"}[figure.get("met")]
        cells = (
            figure["name"].strip(),
            f"{_short(figure['value'])} {figure['unit']}",
            figure.get("peer", ""),
            "" if ratio is None else _short(ratio),
            figure.get("must", ""),
            kept,
        )
        yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _short(value: float) -> str:
    """Three figures that count.

    >>> [_short(x) for x in (1234.5, 0.0012345, 0.7, 12)]
    ['1,234', '0.00123', '0.7', '12']
    """
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def renewed(text: str, shown: str) -> str:
    """The page with `shown` between its marks."""
    before, _, rest = text.partition(FIRST)
    _, _, after = rest.partition(LAST)
    return f"{before}{FIRST}\n\n{shown}\n\n{LAST}{after}"


def main() -> None:
    """Write the page."""
    sys.path.insert(0, str(ROOT))
    from bench.__main__ import SUITES  # noqa: PLC0415 - the checkout is on no path before

    PAGE.write_text(renewed(PAGE.read_text("utf-8"), tables(measured(), SUITES)), "utf-8")


if __name__ == "__main__":
    main()
