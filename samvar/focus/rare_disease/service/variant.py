"""One small variant of a case with all that is known of it here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from samvar.focus.rare_disease.analyse.listing import hidden_by
from samvar.focus.rare_disease.model.kept import KeptCase, KeptList
from samvar.focus.rare_disease.model.listing import Filter, SmallRow, Step
from samvar.focus.rare_disease.model.row import EventRow, RepeatRow, RepeatStanding
from samvar.focus.rare_disease.records.rows import Rows
from samvar.focus.rare_disease.rules.default_filter import DEFAULT_SMALL
from samvar.focus.rare_disease.service.case import case_of, list_files, opened, small_of
from samvar.focus.rare_disease.service.class_of import GivenClass, class_of
from samvar.focus.rare_disease.service.judged import JudgedRow, judged_row
from samvar.focus.rare_disease.service.normal import Normal, normal_of
from samvar.focus.rare_disease.service.reading import as_seen
from samvar.focus.rare_disease.service.row_name import row_name
from samvar.focus.rare_disease.service.score_parts import ScoreParts, score_parts
from samvar.formats.vcf.records import whole_number
from samvar.govern.identity import Asker
from samvar.model.errors import BadVariant, NotFound
from samvar.model.variant import Variant
from samvar.present.area import NodeLike


@dataclass(frozen=True, slots=True)
class Beside:
    """A row of another list in a gene of this variant, which the proband has or may have.

    Of a repeat nobody has said whether both act together; an event that makes a pair is among the
    partners, too.
    """

    category: str
    name: str
    row: EventRow | RepeatRow


@dataclass(frozen=True, slots=True)
class WholeVariant:
    """case: as the asker may see it. name: as the list has it. depth: reads at the place by member,
    where the file counts them. hidden_by: steps of the filter that the list opens with.
    """

    case: KeptCase
    name: str
    file: str
    row: SmallRow
    filters: str
    depth: Mapping[str, int | None]
    judged: JudgedRow
    parts: ScoreParts
    normal: Normal
    hidden_by: tuple[Step, ...]
    beside: tuple[Beside, ...]
    given: GivenClass | None


def whole_variant(
    node: NodeLike, identifier: str, name: str, asker: Asker, wanted: Filter = DEFAULT_SMALL
) -> WholeVariant:
    """A variant by its name. Whether the case may be seen is the caller's to have asked.

    Raises:
        NotFound: no such case, its list is gone, or it has no such variant.
        CorruptStore: a line of the list cannot be read.
    """
    case = case_of(node, identifier)
    kept = small_of(case)
    try:
        variant = Variant.parse(name, case.assembly)
    except BadVariant:
        raise NotFound("the case's list has no such variant") from None
    with opened(node, case, kept) as small:
        numbers = small.at(variant)
        if not numbers:
            raise NotFound("the case's list has no such variant")
        (row,) = small.rows(numbers[:1])
        record = small.record(row.number)
        depths = dict(zip(small.samples, map(whole_number, record.values("DP")), strict=True))
        return WholeVariant(
            as_seen(node, case, asker),
            str(variant),
            kept.file,
            row,
            record.filters,
            {member: depths.get(member) for member in small.members},
            judged_row(small, case.family, row, _events(node, case, variant.contig)),
            score_parts(node, case, small.head, record, row),
            normal_of(node, case, variant),
            hidden_by(small, wanted, row.number),
            _beside(node, case, row),
            class_of(node, case, asker).get(str(variant)),
        )


def _events(node: NodeLike, case: KeptCase, contig: str) -> list[tuple[str, EventRow]]:
    """Category and row of the events on a contig, with which small variants are judged."""
    found: list[tuple[str, EventRow]] = []
    for kept in case.lists:
        if kept.category in ("sv", "mei", "fusion"):
            with list_files(node, kept) as (columns, texts):
                rows = Rows(columns, texts, kept.category, kept.file).on(contig)
            found += [(kept.category, row) for row in rows if isinstance(row, EventRow)]
    return found


def _beside(node: NodeLike, case: KeptCase, row: SmallRow) -> tuple[Beside, ...]:
    genes = frozenset(row.told.genes) | frozenset(row.told.symbols)
    found: list[Beside] = []
    for kept in case.lists if genes else ():
        if kept.category in ("sv", "mei", "str"):
            found += (
                Beside(kept.category, row_name(other), other)
                for other in _holding(node, kept, genes)
                if isinstance(other, EventRow | RepeatRow)
                and genes & _genes_of(other)
                and _may_matter(other, case.proband)
            )
    return tuple(found)


def _holding(node: NodeLike, kept: KeptList, genes: frozenset[str]) -> list[object]:
    words = [each.removeprefix("HGNC:") for each in genes] if kept.category == "str" else genes
    with list_files(node, kept) as (columns, texts):
        return list(Rows(columns, texts, kept.category, kept.file).holding(sorted(words)))


def _genes_of(row: EventRow | RepeatRow) -> frozenset[str]:
    if isinstance(row, RepeatRow):
        return frozenset() if row.hgnc is None else frozenset((f"HGNC:{row.hgnc}",))
    return frozenset((*row.told.genes, *row.told.symbols))


def _may_matter(row: EventRow | RepeatRow, proband: str | None) -> bool:
    """Whether the proband has it or may have it; a repeat that is normal on all copies is none."""
    if isinstance(row, RepeatRow):
        own = row.alleles.get(proband or "", ())
        return not own or any(each.standing is not RepeatStanding.NORMAL for each in own)
    mine = [each.copies for each in row.carried if each.member == proband]
    return not mine or mine[0] != 0
