"""Hatching for what is there and not shown: neither empty nor a colour of its own."""

from __future__ import annotations

from samvar.present.figures.svg import element


def hatch(key: str) -> str:
    """The definition; it is used as `fill="url(#KEY-hatch)"`. key: unique on the page."""
    line = element(
        "path",
        d="M-1 1L1 -1M0 7L7 0M6 8L8 6",
        stroke="#aab4bc",
        stroke_width=0.8,
        class_="f-hatch-line",
    )
    pattern = element(
        "pattern", line, id=f"{key}-hatch", width=7, height=7, patternUnits="userSpaceOnUse"
    )
    return element("defs", pattern)
