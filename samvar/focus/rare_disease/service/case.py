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
from samvar.focus.rare_disease.records import RareCases, SmallRows
from samvar.focus.rare_disease.service.about import permit_of
from samvar.focus.rare_disease.service.load import SMALL
from samvar.govern.act import permit
from samvar.govern.identity import Asker
from samvar.govern.patient import seen_by
from samvar.model.errors import NotFound
from samvar.model.variant import Variant
from samvar.present.area import NodeLike
from samvar.store.objects import Objects
from samvar.store.records.tables import cases as house

_OPEN = 16
"""Lists that stay open in a process."""


@dataclass(frozen=True, slots=True)
class CasePage:
    """Some cases, the newest first; total: of all that this person may see."""

    cases: tuple[KeptCase, ...]
    first: int
    total: int


@dataclass(frozen=True, slots=True)
class SmallPage:
    """Some rows of a list, and what the filter left of how many. first: of the rows that pass."""

    case: KeptCase
    file: str
    rows: tuple[SmallRow, ...]
    first: int
    selected: Selected


def list_cases(node: NodeLike, asker: Asker, first: int = 0, size: int = 50) -> CasePage:
    """The cases of this node that the person may see.

    Raises:
        Refused: the person may see none at all.
    """
    permit(node, asker, "see:referrals", "see-cases")
    seen = seen_by(node, asker, "see:referrals", house.c.proband)
    with node.records.read() as tx:
        cases = RareCases(tx.connection)
        total = cases.count(seen)
        return CasePage(cases.listed(seen, size, first), first, total)


def see_case(node: NodeLike, identifier: str, asker: Asker) -> KeptCase:
    """One case, by its id or the laboratory's own.

    Raises:
        Refused: the person may not see it. NotFound: no such case here.
    """
    case = find_case(node, identifier)
    permit_of(node, asker, "see:referrals", "see-case", case)
    return case_of(node, case)


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
    """One case. Whether it may be seen is the caller's to have asked.

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
    return SmallPage(found, kept.file, rows, first, selected)


def see_variant(
    node: NodeLike, identifier: str, variant: str, asker: Asker, wanted: Filter | None = None
) -> tuple[SmallRow, tuple[Step, ...]]:
    """One small variant of a case by its name, `1-1000-A-G`, and what steps of a filter hide it.

    Raises:
        Refused: the person may not see it. NotFound: the case's list has no such variant.
    """
    case = find_case(node, identifier)
    permit_of(node, asker, "see:referrals", "see-variant", case)
    found = case_of(node, case)
    with opened(node, found, small_of(found)) as small:
        rows = small.at(Variant.parse(variant, found.assembly))
        if not rows:
            raise NotFound("the case's list has no such variant")
        steps = () if wanted is None else hidden_by(small, wanted, rows[0])
        return small.rows(rows[:1])[0], steps


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
    """A list to read. Objects of a server are fetched for as long as it takes."""
    folder = node.objects.folder
    if folder is not None:
        paths = node.objects.path_of(kept.columns), node.objects.path_of(kept.texts)
        yield _open(*paths, kept.file, case.label)
        return
    with TemporaryDirectory(prefix="samvar-list-") as scratch:
        columns, texts = _fetched(node.objects, kept, Path(scratch))
        yield SmallRows(columns, texts, kept.file, case.label)


def _fetched(objects: Objects, kept: KeptList, folder: Path) -> tuple[Path, Path]:
    columns, texts = folder / "columns", folder / "texts"
    objects.fetch(kept.columns, columns)
    objects.fetch(kept.texts, texts)
    return columns, texts


@lru_cache(_OPEN)
def _open(columns: Path, texts: Path, file: str, family: str) -> SmallRows:
    return SmallRows(columns, texts, file, family)
