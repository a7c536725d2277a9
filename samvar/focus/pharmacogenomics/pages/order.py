"""One order: how far it is, what would be reported now, what was, and the next thing to do."""

from __future__ import annotations

from datetime import date
from functools import partial

from samvar.focus.pharmacogenomics.model import DrugAdvice, Order, Report, Step
from samvar.focus.pharmacogenomics.pages.order_change import changes_table, history_table
from samvar.focus.pharmacogenomics.pages.order_identity import confirm, held_rows
from samvar.focus.pharmacogenomics.pages.orders import dose_cell, order_path
from samvar.focus.pharmacogenomics.report_view import view
from samvar.focus.pharmacogenomics.service import (
    about_path,
    acknowledge,
    current_release,
    draft_report,
    expected_sample,
    give_first_dose,
    is_newer,
    order_of,
    passports_of,
    report_of,
    results_of,
    sign_report,
    take_step,
    undo_step,
)
from samvar.focus.pharmacogenomics.words import STEPS
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput, NotFound, SamvarError
from samvar.model.place import CENTRES, REGIONS
from samvar.present.language import N_
from samvar.present.page import Answer, Page, Reader, Shown, after, shows, takes
from samvar.present.words import word

_UNDOABLE = (Step.SAMPLED, Step.SEQUENCED, Step.ACKNOWLEDGED)


def show(reader: Reader) -> Answer:
    """The order's page; with `?show=draft` what an amended report would say, and `?show=report`
    what was signed. Of an order that changed the draft comes first: what was signed is out of date.

    Raises:
        NotFound: this node has no such order.
    """
    order = order_of(reader.node, reader.path["order"])
    language = reader.language
    report = report_of(reader.node, order.report) if order.report else None
    draft = _draft(reader, order, report)
    asked = reader.query.get("show") or ("draft" if order.changed else "report")
    drafted = draft is not None and (report is None or asked == "draft")
    shown = draft if drafted else report
    return Shown(
        "order.html",
        order.label,
        {
            "order": order,
            "steps": [(step, word(STEPS, step.value, language), order.at(step)) for step in Step],
            "dose": dose_cell(order, utc_now().date(), language),
            "region": REGIONS[order.referring_region].name,
            "report": report,
            "draft": draft,
            "drafted": drafted,
            "view": view(shown, language) if shown else None,
            "history": history_table(order, language),
            "changes": changes_table(order, language) if order.changed else None,
            "expected": expected_sample(reader.node, order.id),
            "held": held_rows(reader, order),
            "fast": shown is not None and any(map(_is_about_dpyd, shown.advice)),
            "passports": passports_of(reader.node, order.person),
            "centres": [c for c in CENTRES.values() if c.id != reader.node.id],
            "may_answer": reader.may("answer:referral"),
            "may_acknowledge": reader.may("acknowledge:report"),
            "may_issue": reader.may("issue:passport"),
            "undoable": _last(order) in _UNDOABLE,
            "today": utc_now().date().isoformat(),
        },
    )


def _draft(reader: Reader, order: Order, report: Report | None) -> Report | None:
    """What would be signed now; None where nothing can be, or where the report says it already."""
    since = report is None or _was_called_since(reader, order, report)
    if not since and not _is_by_another_release(reader, report):
        return None
    try:
        draft = draft_report(reader.node, order)
    except NotFound:
        return None
    if report is not None and (draft.genes, draft.advice) == (report.genes, report.advice):
        return None
    return draft if since or (report is not None and is_newer(report, draft)) else None


def _is_by_another_release(reader: Reader, report: Report | None) -> bool:
    try:
        used = current_release(reader.node)
    except SamvarError:  # the knowledge page says what is wrong with it
        return False
    return report is not None and report.sources[0].digest != used.digest


def _is_about_dpyd(advice: DrugAdvice) -> bool:
    return "DPYD" in advice.withheld or any("DPYD" in line.genes for line in advice.lines)


def _was_called_since(reader: Reader, order: Order, report: Report) -> bool:
    """Whether the patient has been called again since the report, or it was the fast one."""
    found = results_of(reader.node, order.person)
    return bool(found) and (found[0].at > report.made or report.kind == "dpyd")


def _last(order: Order) -> Step | None:
    standing = [event.step for event in order.events if not event.undone]
    return standing[-1] if standing else None


def _step(reader: Reader, order: str) -> Order:
    try:
        step = Step(reader.form.get("step", ""))
    except ValueError:
        raise BadInput("that is not a step of an order") from None
    sample = reader.form.get("sample", "")
    return take_step(reader.node, order, step, reader.asker, sample=sample)


def _sign(reader: Reader, order: str) -> Order:
    kind = "dpyd" if reader.form.get("kind") == "dpyd" else "full"
    sign_report(reader.node, order, reader.asker, kind=kind)
    return order_of(reader.node, order)


def _given(reader: Reader, order: str) -> Order:
    try:
        day = date.fromisoformat(reader.form.get("day", ""))
    except ValueError:
        raise BadInput("the first dose is not on a day", remedy="write YYYY-MM-DD") from None
    return give_first_dose(reader.node, order, day, reader.asker)


_act = partial(after, name="order", to=order_path)
_PATH = "/nodes/{node:str}/pgx/orders/{order:str}"

PAGES: tuple[Page, ...] = (
    shows(_PATH, show, "see:referrals", "see-order", N_("Order"), about=about_path).reads("show"),
    takes(
        f"{_PATH}/step",
        _act(_step),
        "answer:referral",
        "order-step",
        N_("Note a step"),
        about=about_path,
    ).reads("step", "sample"),
    takes(
        f"{_PATH}/confirm",
        _act(confirm),
        "answer:referral",
        "confirm-sample",
        N_("Confirm a sample"),
        about=about_path,
    ).reads("sample", "reason"),
    takes(
        f"{_PATH}/undo",
        _act(lambda reader, order: undo_step(reader.node, order, reader.asker)),
        "answer:referral",
        "order-undo",
        N_("Undo the last step"),
        about=about_path,
    ),
    takes(
        f"{_PATH}/sign",
        _act(_sign),
        "answer:referral",
        "sign-report",
        N_("Sign the report"),
        about=about_path,
    ).reads("kind"),
    takes(
        f"{_PATH}/acknowledge",
        _act(lambda reader, order: acknowledge(reader.node, order, reader.asker)),
        "acknowledge:report",
        "acknowledge-report",
        N_("Acknowledge the report"),
        about=about_path,
    ),
    takes(
        f"{_PATH}/given",
        _act(_given),
        "acknowledge:report",
        "order-first-dose",
        N_("First dose"),
        about=about_path,
    ).reads("day"),
)
