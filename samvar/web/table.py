"""The rows of a table as markup; the kit's template draws what stands around them.

A list has thousands of cells. A template would call a macro for each of them and look up each of
a cell's words by name; here a row is made of few strings, and a chip that comes again is made once.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from samvar.present.figures.mark import mark_alone
from samvar.present.table import Cell, Chip, Row, Table

_SPECIAL = re.compile("[&<>\"']")
_KEEP_MOST = 40
"""Words of data shorter than this, without a space, are never broken over two lines."""


def safe(text: str) -> str:
    """A text with what means something in markup escaped.

    >>> safe("<DEL>"), safe("A-G")
    ('&lt;DEL&gt;', 'A-G')
    """
    return str(escape(text)) if _SPECIAL.search(text) else text


def cell_markup(cell: Cell, choose: str) -> Markup:
    """What stands in a cell. choose: the words before a row's name on the box that chooses it."""
    return Markup(_cell(cell, choose, {}))  # noqa: S704 - every word in it is escaped


def rows_markup(table: Table, choose: str) -> Markup:
    """The bodies of a table, with all of its rows. choose: as of `cell_markup`."""
    known: dict[Chip, str] = {}
    kinds = [' class="number"' if each.align == "number" else "" for each in table.columns]
    parts: list[str] = []
    for number, row in enumerate(table.rows):
        if row.group or not number:
            parts.append("</tbody><tbody>" if number else "<tbody>")
            if row.group:
                parts.append(
                    f'<tr class="row-group"><th scope="rowgroup" colspan="{len(table.columns)}">'
                    f"{safe(row.group)}</th></tr>"
                )
        parts.append(_row(row, kinds, choose, known))
    parts.append("</tbody>")
    return Markup("".join(parts))  # noqa: S704 - every word in it is escaped


def _row(row: Row, kinds: list[str], choose: str, known: dict[Chip, str]) -> str:
    names = " ".join(
        name for name, is_so in (("row-strong", row.strong), ("row-muted", row.muted)) if is_so
    )
    first, *rest = row.cells
    cells = "".join(
        [f"<td{kind}>{_cell(cell, choose, known)}</td>"
         for cell, kind in zip(rest, kinds[1:], strict=True)]
    )  # fmt: skip
    names = f' class="{names}"' if names else ""
    key = f' data-row="{safe(row.key)}"' if row.key else ""
    head = _cell(first, choose, known)
    return f'<tr{names}{key}><th scope="row"{kinds[0]}>{head}</th>{cells}</tr>\n'


def _cell(cell: Cell, choose: str, known: dict[Chip, str]) -> str:
    words = safe(cell.words)
    found = _words(cell, words)
    if cell.chips:
        found = "".join([_chip(chip, known) for chip in cell.chips]) + found
    if cell.pick:
        found = (
            f'<input type="checkbox" class="pick" name="{safe(cell.pick)}" value="1" '
            f'aria-label="{safe(choose)} {words}">{found}'
        )
    return f'{found} <span class="cell-note">{safe(cell.note)}</span>' if cell.note else found


def _words(cell: Cell, words: str) -> str:
    """The words of a cell as what they are; the first that it says of itself counts."""
    if cell.state:
        return f'<span class="state-cell">{mark_alone(cell.state)} {words}</span>'
    if cell.markup:
        return cell.markup
    if cell.href:
        data = ' translate="no"' if cell.data else ""
        mono = ' class="mono"' if cell.mono else ""
        return f'<a href="{safe(cell.href)}"{data}{mono}>{words}</a>'
    if cell.moment:
        return f'<time datetime="{safe(cell.moment)}" translate="no">{words}</time>'
    if cell.mono:
        return f'<span class="mono" translate="no">{words}</span>'
    if cell.english:
        return f'<span lang="en" translate="no">{_quoted(words)}</span>'
    if cell.data:
        keep = ' class="keep"' if " " not in cell.words and len(cell.words) < _KEEP_MOST else ""
        return f'<span translate="no"{keep}>{words}</span>' if words else ""
    return words


def _quoted(words: str) -> str:
    """English of errors: what stands between back quotes is code."""
    parts = words.split("`")
    return "".join(f"<code>{part}</code>" if at % 2 else part for at, part in enumerate(parts))


def _chip(chip: Chip, known: dict[Chip, str]) -> str:
    found = known.get(chip)
    if found is None:
        note = safe(chip.note)
        key = f' data-mark="{safe(chip.key)}"' if chip.key else ""
        title = f' title="{note}"' if note else ""
        data = ' translate="no"' if chip.data else ""
        aside = ' aria-hidden="true"' if note else ""
        told = f'<span class="hidden">{note} </span>' if note else ""
        found = known[chip] = (
            f'<span class="chip chip-{safe(chip.tone)}"{key}{title}>'
            f"<span{data}{aside}>{safe(chip.words)}</span>{told}</span>"
        )
    return found
