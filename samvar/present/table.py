"""The table kit: what a page says about its table; the shell's template draws every one alike.

A table has a caption, units in its headers, a link on the name of the thing, and an empty
state that says why it is empty and what to do next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Align = Literal["text", "number"]


@dataclass(frozen=True, slots=True)
class Column:
    """A header: ready words, the unit beneath, and how cells align.

    data: the words are data, the same in every language.
    """

    title: str
    unit: str = ""
    align: Align = "text"
    markup: str = ""  # SVG beneath the words, such as the axis of a column of intervals
    data: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """A letter or a short word in a colour, which `note` says in words for whoever hears the page.

    tone: `none`, `one`, `two`, `open`, `good`, `warn`, `bad`, `calm`. data: as a cell's.
    key: by which a script finds it.
    """

    words: str
    tone: str = "calm"
    note: str = ""
    data: bool = True
    key: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: ready words; `href` makes it a link, `state` puts a mark before it.

    data: the words are data, the same in every language (an id, a variant, a name).
    english: the words come from an error or a declaration, which are in English.
    markup: SVG from `present.figures` that stands instead of the words.
    moment: ISO 8601 of the time that the words show.
    chips: stand before the words. pick: the name of a field by which the row is chosen.
    """

    words: str
    href: str = ""
    state: str = ""
    note: str = ""
    data: bool = False
    english: bool = False
    mono: bool = False
    markup: str = ""
    moment: str = ""
    chips: Sequence[Chip] = ()
    pick: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line; the first cell is its header. `strong` sums up, `group` starts a new block.

    key: by which a script finds it.
    """

    cells: Sequence[Cell]
    key: str = ""
    strong: bool = False
    group: str = ""
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Empty:
    """Why there is nothing: no data, filtered out, not permitted or silent; and the next step."""

    what: str
    next_step: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Where one stands in a longer list: 1-based first and last row, and the way on."""

    first: int
    last: int
    total: int
    previous: str = ""
    following: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table ready to be drawn.

    Raises:
        ValueError: a row has another number of cells than there are columns.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    empty: Empty
    page: Page | None = None
    key: str = "table"
    caption_hidden: bool = False

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                raise ValueError(f"{self.key}: a row of {len(row.cells)} for {len(self.columns)}")


def paged(first: int, shown: int, total: int, address: str, size: int) -> Page:
    """The place in a list that is read `size` rows at a time; `address` has a `{offset}`.

    >>> paged(0, 50, 120, "/jobs?offset={offset}", 50)
    Page(first=1, last=50, total=120, previous='', following='/jobs?offset=50')
    """
    return Page(
        first + 1 if shown else 0,
        first + shown,
        total,
        address.format(offset=max(0, first - size)) if first else "",
        address.format(offset=first + size) if first + shown < total else "",
    )
