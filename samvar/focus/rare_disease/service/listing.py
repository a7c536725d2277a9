"""A case's list through a filter that was said in words: what passes, and what hid the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np

from samvar.focus.rare_disease.analyse.listing import select, select_rows
from samvar.focus.rare_disease.model.kept import KeptCase, Verb
from samvar.focus.rare_disease.model.listing import Selected, SmallRow
from samvar.focus.rare_disease.model.row import EventRow, RepeatRow
from samvar.focus.rare_disease.model.sought import Sought
from samvar.focus.rare_disease.records.rows import KINDS, Row, Rows
from samvar.focus.rare_disease.records.small import SmallRows
from samvar.focus.rare_disease.service.about import permit_of
from samvar.focus.rare_disease.service.case import (
    case_of,
    find_case,
    list_files,
    opened,
    small_of,
)
from samvar.focus.rare_disease.service.class_of import GivenClass, class_of
from samvar.focus.rare_disease.service.new_case import SMALL
from samvar.focus.rare_disease.service.panel_genes import case_genes
from samvar.focus.rare_disease.service.reading import as_seen
from samvar.focus.rare_disease.service.row_name import row_name
from samvar.govern.identity import Asker
from samvar.model.errors import NotFound, UsageError
from samvar.model.variant import Variant
from samvar.present.area import NodeLike

_DECODED = 8
"""Lists beyond small variants whose rows stay read in a process."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Some rows of a list as one person may see them, best first where the list is ranked.

    names: of the rows, as `row_name`. unknown: genes that were asked for and that no row names.
    kinds: types of events that there are. made: the state of the list, another one after a reload.
    """

    case: KeptCase
    category: str
    files: tuple[str, ...]
    rows: tuple[SmallRow | Row, ...] = field(repr=False)
    names: tuple[str, ...] = field(repr=False)
    first: int
    selected: Selected
    sought: Sought
    made: str
    classes: Mapping[str, GivenClass]
    unknown: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def pinned(self) -> frozenset[str]:
        """Names of pinned rows."""
        return self.case.standing(Verb.PIN)

    @property
    def dismissed(self) -> frozenset[str]:
        """Names of dismissed rows."""
        return self.case.standing(Verb.DISMISS)


@dataclass(frozen=True, slots=True)
class Through:
    """All of a list through a filter: numbers of rows that pass, and whose names are unknown."""

    selected: Selected
    unknown: tuple[str, ...]
    made: str


def see_list(
    node: NodeLike,
    identifier: str,
    category: str,
    sought: Sought,
    asker: Asker,
    first: int = 0,
    size: int = 50,
) -> Listing:
    """A page of a list. category: `snv`, `sv`, `mei`, `str`, `mt` or `fusion`. first: the first
    page is shown where there are not so many.

    Raises:
        Refused: the person may not see it. NotFound: no such case here, or no such list in it.
        UsageError: the filter makes no sense.
    """
    case = find_case(node, identifier)
    permit_of(node, asker, "see:referrals", "see-variants", case)
    return listing_of(node, case_of(node, case), category, sought, asker, first, size)


def listing_of(
    node: NodeLike,
    found: KeptCase,
    category: str,
    sought: Sought,
    asker: Asker,
    first: int = 0,
    size: int = 50,
) -> Listing:
    """The same of a case at hand. Whether it may be seen is the caller's to have asked.

    Raises: as `see_list`.
    """
    shown, classes = as_seen(node, found, asker), class_of(node, found, asker)
    files = tuple(each.file for each in found.lists if each.category == category)
    if category == SMALL:
        kept = small_of(found)
        with opened(node, found, kept) as small:
            through = _through_small(small, kept.columns, sought, _panels(node, found, sought))
            first = first if first < len(through.selected.rows) else 0
            chosen = through.selected.rows[first : first + size].tolist()
            rows: tuple[SmallRow | Row, ...] = small.rows(chosen, brief=True)
        kinds: tuple[str, ...] = ()
    else:
        every, made = rows_of(node, found, category)
        through = _through_rows(every, made, sought, found.proband, _panels(node, found, sought))
        first = first if first < len(through.selected.rows) else 0
        rows = tuple(every[n] for n in through.selected.rows[first : first + size].tolist())
        kinds = tuple(sorted({row.word for row in every if isinstance(row, EventRow)}))
    return Listing(
        shown, category, files, rows, tuple(map(row_name, rows)), first, through.selected, sought,
        through.made, classes, through.unknown, kinds,
    )  # fmt: skip


def see_named(
    node: NodeLike, identifier: str, category: str, names: Iterable[str], asker: Asker
) -> Listing:
    """Some rows of a list by their names, whatever would hide them; those that are gone are left
    out.

    Raises:
        Refused: the person may not see it. NotFound: no such case here, or no such list in it.
    """
    case = find_case(node, identifier)
    permit_of(node, asker, "see:referrals", "see-variants", case)
    found, wanted = case_of(node, case), set(names)
    rows: tuple[SmallRow | Row, ...] = ()
    if category == SMALL:
        with opened(node, found, small_of(found)) as small:
            numbers = [small.at(Variant.parse(each, found.assembly)) for each in sorted(wanted)]
            rows = small.rows([each[0] for each in numbers if each], brief=True)
            total = len(small)
        made = small_of(found).columns
    else:
        every, made = rows_of(node, found, category)
        rows = tuple(row for row in every if row_name(row) in wanted)
        total = len(every)
    selected = Selected(np.arange(len(rows), dtype=np.int32), total, {})
    return Listing(
        as_seen(node, found, asker), category, (), rows, tuple(map(row_name, rows)), 0, selected,
        Sought(), made, class_of(node, found, asker),
    )  # fmt: skip


def through(node: NodeLike, case: KeptCase, category: str, sought: Sought) -> Through:
    """What a filter leaves of a list, without its rows.

    Raises: as `see_list`, but for Refused.
    """
    if category == SMALL:
        kept = small_of(case)
        with opened(node, case, kept) as small:
            return _through_small(small, kept.columns, sought, _panels(node, case, sought))
    every, made = rows_of(node, case, category)
    return _through_rows(every, made, sought, case.proband, _panels(node, case, sought))


def names_of(
    node: NodeLike, case: KeptCase, category: str, numbers: Iterable[int]
) -> tuple[str, ...]:
    """Names of rows by their numbers, without reading more of them."""
    if category == SMALL:
        with opened(node, case, small_of(case)) as small:
            return small.names(numbers)
    every, _ = rows_of(node, case, category)
    return tuple(row_name(every[number]) for number in numbers)


def state_of(case: KeptCase, category: str) -> str:
    """The state of a case's list, another one after a reload; "" where it has no such list."""
    mine = [each for each in case.lists if each.category == category]
    if category == SMALL:
        return mine[0].columns if mine else ""
    return "+".join(each.columns + each.texts for each in mine)


