"""The data controller's desk: which applications wait, what the terms say, and the decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from samvar.govern.duo import Advice, overall
from samvar.govern.route import declare
from samvar.govern.visa import Visa, VisaState
from samvar.model.clock import iso, utc_now
from samvar.model.errors import BadInput, NotFound, UsageError
from samvar.model.permit import Application, Outcome, PermitDecision
from samvar.node.node import Node
from samvar.node.permit import Verdict, decide
from samvar.node.permit_follow import Case, advice_here, desk, find
from samvar.node.visa import evidence
from samvar.present.coverage import coverage_line, is_whole
from samvar.present.language import N_, Language
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import ADVICE, PERMIT_GRANTS, PERMIT_STATES, VISA_STATES, word
from samvar.store.records.datasets import Dataset
from samvar.web.form import Form
from samvar.web.menu import on_menu
from samvar.web.pages.research_tables import terms_of
from samvar.web.render import onward, page
from samvar.web.visit import Here, Visit

_VISA_MARKS = {"counts": "answered", "does-not": "refused", "unknown": "unknown"}
_MARKS = {
    "granted": "answered", "refused": "refused", "asked-more": "late", "withdrawn": "suppressed",
    "expired": "suppressed", "waiting": "unknown",
    "fits": "answered", "look": "late", "does-not": "refused",
}  # fmt: skip


@get(
    "/nodes/{node:str}/permits",
    opt=on_menu("decide:permit", "see-permits", N_("Permits"), group="node", order=80),
    sync_to_thread=True,
)
def show(visit: Here, node: FromPath[str]) -> Response[str]:
    """Every application in the country, those that wait for this controller first."""
    here = visit.node_named(node)
    before = desk(here, visit.site.network(here.id), visit.asker)
    now = utc_now()
    ordered = sorted(before.cases, key=lambda case: not case.waits(now))
    return page(
        visit,
        "permits.html",
        title=visit.language.text("Applications for permits"),
        node=here,
        waiting=sum(case.waits(now) for case in ordered),
        coverage=coverage_line(before.coverage, before.missing, visit.language),
        whole=is_whole(before.coverage),
        table=_cases(ordered, here, now, visit.language),
    )


@get(
    "/nodes/{node:str}/permits/{permit:str}",
    opt=declare("decide:permit", None, "see-permit", N_("Permits")),
    sync_to_thread=True,
)
def show_one(visit: Here, node: FromPath[str], permit: FromPath[str]) -> Response[str]:
    """One application with the terms of this node's datasets beside it."""
    here = visit.node_named(node)
    return _one(visit, here, find(here, visit.site.network(here.id), permit, visit.asker), {})


@post(
    "/nodes/{node:str}/permits/{permit:str}/decision",
    opt={
        **declare("decide:permit", None, "decide-permit", N_("Permits")),
        "reads": (
            "digest",
            "outcome",
            "reason",
            "until",
            *(f"grant-{name}" for name in PERMIT_GRANTS),
        ),
        "also": (409,),
    },
    sync_to_thread=True,
)
def say(
    visit: Here, node: FromPath[str], permit: FromPath[str], form: Form
) -> Response[str] | Redirect:
    """Write the decision down; it holds for the very next question."""
    here = visit.node_named(node)
    application = find(here, visit.site.network(here.id), permit, visit.asker)
    if form.get("digest") != application.digest:
        raise NotFound("the application that was shown is not there any more")
    try:
        decide(here, application, _verdict(form), visit.asker)
    except (BadInput, UsageError) as error:
        return _one(visit, here, application, form, str(error))
    return onward(f"/nodes/{here.id}/permits/{permit}")


def _one(
    visit: Visit, node: Node, application: Application, given: dict[str, str], error: str = ""
) -> Response[str]:
    with node.records.read() as tx:
        history = tx.permits.history(application.id)
    last = history[-1] if history else None
    advice = advice_here(node, application)
    return page(
        visit,
        "permit.html",
        title=visit.language.text("Permit"),
        status=422 if error else 200,
        node=node,
        application=application,
        digest=application.digest,
        terms=terms_of(application),
        asks=[(name, PERMIT_GRANTS[name]) for name in application.asks],
        advice=_advice(advice, visit.language),
        visas=_visas(visit, node, application),
        history=_history(history, visit.language),
        granted=last is not None and last.outcome is Outcome.GRANTED,
        given={"until": application.until[:10], **given},
        error=error,
    )


def _verdict(form: dict[str, str]) -> Verdict:
    """What the form says.

    Raises:
        UsageError: no decision. BadInput: the day is none.
    """
    try:
        outcome = Outcome(form.get("outcome", ""))
    except ValueError:
        raise UsageError("say what is decided") from None
    reason = form.get("reason", "")
    if outcome is not Outcome.GRANTED:
        return Verdict(outcome, reason)
    grants = tuple(name for name in PERMIT_GRANTS if form.get(f"grant-{name}"))
    try:
        until = datetime.fromisoformat(form.get("until", "")).replace(tzinfo=UTC)
    except ValueError:
        raise BadInput("the day until which is granted is none", remedy="2028-12-31") from None
    return Verdict(outcome, reason, grants, until)


