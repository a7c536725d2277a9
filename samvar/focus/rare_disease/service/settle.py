"""The class that a reader gives a variant: from its criteria, or at once from the list."""

from __future__ import annotations

from samvar.focus.rare_disease.model.classification import History
from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.row import MitochondrialRow, RepeatRow
from samvar.focus.rare_disease.records import Classifications
from samvar.focus.rare_disease.records.rows import KINDS, Row
from samvar.focus.rare_disease.service.about import changing_of
from samvar.focus.rare_disease.service.case import case_of, find_case
from samvar.focus.rare_disease.service.class_of import GivenClass, class_of
from samvar.focus.rare_disease.service.classification import Classifying, change
from samvar.focus.rare_disease.service.evidence import evidence_of
from samvar.focus.rare_disease.service.named import rows_named
from samvar.focus.rare_disease.service.reading import hidden_from
from samvar.focus.rare_disease.service.share_class import SMALL, keep
from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput, NotFound
from samvar.present.area import NodeLike

USES = ("", "report", "partial", "secondary")
"""What a class is for in the reader's conclusion: nothing; a finding; one that explains a part of
the features; one beside the question."""
LONGEST_CONDITION = 300
HOMOPLASMIC = 0.95
"""Share of reads from which on a mitochondrial variant counts as homoplasmic, as in inheritance."""
ACTED_ON = (Class.PATHOGENIC, Class.LIKELY_PATHOGENIC)


def settle(
    node: NodeLike,
    identifier: str,
    variant: str,
    asker: Asker,
    *,
    condition: str = "",
    classed: Class | None = None,
    why: str = "",
    use: str | None = None,
) -> Classifying:
    """Give a small variant the class that its criteria make.

    condition: the disease, by name or as OMIM, MONDO, ORPHA or HP has it. classed: another class
    than the points make, for a reason. use: of `USES`; None for the usual one.

    Raises:
        Refused: the person may not. NotFound: the case's list has no such variant.
        BadInput: another class without a reason, or a condition that cannot be read.
    """
    said = said_condition(condition)

    def with_class(seen: Classifying, mine: History) -> History:
        proposed = seen.mine.result.proposed
        if classed not in (None, proposed) and not why.strip():
            raise BadInput("a class that its criteria do not make has a reason")
        given = {
            "category": SMALL,
            "gene": seen.evidence.gene,
            "zygosity": seen.evidence.zygosity,
            "normal": seen.evidence.normal,
            **mine.given,
        }
        found = classed or proposed
        given |= {"condition": said} if said else {}
        given["use"] = use_of(found, use)
        return mine.classify(found, by=asker.user.account, at=utc_now(), given=full(given), why=why)

    return change(node, identifier, variant, asker, "classify-settle", with_class)


def quick_class(
    node: NodeLike,
    identifier: str,
    category: str,
    variant: str,
    classed: Class | None,
    asker: Asker,
    *,
    use: str | None = None,
) -> GivenClass | None:
    """A class 1-5 from the list, without criteria; None takes the reader's own class back.

    Returns what the list shows of the variant from now on.

    Raises:
        Refused: the person may not. NotFound: the case's list has no such variant.
    """
    case = find_case(node, identifier)
    with changing_of(node, asker, "answer:referral", "classify-quick", case):
        found = case_of(node, case)
        gene, zygosity, normal = _of_row(node, found, category, variant, asker)
        hidden = hidden_from(node, found, asker)
        me, now = asker.user.account, utc_now()
        with node.records.begin() as tx:
            before = Classifications(tx.connection).of(case, variant, me)
            own = before.own_class
            after = before
            if classed is not None:
                given = {"category": category, "gene": gene, "zygosity": zygosity, "normal": normal}
                given |= {} if own is None else own.given
                given["use"] = use_of(classed, use)
                after = before.classify(classed, by=me, at=now, quick=True, given=full(given))
            else:
                while after.own_class is not None:
                    step = after.own_class.number
                    after = after.undo(step, by=me, at=now, why="taken back in the list")
            keep(tx, found, variant, me, before, after, hidden)
        return class_of(node, found, asker).get(variant)


def use_class(
    node: NodeLike, identifier: str, variant: str, use: str, asker: Asker, condition: str = ""
) -> None:
    """What one's own class of a variant is for in one's conclusion. use: of `USES`.

    Raises:
        Refused: the person may not. NotFound: they gave it no class. BadInput: another use.
    """
    case = find_case(node, identifier)
    said = said_condition(condition)
    with changing_of(node, asker, "answer:referral", "classify-use", case):
        found = case_of(node, case)
        hidden = hidden_from(node, found, asker)
        me = asker.user.account
        with node.records.begin() as tx:
            before = Classifications(tx.connection).of(case, variant, me)
            own = before.own_class
            if own is None or own.classed is None:
                raise NotFound("you gave that variant no class")
            given = {**own.given, "use": use_of(own.classed, use)}
            given |= {"condition": said} if said else {}
            after = before.classify(
                own.classed, by=me, at=utc_now(), quick=own.quick, given=full(given), why=own.why
            )
            keep(tx, found, variant, me, before, after, hidden)


def full(given: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in given.items() if value or name == "use"}


def use_of(classed: Class, use: str | None) -> str:
    if use is None:
        return "report" if classed in ACTED_ON else ""
    if use not in USES:
        raise BadInput(f"'{use[:20]}' is no use of a class", remedy=", ".join(USES[1:]))
    return use


def said_condition(text: str) -> str:
    said = " ".join(text.split())
    if len(said) > LONGEST_CONDITION or not said.isprintable():
        raise BadInput(f"a condition is a text of at most {LONGEST_CONDITION} letters")
    return said


def _of_row(
    node: NodeLike, case: KeptCase, category: str, variant: str, asker: Asker
) -> tuple[str, str, str]:
    """Gene, zygosity and normalised name of a row of any list."""
    if category == SMALL:
        evidence = evidence_of(node, case, variant, asker)
        return evidence.gene, evidence.zygosity, evidence.normal
    if category not in KINDS:
        raise NotFound("the case has no such list")
    found = rows_named(node, case, variant, category)
    if not found:
        raise NotFound("the case's list has no such variant")
    row = found[0][1]
    gene = "" if isinstance(row, RepeatRow) else "".join(row.told.symbols[:1])
    return gene, zygosity_of(row, case.proband), variant


def zygosity_of(row: Row, proband: str | None) -> str:
    if isinstance(row, RepeatRow):
        return "unknown"
    if isinstance(row, MitochondrialRow):
        own = next((each for each in row.mixtures if each.member == proband), None)
        if own is None or own.fraction is None:
            return "unknown"
        return "homoplasmic" if own.fraction >= HOMOPLASMIC else "heteroplasmic"
    call = next((each for each in row.carried if each.member == proband), None)
    if call is None or not call.copies:
        return "unknown"
    return "hom" if call.copies > 1 else "het"
