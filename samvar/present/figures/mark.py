"""Marks of state: a shape for each, so that colour is never the only difference."""

from __future__ import annotations

from samvar.present.figures.svg import element

_PALETTE = {
    "good": "#1d6b45",
    "warn": "#8a5a00",
    "bad": "#a3262a",
    "calm": "#5c6974",
}
_TONE = {
    "answered": "good",
    "suppressed": "calm",
    "refused": "bad",
    "late": "warn",
    "down": "bad",
    "incompatible": "warn",
}


def tone(state: str) -> str:
    """The class of colour of a state: good, warn, bad or calm.

    >>> tone("late"), tone("never heard of")
    ('warn', 'calm')
    """
    return _TONE.get(state, "calm")


def mark(state: str, x: float = 0, y: float = 0) -> str:
    """The shape of an answer state in a box of 10 by 10 at (x, y), as SVG markup.

    Answered is a full disc, late half a disc, down a cross, refused a barred ring,
    suppressed a barred square, incompatible two bars that do not meet, others a ring.
    """
    colour = _PALETTE[tone(state)]
    name = f"f-{tone(state)}"

    def ring() -> str:
        return element(
            "circle", cx=5, cy=5, r=4, fill="none", stroke=colour, stroke_width=1.6,
            class_=f"{name}-line",
        )  # fmt: skip

    def line(path: str) -> str:
        return element(
            "path", d=path, fill="none", stroke=colour, stroke_width=1.8, class_=f"{name}-line"
        )

    shapes = {
        "answered": lambda: element("circle", cx=5, cy=5, r=4.6, fill=colour, class_=name),
        "late": lambda: ring() + element("path", d="M5 1a4 4 0 0 1 0 8z", fill=colour, class_=name),
        "down": lambda: line("M1.5 1.5l7 7M8.5 1.5l-7 7"),
        "refused": lambda: ring() + line("M2.2 7.8l5.6-5.6"),
        "suppressed": lambda: line("M1.2 1.2h7.6v7.6h-7.6zM1.2 5h7.6"),
        "incompatible": lambda: line("M3 1v8M7 1v3M7 6v3"),
    }
    body = shapes.get(state, ring)()
    return element("g", body, transform=f"translate({x:g} {y:g})") if x or y else body


def mark_alone(state: str) -> str:
    """The mark as a small drawing beside a word that says the same; hidden from readers aloud."""
    return element(
        "svg", mark(state), xmlns="http://www.w3.org/2000/svg", viewBox="0 0 10 10",
        width=10, height=10, class_="mark", aria_hidden="true",
    )  # fmt: skip
