"""The researcher's journey: apply, follow the seven decisions, count a cohort, take the account."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from samvar.govern.duo import INVESTIGATIONS, LABELS
from samvar.govern.mondo import LABELS as DISEASES
from samvar.govern.route import declare
from samvar.model.clock import parse_iso, utc_now
from samvar.model.errors import BadInput, SamvarError
from samvar.model.permit import ASKABLE, Application
from samvar.node.permit import Draft, apply, place_to_apply
from samvar.node.permit_follow import Followed, Reply, find, follow, mine
from samvar.node.research import Cohort, Measured, Result, account_of, measure, write_result
from samvar.present.answer import rows
from samvar.present.bounded import HIDDEN, NOT_BOTH, unpaid
from samvar.present.coverage import centre_name, coverage_line, is_whole, state_name
from samvar.present.language import N_, Language
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import PERMIT_GRANTS, PERMIT_STATES, word
from samvar.web.form import Form
from samvar.web.menu import on_menu
from samvar.web.question import budget_line
from samvar.web.render import onward, page
from samvar.web.visit import Here, Visit, standing_of

_MARKS = {
    "granted": "answered", "refused": "refused", "asked-more": "late", "withdrawn": "suppressed",
    "expired": "suppressed", "waiting": "unknown",
}  # fmt: skip
_UNDERTAKINGS = ("DUO:0000019", "DUO:0000020", "DUO:0000029", "DUO:0000045", "DUO:0000046")
_APPLY = "apply:permit"
_FIELDS = (
    "title", "purpose", "ethics", "until", "holders", "datasets", "diseases", "visas",
    *(f"ask-{name}" for name in ASKABLE),
    *(f"use-{code}" for code in sorted(LABELS)),
)  # fmt: skip
_TITLES = {
    "carriers_count": N_("People who carry any of the variants, and each of them"),
    "variant_frequency": N_("How often each variant is seen"),
    "phenotype_frequency": N_("People of each phenotype"),
}


@get(
    "/research",
    opt=on_menu(_APPLY, "see-research", N_("Research"), group="nation", order=40),
    sync_to_thread=True,
)
def show(visit: Here) -> Response[str]:
    """The visitor's applications, newest first."""
    t = visit.language.text
    found = mine(visit.node, visit.site.network(visit.node.id), visit.asker)
    table = Table(
        t("Your applications"),
        [
            Column(t("Project")),
            Column(t("Asks for")),
            Column(t("Until"), unit="UTC"),
            Column(t("Applied"), unit="UTC"),
            Column(t("Id")),
        ],
        [
            Row(
                [
                    Cell(each.title, href=f"/research/permits/{each.id}", data=True),
                    Cell(_grants(each.asks, visit.language)),
                    Cell(each.until[:10], moment=each.until),
                    Cell(each.at[:10], moment=each.at),
                    Cell(each.id, mono=True),
                ]
            )
            for each in found
        ],
        Empty(t("You have applied for nothing yet."), t("Apply for a permit"), "/research/apply"),
        key="permits",
        caption_hidden=True,
    )
    return page(visit, "research.html", title=t("Research under a permit"), table=table)


@get("/research/apply", opt=declare(_APPLY, None, "see-apply", N_("Apply")), sync_to_thread=True)
def form(visit: Here) -> Response[str]:
    """The form of an application."""
    return _form(visit, {}, "")


@post(
    "/research/applications",
    opt={**declare(_APPLY, None, "send-apply", N_("Apply")), "reads": _FIELDS},
    sync_to_thread=True,
)
def send(visit: Here, form: Form) -> Response[str] | Redirect:
    """Keep the application at the applicant's own node, where each controller reads it."""
    node = place_to_apply(visit.site.nodes, visit.asker, visit.node)
    try:
        made = apply(node, _draft(form, _passport(visit)), visit.asker)
    except BadInput as error:
        return _form(visit, form, str(error))
    return onward(f"/research/permits/{made.id}")


@get(
    "/research/permits/{permit:str}",
    opt=declare(_APPLY, None, "follow-permit", N_("Research under a permit")),
    sync_to_thread=True,
)
def follow_one(visit: Here, permit: FromPath[str]) -> Response[str]:
    """One application, the seven answers, and the way to count under it."""
    return _followed(visit, _follow(visit, permit), {})


