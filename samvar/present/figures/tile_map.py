"""Sweden as tiles: 21 regions, joined into the centres that serve them.

A tile has the same size for every region, because a question to the country is not
weighted by square kilometres. Neighbours keep their sides as far as a grid allows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samvar.model.place import CENTRES, REGIONS
from samvar.present.figures.hatch import hatch
from samvar.present.figures.mark import mark
from samvar.present.figures.svg import drawing, element, words

PLACE: dict[str, tuple[int, int]] = {
    "25": (0, 2),
    "24": (1, 2),
    "23": (2, 1), "22": (2, 2),
    "20": (3, 1), "21": (3, 2),
    "17": (4, 0), "18": (4, 1), "19": (4, 2), "03": (4, 3),
    "14": (5, 0), "05": (5, 1), "04": (5, 2), "01": (5, 3),
    "13": (6, 0), "06": (6, 1), "08": (6, 2), "09": (6, 3),
    "12": (7, 0), "07": (7, 1), "10": (7, 2),
}  # fmt: skip
"""County code to (row, column); each centre's tiles hang together."""

HOST: dict[str, str] = {
    "stockholm": "01", "skane": "12", "vastra-gotaland": "14", "uppsala": "03",
    "ostergotland": "05", "vasterbotten": "24", "orebro": "18",
}  # fmt: skip
"""The region in which each centre's laboratory stands."""

_WIDTH, _HEIGHT, _GAP, _ROUND = 100, 46, 6, 5
_FILLS = ("#f0f3f4", "#e0ebef", "#cbdfe6", "#b3d1db", "#98c1ce")


@dataclass(frozen=True, slots=True)
class CentreTile:
    """What one centre shows: `label` is a number or a state in words, `share` 0 to 1 or None."""

    centre: str
    state: str
    label: str
    share: float | None = None
    href: str | None = None
    home: bool = False


def tile_map(
    tiles: Sequence[CentreTile],
    *,
    title: str,
    description: str,
    key: str = "map",
    names: Mapping[str, str] | None = None,
) -> str:
    """The map as SVG text. A centre without a tile is drawn empty: unknown is not zero.

    names: county code to name, for languages that have their own.
    """
    given = {tile.centre: tile for tile in tiles}
    parts = [
        _centre(
            centre_id,
            given.get(centre_id, CentreTile(centre_id, "unknown", "")),
            names or {code: region.name for code, region in REGIONS.items()},
        )
        for centre_id in CENTRES
    ]
    return drawing(
        hatch(key),
        *(part.replace("#hatch", f"#{key}-hatch") for part in parts),
        width=4 * (_WIDTH + _GAP) - _GAP + 4,
        height=8 * (_HEIGHT + _GAP) - _GAP + 4,
        title=title,
        description=description,
        key=key,
        has_links=any(tile.href for tile in tiles),
    )


def step(share: float | None) -> int:
    """Shade 0 to 4 of a share; 0 only for none, so that some is never drawn as nothing.

    >>> step(None), step(0.0), step(0.01), step(0.5), step(1.0)
    (0, 0, 1, 2, 4)
    """
    return 0 if not share else min(4, 1 + int(share * 3.5))


def _corner(code: str) -> tuple[int, int]:
    row, column = PLACE[code]
    return 2 + column * (_WIDTH + _GAP), 2 + row * (_HEIGHT + _GAP)


def _centre(centre_id: str, tile: CentreTile, names: Mapping[str, str]) -> str:
    regions = CENTRES[centre_id].regions
    shade = step(tile.share)
    silent = tile.state not in ("answered", "suppressed")
    shapes = [*_tiles(regions), *_bridges(regions)]
    painted = [
        element(
            "rect", x=x, y=y, width=w, height=h, rx=r or None, fill=_FILLS[shade],
            class_=f"f-tile f-step-{shade}",
        )
        for x, y, w, h, r in shapes
    ]  # fmt: skip
    if silent:
        painted += [
            element("rect", x=x, y=y, width=w, height=h, rx=r or None, fill="url(#hatch)")
            for x, y, w, h, r in shapes
        ]
    painted += [_seam(a, b) for a, b in _neighbours(regions)]
    lettered = [
        _words(code, names[code], tile if code == HOST[centre_id] else None) for code in regions
    ]
    group = element(
        "g", *painted, *lettered, class_=f"f-centre{' f-home' if tile.home else ''}"
    )  # fmt: skip
    if tile.href is None:
        return group
    return element("a", group, href=tile.href)


def _neighbours(regions: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of one centre's regions that touch: right and down neighbours only."""
    at = {PLACE[code]: code for code in regions}
    pairs = []
    for (row, column), code in at.items():
        for beside in ((row, column + 1), (row + 1, column)):
            if beside in at:
                pairs.append((code, at[beside]))
    return pairs


def _tiles(regions: Sequence[str]) -> list[tuple[int, int, int, int, int]]:
    return [(*_corner(code), _WIDTH, _HEIGHT, _ROUND) for code in regions]


def _bridges(regions: Sequence[str]) -> list[tuple[int, int, int, int, int]]:
    bridges = []
    for first, second in _neighbours(regions):
        x, y = _corner(first)
        if PLACE[first][0] == PLACE[second][0]:
            bridges.append((x + _WIDTH - _ROUND, y, _GAP + 2 * _ROUND, _HEIGHT, 0))
        else:
            bridges.append((x, y + _HEIGHT - _ROUND, _WIDTH, _GAP + 2 * _ROUND, 0))
    return bridges


def _seam(first: str, second: str) -> str:
    x, y = _corner(first)
    if PLACE[first][0] == PLACE[second][0]:
        path = f"M{x + _WIDTH + _GAP / 2:g} {y + 6}v{_HEIGHT - 12}"
    else:
        path = f"M{x + 6} {y + _HEIGHT + _GAP / 2:g}h{_WIDTH - 12}"
    return element("path", d=path, stroke="#ffffff", stroke_width=1, class_="f-seam")


def _words(code: str, name: str, host: CentreTile | None) -> str:
    x, y = _corner(code)
    lines = [
        element(
            "text", words(line), x=x + 8, y=y + 17 + 12 * number, font_size=11, fill="#46545f",
            class_="f-region f-host" if host else "f-region",
        )
        for number, line in enumerate(_folded(name))
    ]  # fmt: skip
    if host is None:
        return "".join(lines)
    return (
        "".join(lines)
        + mark(host.state, x + 8, y + 27)
        + element(
            "text", words(host.label), x=x + 23, y=y + 36.5, font_size=12, fill="#14202b",
            class_="f-number",
        )
    )  # fmt: skip


def _folded(name: str) -> list[str]:
    """A name in lines that fit a tile.

    >>> _folded("Jämtland Härjedalen"), _folded("Västra Götaland")
    (['Jämtland', 'Härjedalen'], ['Västra Götaland'])
    """
    if len(name) <= 15:
        return [name]
    first, _, rest = name.partition(" ")
    return [first, rest]
