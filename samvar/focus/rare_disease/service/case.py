"""Cases as they are seen: all of them, one, and its list of small variants."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from samvar.focus.rare_disease.analyse.listing import hidden_by, select
from samvar.focus.rare_disease.model.kept import KeptCase, KeptList
from samvar.focus.rare_disease.model.listing import Filter, Selected, SmallRow, Step
from samvar.focus.rare_disease.model.mention import Mention
from samvar.focus.rare_disease.model.wanted import Wanted
from samvar.focus.rare_disease.records import RareCases
from samvar.focus.rare_disease.records.conditions import condition_of
from samvar.focus.rare_disease.records.rows import KINDS, Row, Rows
from samvar.focus.rare_disease.records.small import SmallRows
from samvar.focus.rare_disease.service.about import permit_of
from samvar.focus.rare_disease.service.new_case import SMALL
from samvar.focus.rare_disease.service.reading import all_as_seen, as_seen
from samvar.govern.act import permit
from samvar.govern.identity import Asker
from samvar.govern.patient import seen_by
from samvar.model.errors import NotFound, UsageError
from samvar.model.variant import Variant
from samvar.present.area import NodeLike
from samvar.store.records.tables import cases as house

EVERY = Wanted()
_OPEN = 16
"""Lists that stay open in a process."""


@dataclass(frozen=True, slots=True)
class CasePage:
    """Some cases, the newest first; total: of all that this person may see and wants to.

    indications: what is asked in all that they may see. mentions: comments that wait for them.
    """

    cases: tuple[KeptCase, ...]
    first: int
    total: int
    indications: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class SmallPage:
    """Some rows of a list, and what the filter left of how many. first: of the rows that pass."""

    case: KeptCase
    file: str
    rows: tuple[SmallRow, ...]
    first: int
    selected: Selected


@dataclass(frozen=True, slots=True)
class RowsPage:
    """Some rows of a list beyond small variants. total: of all its files."""

    case: KeptCase
    rows: tuple[Row, ...]
    first: int
    total: int


def list_cases(
    node: NodeLike, asker: Asker, first: int = 0, size: int = 50, wanted: Wanted = EVERY
) -> CasePage:
    """The cases of this node that the person may see, and wants to.

    Raises:
        Refused: the person may see none at all.
    """
    permit(node, asker, "see:referrals", "see-cases")
    return cases_seen(node, asker, first, size, wanted)


def cases_seen(
    node: NodeLike, asker: Asker, first: int = 0, size: int = 50, wanted: Wanted = EVERY
) -> CasePage:
    """The same. Whether the person may see the list is the caller's to have asked."""
    seen = seen_by(node, asker, "see:referrals", house.c.proband)
    chosen = seen & condition_of(wanted, asker.user.id)
    with node.records.read() as tx:
        cases = RareCases(tx.connection)
        listed = cases.listed(chosen, size, first)
        total, indications = cases.count(chosen), cases.indications(seen)
        mentions = cases.mentions(asker.user.id, seen)
        naming = [cases.get(each) for each in {each.case for each in mentions}]
    shown = {event.number for case in all_as_seen(node, naming, asker) for event in case.events}
    return CasePage(
        all_as_seen(node, listed, asker),
        first,
        total,
        indications,
        tuple(each for each in mentions if each.event.number in shown),
    )


def see_case(node: NodeLike, identifier: str, asker: Asker) -> KeptCase:
    """One case, by its id or the laboratory's own, without what a blind round hides.

    Raises:
        Refused: the person may not see it. NotFound: no such case here.
    """
    case = find_case(node, identifier)
    permit_of(node, asker, "see:referrals", "see-case", case)
    return as_seen(node, case_of(node, case), asker)


def find_case(node: NodeLike, name: str) -> str:
    """The id of a case, given it, the laboratory's own id, or a name that no other case has.

    What names nothing comes back.
    """
    if name.startswith("cas_"):
        return name
    with node.records.read() as tx:
        cases = RareCases(tx.connection)
        found = cases.of_label(name)
        return (cases.of_name(name) or name) if found is None else found.id


def case_of(node: NodeLike, identifier: str) -> KeptCase:
    """One case. Whether it may be seen is the caller's to have asked; and it has what a blind
    round hides, so that what is shown of it goes through `reading.as_seen`.

    Raises:
        NotFound: no such case at this node.
    """
    with node.records.read() as tx:
        return RareCases(tx.connection).get(identifier)


