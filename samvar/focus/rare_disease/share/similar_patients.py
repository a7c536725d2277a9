"""Has any region seen this variant, or this gene, in a similar patient?

A row says that there is somebody worth asking about, and at which centre. It names no feature and
no person; see decision 28 for what it tells and why it tells no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec

from samvar.focus.rare_disease.records.matching import HeldClass, Matching
from samvar.focus.rare_disease.rules.match.band import BANDS, MIDDLE, Band
from samvar.focus.rare_disease.rules.match.score import match_score
from samvar.focus.rare_disease.share.known import HANDLES, check_terms, handle, liken, open_cases
from samvar.model.errors import Refused, UsageError
from samvar.model.genome import Assembly
from samvar.model.variant import Variant
from samvar.network.canonical import digest
from samvar.network.kind import Ranking
from samvar.network.operation import Operation
from samvar.network.tells import Listing
from samvar.network.view import View

MOST = 50
"""Rows of an answer, the best."""
MOST_GENES = 5
NAME, VERSION = "similar_patients", 1
ROUTE = "request"
"""The one way to that patient's centre: a request that it reads here and answers."""
_BENIGN = ("benign", "likely_benign")


class SimilarArgs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The patient that is asked for. terms: features that were seen, ids of the HPO.

    genes: symbols or HGNC ids that mean one gene, or a few. variant: normalised, `1-1000-A-G`.
    """

    terms: tuple[str, ...] = ()
    genes: tuple[str, ...] = ()
    variant: str = ""
    assembly: Literal["GRCh37", "GRCh38"] = "GRCh38"


class SimilarRow(msgspec.Struct, frozen=True):
    """One patient of another centre, as a reason to write there.

    handle: means the patient to that node, for this question of this person. band: of likeness, a
    `rules.match.Band`. gene: a class that is not benign stands for a variant of such a gene.
    variant: carries the very one; zygosity: in `one` or `two` copies, `unknown`, or '' where not.
    outcome: of the newest report, a `model.reading.Outcome`, '' where there is none.
    """

    node: str
    handle: str
    band: str
    gene: bool
    variant: bool
    zygosity: str
    outcome: str
    route: str = ROUTE


def question_of(args: SimilarArgs) -> str:
    """The hash of the question, to which handles are bound."""
    return digest({"operation": NAME, "version": VERSION, "args": args})


def answer_similar(args: SimilarArgs, view: View) -> tuple[SimilarRow, ...]:
    """The best rows of this node, of patients in care who have not said no.

    A patient whose features are far from the asked ones, or unknown, is a row only by gene or
    variant. Of several cases of one patient the best is told.

    Raises:
        Refused: it is not asked for somebody's care.
    """
    if view.asker is None or not view.asker.purpose.is_care:
        raise Refused("patients are looked for in the care of a patient only")
    open_ = open_cases(view, other_centres=True)
    likened = liken(view, args.terms)
    held = view.read(lambda tx: Matching(tx.connection).classes())
    genes = _with_gene(held, args.genes)
    copies = _copies(args, view, held, open_)
    bands: dict[str, Band] = {case: BANDS[likened.band[likened.place[case]]] for case in open_
                              if case in likened.place}  # fmt: skip
    listed = [
        case
        for case, band in bands.items()
        if band in (Band.CLOSE, Band.ALIKE) or case in genes or case in copies
    ]
    outcomes = view.read(lambda tx: Matching(tx.connection).outcomes(listed))
    key, asked = view.keyed(HANDLES), question_of(args)
    best: dict[str, SimilarRow] = {}
    for case in listed:
        row = SimilarRow(
            view.node_id,
            handle(key, asked, view.asker.user.account, case),
            bands[case].value,
            case in genes,
            case in copies,
            copies.get(case, ""),
            outcomes.get(case, ""),
        )
        before = best.get(open_[case])
        if before is None or _order(row) < _order(before):
            best[open_[case]] = row
    return SIMILAR_PATIENTS.kind.merge((), tuple(best.values()))  # type: ignore[no-any-return]


def _with_gene(held: Iterable[HeldClass], genes: Iterable[str]) -> frozenset[str]:
    wanted = {gene.upper() for gene in genes}
    return frozenset(
        each.case for each in held if each.gene.upper() in wanted and each.classed not in _BENIGN
    )


def _copies(
    args: SimilarArgs, view: View, held: Iterable[HeldClass], open_: Mapping[str, str]
) -> dict[str, str]:
    """Cases whose proband carries the variant: by their genome, else by the class of it there."""
    if not args.variant:
        return {}
    assembly = Assembly(args.assembly)
    variant = Variant.parse(args.variant, assembly)
    words = {"hom": "two", "het": "one", "hemi": "one"}
    found = {
        each.case: words.get(each.zygosity, "unknown")
        for each in held
        if (each.assembly, each.variant) == (args.assembly, str(variant))
    }
    key = int(view.snapshot.keys_of([variant])[0])
    carriers: dict[str, int] = {}
    contributions = view.snapshot.contributions
    for sample, number in view.snapshot.carriers(assembly, key, view.scope):
        carriers[contributions[sample].person] = number
    for case, person in open_.items():
        if person in carriers:
            found[case] = "two" if carriers[person] == 2 else "one"
    return found


def _check(args: SimilarArgs) -> None:
    check_terms(args.terms)
    if not (args.terms or args.genes or args.variant):
        raise UsageError("ask with features, a gene or a variant")
    if len(args.genes) > MOST_GENES or any(not 0 < len(gene) <= 30 for gene in args.genes):
        raise UsageError(f"ask for at most {MOST_GENES} names of genes")
    if args.variant:
        Variant.parse(args.variant, Assembly(args.assembly))


def _order(row: SimilarRow) -> tuple[Any, ...]:
    middle = MIDDLE[Band(row.band)]
    return (-match_score(middle, gene=row.gene, variant=row.variant), row.node, row.handle)


SIMILAR_PATIENTS = Operation(
    name=NAME,
    version=VERSION,
    title="Has any region seen a similar patient?",
    args=SimilarArgs,
    kind=Ranking(row=SimilarRow, order=_order, key=lambda row: (row.node, row.handle), most=MOST),
    permission="ask:national",
    disclosure="permit",
    verb="ask-similar-patients",
    answer=answer_similar,
    check=_check,
    denominator=lambda _: "rare:probands",
    tells=lambda args: Listing(args.assembly),
    sparing=lambda args: digest(sorted(args.terms)) if args.terms else None,
)
