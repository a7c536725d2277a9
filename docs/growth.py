"""Puts the measured growth of a node, and its costs, into the page on scale.

The numbers are those that `make bench ARGS=growth` wrote into `bench/results/`; the newest file
counts. Between the two marks of the page nothing is written by hand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/operate/scale.md"
FIRST, LAST = "<!-- from bench/results -->", "<!-- end of bench/results -->"

_STORES = ("100 people, 0.001", "1,000 people, 0.001", "10,000 people, 0.001")
_MEASURED = {
    "distinct variants": "distinct variants",
    "rows of genomes": "rows of genomes",
    "counts": "counts",
    "carriers": "carriers",
    "genome": "genomes",
    "load": "load, by the clock",
    "load, of a core": "load, of a core",
    "compaction": "one whole compaction",
    "peak memory of the load": "peak memory of the load",
}
_COSTS = (
    "distinct variants",
    "counts, mapped by readers",
    "carriers",
    "genomes",
    "reading their VCFs",
    "storing them",
    "one whole compaction",
)
_SIZES = ("10,000 genomes", "100,000 genomes", "1,000,000 genomes")


def tables(result: Mapping[str, Any]) -> str:
    """What the page shows of one result of the suite `growth`."""
    figures = {one["name"]: one for one in result["suites"]["growth"]["figures"]}
    return "\n".join((*_panel(figures), "", *_stores(figures), "", *_costs(figures)))


def _panel(figures: Mapping[str, Any]) -> Iterator[str]:
    yield "| people of the panels | distinct variants |"
    yield "| --- | --- |"
    for name, one in figures.items():
        if name.startswith("distinct variants of") and name.endswith("of the panels"):
            yield f"| {name.split()[3]} | {one['value']:,.0f} |"
    each, b = figures["variants that one of them carries"], figures["b of V = a N^b in the panels"]
    many = next(one for name, one in figures.items() if name.endswith("over those of one"))
    drawn = figures["b of V = a N^b, 100 to 10,000 drawn people"]
    yield ""
    yield (
        f"One person carries {each['value']:,.0f} of them. The exponent of V = a N^b is "
        f"{b['value']:.3f} ({b['detail']}); 800 people have {many['value']:.2f} times the variants "
        f"of one ({many['detail']}). Among the drawn people, from 100 to 10,000, it is "
        f"{drawn['value']:.3f}."
    )


def _stores(figures: Mapping[str, Any]) -> Iterator[str]:
    yield "| a thousandth of a genome each | 100 people | 1,000 | 10,000 |"
    yield "| --- | --- | --- | --- |"
    for name, shown in _MEASURED.items():
        cells = [_cell(figures[f"{store} of a genome: {name}"]) for store in _STORES]
        yield f"| {shown} | {' | '.join(cells)} |"


def _costs(figures: Mapping[str, Any]) -> Iterator[str]:
    yield "| whole genomes | 10,000 | 100,000 | 1,000,000 |"
    yield "| --- | --- | --- | --- |"
    for name in _COSTS:
        cells = [_cell(figures[f"{size}: {name}"]) for size in _SIZES]
        yield f"| {name} | {' | '.join(cells)} |"
    ranges = [figures[f"{size}: distinct variants"]["detail"].split(": ")[1] for size in _SIZES]
    yield f"| distinct variants, by the ends of the interval | {' M | '.join(ranges)} M |"


def _cell(figure: Mapping[str, Any]) -> str:
    value, unit = figure["value"], figure["unit"]
    if unit in ("variants", "rows"):
        return f"{value:,.0f}"
    if unit == "GB" and value >= 1000:
        value, unit = value / 1000, "TB"
    return f"{_short(value)} {unit}"


def _short(value: float) -> str:
    """Three figures that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def renewed(text: str, shown: str) -> str:
    """The page with `shown` between its marks."""
    before, _, rest = text.partition(FIRST)
    _, _, after = rest.partition(LAST)
    return f"{before}{FIRST}\n\n{shown}\n\n{LAST}{after}"


def newest() -> Mapping[str, Any]:
    """The newest result that has the suite."""
    for path in sorted((ROOT / "bench/results").glob("*.json"), reverse=True):
        result: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if "growth" in result.get("suites", {}):
            return result
    raise FileNotFoundError("no result of the suite 'growth' in bench/results")


def main() -> None:
    """Write the page."""
    PAGE.write_text(renewed(PAGE.read_text("utf-8"), tables(newest())), "utf-8")


if __name__ == "__main__":
    main()
