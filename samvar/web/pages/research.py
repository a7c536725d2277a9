"""The researcher's journey: my applications, the seven decisions, a cohort and its account."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

from litestar import Response, get, post
from litestar.params import FromPath

from samvar.govern.route import declare
from samvar.model.clock import parse_iso, utc_now
from samvar.model.errors import SamvarError
from samvar.node.permit_follow import Followed, find, follow, mine
from samvar.node.research import Cohort, Measured, Result, account_of, measure, write_result
from samvar.present.bounded import HIDDEN, NOT_BOTH
from samvar.present.coverage import centre_name
from samvar.present.language import N_
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.web.form import Form
from samvar.web.menu import on_menu
from samvar.web.pages.research_apply import APPLY, words_of
from samvar.web.pages.research_tables import figures, grants_words, replies_table, terms_of
from samvar.web.question import budget_line
from samvar.web.render import page
from samvar.web.visit import Here, Visit


@get(
    "/research",
    opt=on_menu(APPLY, "see-research", N_("Research"), group="nation", order=40),
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
                    Cell(grants_words(each.asks, visit.language)),
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


@get(
    "/research/permits/{permit:str}",
    opt=declare(APPLY, None, "follow-permit", N_("Research under a permit")),
    sync_to_thread=True,
)
def follow_one(visit: Here, permit: FromPath[str]) -> Response[str]:
    """One application, the seven answers, and the way to count under it."""
    return _followed(visit, _follow(visit, permit), {})


@post(
    "/research/permits/{permit:str}/cohort",
    opt={
        **declare(APPLY, None, "count-cohort", N_("Research under a permit")),
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
        asks=grants_words(application.asks, language),
        terms=terms_of(application),
        replies=replies_table(followed, language),
        granting=len(followed.granting),
        of=len(followed.replies),
        regional=followed.opens("ask:regional"),
        given=given,
        not_told=" ".join(language.text(one) for one in (HIDDEN, NOT_BOTH)),
        budget=budget_line(visit, application.id),
        error=error,
        ended=utc_now() >= parse_iso(application.until),
        shown=[figures(one, language) for one in measured],
        receipts=[
            (centre_name(r.node), r.sequence, r.leaf)
            for one in measured
            for r in one.answer.receipts
        ],
        result=result,
        download=b64encode(write_result(result)).decode() if result else "",
    )


def _cohort(form: dict[str, str]) -> Cohort:
    lines = [one.strip() for one in form.get("phenotypes", "").splitlines()]
    return Cohort(
        assembly=form.get("assembly", "GRCh38"),
        variants=words_of(form, "variants"),
        gene=form.get("gene", "").strip(),
        phenotypes=tuple(dict.fromkeys(one for one in lines if one)),
        ancestries=words_of(form, "ancestries"),
    )
