"""What two who do not agree come to: one writes it down, the other confirms it by a sign-in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.reading import Outcome, ReadingAct, Said
from samvar.focus.rare_disease.records import Classes, Readings
from samvar.focus.rare_disease.report import FORM, as_text
from samvar.focus.rare_disease.service.read import (
    Base,
    adjudicate,
    begin,
    conclude,
    confirm,
    decline,
    reopen,
)
from samvar.focus.rare_disease.service.reading import round_of
from samvar.focus.rare_disease.service.report import differing
from samvar.focus.rare_disease.service.report_basis import basis_of
from samvar.focus.rare_disease.service.settle import quick_class, use_class
from samvar.focus.rare_disease.service.sign import sign_report, why_not_signed
from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput, Conflict
from samvar.node.node import Node
from samvar.present.language import Language
from tests.focus.rare_disease.test_answer import (  # noqa: F401 - fixtures by name
    LOADER,
    ONE,
    TWO,
    VARIANT,
    case,
    node,
)


@pytest.fixture
def apart(node: Node, case: str) -> tuple[Node, str]:  # noqa: F811
    """Two have read a case and do not agree."""
    for who, classed in ((ONE, Class.LIKELY_PATHOGENIC), (TWO, Class.UNCERTAIN)):
        begin(node, case, who)
        quick_class(node, case, "snv", VARIANT, classed, who)
        use_class(node, case, VARIANT, "report", who)
    conclude(node, case, ONE, Outcome.SOLVED, "it fits")
    conclude(node, case, TWO, Outcome.POSSIBLE, "it may fit")
    return node, case


def write(node: Node, case: str, who: Asker = ONE, other: Asker = TWO) -> int:  # noqa: F811
    """One writes down what both came to; the number of that act."""
    adjudicate(node, case, who, Outcome.SOLVED, "talked over", Base.FIRST, other.user.account)
    step = round_of(node, case).pending
    assert step is not None
    return step.number


def shared(node: Node, case: str) -> list[str]:  # noqa: F811
    with node.records.read() as tx:
        return [each.classed.value for each in Classes(tx.connection).of_case(case)]


def test_it_stands_once_the_other_has_confirmed_it(apart: tuple[Node, str]) -> None:
    node, case = apart  # noqa: F811
    number = write(node, case)
    assert why_not_signed(basis_of(node, case), ONE) == ("held",)
    with pytest.raises(Conflict, match="not settled"):
        sign_report(node, case, ONE)
    assert shared(node, case) == [], "no other centre is told of a class that nobody confirmed"
    for who in (ONE, LOADER):
        with pytest.raises(Conflict, match="waits for you"):
            confirm(node, case, who, number)
    with pytest.raises(Conflict, match="something else"):
        confirm(node, case, TWO, number - 1)
    with pytest.raises(Conflict, match="waits for the other"):
        adjudicate(node, case, TWO, Outcome.POSSIBLE, "no", Base.SECOND, ONE.user.account)
    confirm(node, case, TWO, number)
    assert shared(node, case) == ["likely_pathogenic"]
    signed = sign_report(node, case, ONE)
    made = signed.adjudication
    assert made is not None
    assert (made.by, made.confirmed_by) == (ONE.user.account, TWO.user.account)
    assert differing(node, signed) == ()
    assert f"{TWO.user.account} confirmed it" in as_text(signed, Language.of("en"))
    with pytest.raises(Conflict):
        confirm(node, case, TWO, number)


def test_the_other_declines_it_with_a_reason(apart: tuple[Node, str]) -> None:
    node, case = apart  # noqa: F811
    number = write(node, case)
    with pytest.raises(BadInput):
        decline(node, case, TWO, number, " ")
    with pytest.raises(Conflict, match="confirm it, or decline it"):
        reopen(node, case, TWO, "mine")
    decline(node, case, TWO, number, "we said something else")
    assert [each.value for each in round_of(node, case).unsettled] == ["disagree"]
    with pytest.raises(Conflict):
        confirm(node, case, TWO, number)
    last = round_of(node, case).steps[-1]
    assert (last.act, last.reader, last.said.why) == (
        ReadingAct.DECLINED, TWO.user.account, "we said something else",
    )  # fmt: skip


def test_whoever_wrote_it_takes_it_back_before_that(apart: tuple[Node, str]) -> None:
    node, case = apart  # noqa: F811
    first = write(node, case)
    reopen(node, case, ONE, "a slip of the pen")
    with pytest.raises(Conflict):
        confirm(node, case, TWO, first)
    second = write(node, case, TWO, ONE)
    assert second > first
    confirm(node, case, ONE, second)
    assert round_of(node, case).unsettled == ()


def test_what_was_written_down_before_a_confirmation_was_asked_stands(
    apart: tuple[Node, str],
) -> None:
    node, case = apart  # noqa: F811
    own = round_of(node, case).concluded[ONE.user.account].said.conclusion
    said = Said(conclusion=own, together=(ONE.user.account, TWO.user.account))
    with node.records.begin() as tx:
        who = ONE.user.account
        Readings(tx.connection).add(case, 1, who, ReadingAct.ADJUDICATED, utc_now(), said)
    signed = sign_report(node, case, ONE)
    assert signed.adjudication is None
    assert b"adjudication" not in FORM.written(signed)
    assert differing(node, replace(signed)) == ()