@post(
    "/research/permits/{permit:str}/cohort",
    opt={
        **declare(_APPLY, None, "count-cohort", N_("Research under a permit")),
        "reads": ("assembly", "variants", "gene", "phenotypes", "ancestries"),
        "also": (409, 503),
    },
    sync_to_thread=True,
)
def count(visit: Here, permit: FromPath[str], form: Form) -> Response[str]:
    """Figures of a cohort from the centres that granted, with an account to take along.

    By a form, so that what is asked for stands in no address.
    """
    followed = _follow(visit, permit)
    network = visit.site.network(visit.node.id)
    cohort = _cohort(form)
    try:
        measured = measure(visit.node, network, followed, cohort, visit.asker)
    except SamvarError as error:
        return _followed(visit, followed, form, error=str(error), status=error.status)
    result = account_of(
        visit.node, followed, cohort, measured, visit.asker,
        epoch_release=visit.site.releases.next_number() - 1, now=utc_now(),
    )  # fmt: skip
    return _followed(visit, followed, form, measured=measured, result=result)


def _follow(visit: Visit, permit: str) -> Followed:
    network = visit.site.network(visit.node.id)
    application = find(visit.node, network, permit, visit.asker)
    return follow(visit.node, network, application, visit.asker, utc_now())


def _followed(
    visit: Visit,
    followed: Followed,
    given: dict[str, str],
    *,
    measured: Sequence[Measured] = (),
    result: Result | None = None,
    error: str = "",
    status: int = 200,
) -> Response[str]:
    application, language = followed.application, visit.language
    return page(
        visit,
        "research_permit.html",
        title=language.text("Permit"),
        status=status,
        application=application,
        asks=_grants(application.asks, language),
        terms=terms_of(application),
        replies=_replies(followed, language),
        granting=len(followed.granting),
        of=len(followed.replies),
        regional=followed.opens("ask:regional"),
        given=given,
        not_told=" ".join(language.text(one) for one in (HIDDEN, NOT_BOTH)),
        budget=budget_line(visit, application.id),
        error=error,
        ended=utc_now() >= parse_iso(application.until),
        shown=[_shown(one, language) for one in measured],
        receipts=[
            (centre_name(r.node), r.sequence, r.leaf)
            for one in measured
            for r in one.answer.receipts
        ],
        result=result,
        download=b64encode(write_result(result)).decode() if result else "",
    )


def _shown(one: Measured, language: Language) -> dict[str, Any]:
    """One question's figures as a table: the nation's, then the parts that may be seen."""
    columns, lines = rows(one.answer, one.args, one.operation.kind)
    table = Table(
        language.text(_TITLES[one.operation.name]),
        [Column(name, data=True, align="text" if at < 2 else "number")
         for at, name in enumerate(columns)],
        [Row([_number(cell, language) for cell in line]) for line in lines],
        Empty(state_name(one.answer.state, language)),
        key=one.operation.name,
    )  # fmt: skip
    return {
        "table": table,
        "regions": _regions(one, language),
        "coverage": coverage_line(one.answer.coverage, one.answer.missing, language),
        "whole": is_whole(one.answer.coverage),
        "hash": one.operation.hash(one.args),
        "unpaid": unpaid(one.answer),
    }


def _regions(one: Measured, language: Language) -> Table | None:
    """What each node lets this asker see of its own part, first column of the answer only."""
    visible = [part for part in one.answer.parts if part.value is not None]
    if not visible:
        return None
    names = [name for name in visible[0].value if name in visible[0].hidden] or list(
        visible[0].value
    )
    return Table(
        language.text("By centre"),
        [
            Column(language.text("Centre")),
            *(Column(name, data=True, align="number") for name in names),
            Column(language.text("Epoch"), align="number"),
        ],
        [
            Row(
                [
                    Cell(centre_name(part.node), data=True),
                    *(_number(_first(part.value[name]), language) for name in names),
                    Cell(language.number(part.epoch or 0), data=True),
                ]
            )
            for part in visible
        ],
        Empty(""),
        key=f"{one.operation.name}-regions",
    )


def _first(vector: Any) -> int | None:
    """The first number; None where it is hidden."""
    number = int(vector[0])
    return None if number < 0 else number