def _cases(cases: Sequence[Case], node: Node, now: datetime, language: Language) -> Table:
    t = language.text
    return Table(
        t("Applications for permits"),
        [
            Column(t("Project")),
            Column(t("At this node")),
            Column(t("Applicant")),
            Column(t("Asks for")),
            Column(t("Ethical approval")),
            Column(t("Applied"), unit="UTC"),
        ],
        [_case(case, node, now, language) for case in cases],
        Empty(t("Nobody has applied for a permit.")),
        key="applications",
        caption_hidden=True,
    )


def _case(case: Case, node: Node, now: datetime, language: Language) -> Row:
    one = case.application
    state = "waiting" if case.waits(now) else case.said.outcome.value if case.said else "expired"
    if case.said is not None and case.said.until is not None and now >= case.said.until:
        state = "expired"
    return Row(
        [
            Cell(one.title, href=f"/nodes/{node.id}/permits/{one.id}", data=True),
            Cell(word(PERMIT_STATES, state, language), state=_MARKS[state]),
            Cell(one.applicant, data=True),
            Cell(", ".join(word(PERMIT_GRANTS, name, language) for name in one.asks)),
            Cell(one.ethics, data=True),
            Cell(one.at[:10], moment=one.at),
        ],
        muted=state != "waiting",
    )


def _advice(found: Sequence[tuple[Dataset, tuple[Advice, ...]]], language: Language) -> Table:
    t = language.text
    rows = [
        Row(
            [
                Cell(dataset.title, data=True, note=word(ADVICE, overall(advice).value, language)),
                Cell(one.term or "–", mono=True),
                Cell(one.label or "–", english=True),
                Cell(word(ADVICE, one.fit.value, language), state=_MARKS[one.fit.value]),
                Cell(one.why, english=True),
            ]
        )
        for dataset, advice in found
        for one in advice
    ]
    return Table(
        t("What the datasets' terms say"),
        [
            Column(t("Dataset")),
            Column(t("Term"), unit="DUO"),
            Column(t("Meaning")),
            Column(t("Advice")),
            Column(t("Why")),
        ],
        rows,
        Empty(t("This node holds no dataset.")),
        key="advice",
    )


def _visas(visit: Visit, node: Node, application: Application) -> Table:
    t = visit.language.text
    shown = evidence(node, visit.site.roster, application, visit.site.issuer_keys, utc_now())
    return Table(
        t("What others vouch for about the applicant"),
        [
            Column(t("Kind of visa"), unit="GA4GH"),
            Column(t("Says")),
            Column(t("On whose word")),
            Column(t("Since"), unit="UTC"),
            Column(t("Until"), unit="UTC"),
            Column(t("Issuer")),
            Column(t("Checked here")),
            Column(t("Why")),
        ],
        [_visa(one, visit.language) for one in shown],
        Empty(t("The applicant shows no visas.")),
        key="visas",
    )


def _visa(visa: Visa, language: Language) -> Row:
    by = f" ({visa.by})" if visa.by else ""
    times = [
        Cell(language.moment(one), moment=iso(one)) if one else Cell("–")
        for one in (visa.asserted, visa.until)
    ]
    state = Cell(
        word(VISA_STATES, visa.state.value, language),
        state=_VISA_MARKS[visa.state.value],
    )
    return Row(
        [
            Cell(visa.kind or "–", data=True),
            Cell(visa.value or "–", data=True),
            Cell(f"{visa.source}{by}" or "–", data=True),
            *times,
            Cell(visa.issuer, data=True),
            state,
            Cell(visa.why or "–", english=True),
        ],
        muted=visa.state is not VisaState.COUNTS,
    )


def _history(history: Sequence[PermitDecision], language: Language) -> Table:
    t = language.text
    return Table(
        t("What this node has said"),
        [
            Column(t("Time"), unit="UTC"),
            Column(t("Decision")),
            Column(t("Opens")),
            Column(t("Until"), unit="UTC"),
            Column(t("Reason")),
            Column(t("By")),
        ],
        [
            Row(
                [
                    Cell(language.moment(one.at), moment=iso(one.at)),
                    Cell(
                        word(PERMIT_STATES, one.outcome.value, language),
                        state=_MARKS[one.outcome.value],
                    ),
                    Cell(", ".join(word(PERMIT_GRANTS, g, language) for g in one.grants) or "–"),
                    Cell(language.moment(one.until), moment=iso(one.until))
                    if one.until
                    else Cell("–"),
                    Cell(one.reason or "–", data=True),
                    Cell(one.by, data=True),
                ]
            )
            for one in reversed(history)
        ],
        Empty(t("This node has not decided yet.")),
        key="decisions",
    )