def list_small(
    node: NodeLike, identifier: str, wanted: Filter, asker: Asker, first: int = 0, size: int = 50
) -> SmallPage:
    """A page of a case's small variants, best first.

    Raises:
        Refused: the person may not see it. NotFound: no such case here, or its list is gone.
        UsageError: the filter makes no sense.
    """
    case = find_case(node, identifier)
    permit_of(node, asker, "see:referrals", "see-variants", case)
    found = case_of(node, case)
    kept = small_of(found)
    with opened(node, found, kept) as small:
        selected = select(small, wanted)
        rows = small.rows(selected.rows[first : first + size].tolist())
    return SmallPage(as_seen(node, found, asker), kept.file, rows, first, selected)


def see_variant(
    node: NodeLike, identifier: str, variant: str, asker: Asker, wanted: Filter | None = None
) -> tuple[SmallRow, tuple[Step, ...]]:
    """One small variant of a case by its name, `1-1000-A-G`, and what steps of a filter hide it.

    Raises:
        Refused: the person may not see it. NotFound: the case's list has no such variant.
    """
    case = find_case(node, identifier)
    permit_of(node, asker, "see:referrals", "see-case-variant", case)
    found = case_of(node, case)
    with opened(node, found, small_of(found)) as small:
        rows = small.at(Variant.parse(variant, found.assembly))
        if not rows:
            raise NotFound("the case's list has no such variant")
        steps = () if wanted is None else hidden_by(small, wanted, rows[0])
        return small.rows(rows[:1])[0], steps


def list_rows(
    node: NodeLike, identifier: str, category: str, asker: Asker, first: int = 0, size: int = 50
) -> RowsPage:
    """A page of a case's events, mobile elements, fusions, repeats or mitochondrial variants.

    category: `sv`, `mei`, `fusion`, `str` or `mt`. Several files of one follow each other.

    Raises:
        Refused: the person may not see it. NotFound: no such case here.
        UsageError: there is no such category.
    """
    if category not in KINDS:
        raise UsageError(f"'{category[:20]}' is not a list", remedy=f"one of {', '.join(KINDS)}")
    case = find_case(node, identifier)
    permit_of(node, asker, "see:referrals", "see-variants", case)
    found = case_of(node, case)
    rows: list[Row] = []
    passed = 0
    for kept in (each for each in found.lists if each.category == category):
        with list_files(node, kept) as paths:
            listed = Rows(*paths, category, kept.file)
            wanted = max(first - passed, 0)
            rows += listed.page(wanted, size - len(rows))
            passed += len(listed)
    return RowsPage(as_seen(node, found, asker), tuple(rows), first, passed)


def small_of(case: KeptCase) -> KeptList:
    """The list of small variants.

    Raises:
        NotFound: it is gone, with a sample that was withdrawn.
    """
    for each in case.lists:
        if each.category == SMALL:
            return each
    raise NotFound(
        "the case has no list of small variants any more",
        why="somebody of the family was withdrawn",
        remedy="load the case again without them",
    )


@contextmanager
def opened(node: NodeLike, case: KeptCase, kept: KeptList) -> Iterator[SmallRows]:
    """A list of small variants to read."""
    with list_files(node, kept) as paths:
        stays = node.objects.folder is not None
        yield (_open if stays else SmallRows)(*paths, kept.file, case.label)


@contextmanager
def list_files(node: NodeLike, kept: KeptList) -> Iterator[tuple[Path, Path]]:
    """Columns and texts of a list. Objects of a server are fetched for as long as it takes."""
    objects = node.objects
    if objects.folder is not None:
        yield objects.path_of(kept.columns), objects.path_of(kept.texts)
        return
    with TemporaryDirectory(prefix="samvar-list-") as scratch:
        columns, texts = Path(scratch, "columns"), Path(scratch, "texts")
        objects.fetch(kept.columns, columns)
        objects.fetch(kept.texts, texts)
        yield columns, texts


@lru_cache(_OPEN)
def _open(columns: Path, texts: Path, file: str, family: str) -> SmallRows:
    return SmallRows(columns, texts, file, family)