def rows_of(node: NodeLike, case: KeptCase, category: str) -> tuple[tuple[Row, ...], str]:
    """All rows of a list beyond small variants, file after file, and the state of the list.

    Raises:
        NotFound: the case has no such list. UsageError: there is no such category.
    """
    if category not in KINDS:
        raise UsageError(f"'{category[:20]}' is not a list", remedy=f"one of {', '.join(KINDS)}")
    mine = [each for each in case.lists if each.category == category]
    if not mine:
        raise NotFound("the case has no such list")
    rows: list[Row] = []
    stays = node.objects.folder is not None
    for kept in mine:
        with list_files(node, kept) as paths:
            rows += (_decoded if stays else _read)(*paths, category, kept.file)
    return tuple(rows), state_of(case, category)


@lru_cache(_DECODED)
def _decoded(columns: Path, texts: Path, category: str, file: str) -> tuple[Row, ...]:
    return _read(columns, texts, category, file)


def _read(columns: Path, texts: Path, category: str, file: str) -> tuple[Row, ...]:
    listed = Rows(columns, texts, category, file)
    return tuple(listed.page(0, len(listed)))


def _panels(node: NodeLike, case: KeptCase, sought: Sought) -> frozenset[str]:
    """Names of the genes of the panels that are asked for.

    A gene that the list cannot have under a name that is known here is told with the panel.
    """
    return case_genes(node, case.id, sought.panels).names if sought.panels else frozenset()


def _through_small(small: SmallRows, made: str, sought: Sought, panels: frozenset[str]) -> Through:
    found = {
        word: {word, word.upper()} & small.genes.keys() | set(small.symbols.get(word.upper(), ()))
        for word in sought.genes
    }
    selected = select(small, sought.small(_genes(found, sought, panels)))
    return Through(selected, tuple(word for word in found if not found[word]), made)


def _through_rows(
    rows: tuple[Row, ...],
    made: str,
    sought: Sought,
    proband: str | None,
    panels: frozenset[str],
) -> Through:
    known: dict[str, set[str]] = {}
    for row in rows if sought.genes else ():
        for name in _named(row):
            known.setdefault(name.upper(), set()).add(name)
    found = {word: known.get(word.upper(), set()) for word in sought.genes}
    selected = select_rows(rows, sought.rows(_genes(found, sought, panels)), proband)
    return Through(selected, tuple(word for word in found if not found[word]), made)


def _genes(
    found: Mapping[str, set[str]], sought: Sought, panels: frozenset[str]
) -> frozenset[str] | None:
    """Of genes that are asked for by name, and those of panels: either; None where none are."""
    if not sought.genes and not sought.panels:
        return None
    return panels.union(*found.values())


def _named(row: Row) -> tuple[str, ...]:
    if isinstance(row, RepeatRow):
        return (row.name,) if row.hgnc is None else (row.name, f"HGNC:{row.hgnc}")
    return (*row.told.genes, *row.told.symbols)
