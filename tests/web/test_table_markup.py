"""Rows of a table as markup: what a cell says of itself, and nothing that a value could smuggle."""

# ruff: noqa: E501 - a row of a table is one line

from __future__ import annotations

import pytest

from samvar.present.table import Cell, Chip, Column, Empty, Row, Table
from samvar.web.table import cell_markup, rows_markup

CELLS = [
    # cell, markup
    (Cell("two words"), "two words"),
    (Cell("a<b"), "a&lt;b"),
    (Cell("rs1", data=True), '<span translate="no" class="keep">rs1</span>'),
    (Cell("two words", data=True), '<span translate="no">two words</span>'),
    (Cell("rs1", mono=True), '<span class="mono" translate="no">rs1</span>'),
    (Cell("A", href='/x?"', data=True, mono=True), '<a href="/x?&#34;" translate="no" class="mono">A</a>'),
    (Cell("no `PED` file", english=True), '<span lang="en" translate="no">no <code>PED</code> file</span>'),
    (Cell("noon", moment="2026-01-01T12:00Z"), '<time datetime="2026-01-01T12:00Z" translate="no">noon</time>'),
    (Cell("x", note="<i>"), 'x <span class="cell-note">&lt;i&gt;</span>'),
    (Cell("<svg>", markup="<svg></svg>"), "<svg></svg>"),
    (Cell("A'", pick="row.1"), '<input type="checkbox" class="pick" name="row.1" value="1" aria-label="Choose A&#39;">A&#39;'),
    (Cell("", chips=(Chip("H", "one", "son: 0/1"),)), '<span class="chip chip-one" title="son: 0/1"><span translate="no" aria-hidden="true">H</span><span class="hidden">son: 0/1 </span></span>'),
    (Cell("", chips=(Chip("<", data=False, key="pinned"),)), '<span class="chip chip-calm" data-mark="pinned"><span>&lt;</span></span>'),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "expected"), CELLS)
def test_a_cell_is_drawn_as_what_it_says_it_is(cell: Cell, expected: str) -> None:
    assert cell_markup(cell, "Choose") == expected


def test_rows_have_their_header_their_key_and_their_group() -> None:
    columns = [Column("Name"), Column("Score", align="number")]
    rows = [
        Row((Cell("a"), Cell("1")), key='"k"', muted=True),
        Row((Cell("b"), Cell("2")), group="more & more", strong=True),
    ]
    assert rows_markup(Table("t", columns, rows, Empty("")), "Choose") == (
        '<tbody><tr class="row-muted" data-row="&#34;k&#34;"><th scope="row">a</th>'
        '<td class="number">1</td></tr>\n</tbody><tbody>'
        '<tr class="row-group"><th scope="rowgroup" colspan="2">more &amp; more</th></tr>'
        '<tr class="row-strong"><th scope="row">b</th><td class="number">2</td></tr>\n</tbody>'
    )