def _number(cell: str | int | float | None, language: Language) -> Cell:
    if cell is None:
        return Cell("–", data=True)
    if isinstance(cell, float):
        return Cell(f"{cell:.4g}", data=True)
    return Cell(language.number(cell) if isinstance(cell, int) else str(cell), data=True)


def _replies(followed: Followed, language: Language) -> Table:
    t = language.text
    return Table(
        t("What each centre has said"),
        [
            Column(t("Centre")),
            Column(t("Answer")),
            Column(t("Since"), unit="UTC"),
            Column(t("Opens")),
            Column(t("Until"), unit="UTC"),
            Column(t("Reason")),
        ],
        [_reply(reply, language) for reply in followed.replies],
        Empty(t("No centre is in the network.")),
        key="replies",
    )


def _reply(reply: Reply, language: Language) -> Row:
    row = reply.row
    state = (
        Cell(word(PERMIT_STATES, reply.state, language), state=_MARKS[reply.state])
        if row is not None or reply.state == "waiting"
        else Cell(state_name(reply.state, language), state=reply.state)
    )
    if row is None:
        return Row([Cell(centre_name(reply.node), data=True), state, *[Cell("–")] * 4], muted=True)
    return Row(
        [
            Cell(centre_name(reply.node), data=True),
            state,
            Cell(row.at[:16].replace("T", " "), moment=row.at),
            Cell(_grants(row.grants, language) or "–"),
            Cell(row.until[:16].replace("T", " "), moment=row.until) if row.until else Cell("–"),
            Cell(row.reason or "–", data=True),
        ],
        muted=not reply.granted,
    )


def _grants(names: Sequence[str], language: Language) -> str:
    return ", ".join(word(PERMIT_GRANTS, name, language) for name in names)


def terms_of(application: Application) -> list[tuple[str, str]]:
    """The terms of an application with their names in the ontologies."""
    return [
        (term, LABELS.get(term) or DISEASES.get(term, ""))
        for term in (*application.uses, *application.diseases)
    ]


def _form(visit: Visit, given: dict[str, str], error: str) -> Response[str]:
    in_two_years = (utc_now() + timedelta(days=730)).date().isoformat()
    return page(
        visit,
        "research_apply.html",
        title=visit.language.text("Apply for a permit"),
        status=422 if error else 200,
        asks=[(name, PERMIT_GRANTS[name]) for name in ASKABLE],
        investigations=[(code, LABELS[code]) for code in sorted(INVESTIGATIONS)],
        undertakings=[(code, LABELS[code]) for code in _UNDERTAKINGS],
        given={"until": in_two_years, **given},
        visas=len(_passport(visit)),
        error=error,
    )


def _passport(visit: Visit) -> tuple[str, ...]:
    """The visas that came along when the visitor signed in."""
    return standing_of(visit.site, visit.session).visas if visit.session else ()


def _draft(form: dict[str, str], visas: tuple[str, ...]) -> Draft:
    """What the form says; the node checks it. visas: shown only if the applicant says so.

    Raises:
        BadInput: the day is none.
    """
    try:
        until = datetime.fromisoformat(form.get("until", "")).replace(tzinfo=UTC)
    except ValueError:
        raise BadInput("the day until which is asked is none", remedy="2028-12-31") from None
    ticked = tuple(code for code in sorted(LABELS) if form.get(f"use-{code}"))
    return Draft(
        title=form.get("title", ""),
        purpose=form.get("purpose", ""),
        ethics=form.get("ethics", ""),
        asks=tuple(name for name in ASKABLE if form.get(f"ask-{name}")),
        until=until,
        holders=_words(form, "holders"),
        datasets=_words(form, "datasets"),
        uses=ticked,
        diseases=_words(form, "diseases"),
        visas=visas if form.get("visas") else (),
    )


def _cohort(form: dict[str, str]) -> Cohort:
    lines = [one.strip() for one in form.get("phenotypes", "").splitlines()]
    return Cohort(
        assembly=form.get("assembly", "GRCh38"),
        variants=_words(form, "variants"),
        gene=form.get("gene", "").strip(),
        phenotypes=tuple(dict.fromkeys(one for one in lines if one)),
        ancestries=_words(form, "ancestries"),
    )


def _words(form: dict[str, str], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form.get(name, "").replace(",", " ").split()))
