"""The reading of a case: who reads, one's own conclusion, and both once both have concluded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from samvar.focus.rare_disease.model.reading import Conclusion, Finding, Outcome, ReadingStep
from samvar.focus.rare_disease.model.reading_round import Round
from samvar.focus.rare_disease.pages.acmg_shown import class_cell
from samvar.focus.rare_disease.pages.frame import case_path, frame
from samvar.focus.rare_disease.reading_words import BASES, READING_ACTS, USES, ZYGOSITIES
from samvar.focus.rare_disease.service.about import about_path
from samvar.focus.rare_disease.service.read import (
    Base,
    adjudicate,
    begin,
    conclude,
    confirm,
    decline,
    leave,
    read_anew,
    reopen,
)
from samvar.focus.rare_disease.service.reading_seen import SeenReading, see_reading
from samvar.focus.rare_disease.service.sealed import Sealer
from samvar.focus.rare_disease.service.settle import use_class
from samvar.focus.rare_disease.words import CATEGORIES, OUTCOMES, UNSETTLED
from samvar.model.errors import BadInput
from samvar.present.language import N_, Language
from samvar.present.page import Answer, Onward, Page, Reader, Shown, shows, takes
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import word

PATH = "/nodes/{node:str}/rare/cases/{case:str}/reading"


@dataclass(frozen=True, slots=True)
class Place:
    """One reader's place in a round. conclusion: None until they have one that may be shown."""

    title: str
    account: str
    me: bool
    concluded: str
    conclusion: Conclusion | None
    outcome: str
    findings: Table | None
    can_be_freed: bool


def show(reader: Reader) -> Answer:
    """The reading as this person may see it."""
    seen = see_reading(reader.node, reader.path["case"], reader.asker)
    language = reader.language
    now = seen.now
    me = reader.asker.user.account
    both = len(now.concluded) == len(now.readers) == 2
    joint = now.written.said.conclusion if now.written else None
    pending = now.pending
    return Shown(
        "reading.html",
        language.text("Reading"),
        {
            **frame(reader, seen.case, "reading"),
            "seen": seen,
            "round": now,
            "me": me,
            "places": _places(reader, seen),
            "unsettled": [word(UNSETTLED, each.value, language) for each in now.unsettled],
            "may_read": reader.may("answer:referral"),
            "can_begin": me not in now.readers and len(now.readers) < 2,
            "i_read": seen.mine is not None,
            "i_concluded": me in now.concluded,
            "weighed": _weighed(reader, seen),
            "outcomes": [(key, word(OUTCOMES, key, language)) for key in OUTCOMES],
            "uses": [(key, word(USES, key, language)) for key in USES],
            "bases": [(key, word(BASES, key, language)) for key in BASES],
            "compared": _compared(reader, seen) if seen.compared or both else None,
            "same_outcome": both and not now.blind and _same_outcome(now),
            "both": both and not now.blind,
            "other": next((each for each in now.readers if each != me), ""),
            "joint": joint,
            "pending": pending,
            "waits_for_me": pending is not None and pending.said.awaits == me,
            "joint_outcome": word(OUTCOMES, joint.outcome.value, language) if joint else "",
            "joint_findings": _findings(reader, joint.findings, "joint", N_("Adjudicated together"))
            if joint
            else None,
            "acts": [
                (
                    each,
                    word(READING_ACTS, each.act.value, language),
                    language.moment(each.at),
                )
                for round in seen.rounds
                for each in reversed(round.steps)
            ],
            "here": case_path(reader, seen.case.id, "reading"),
        },
    )


def _places(reader: Reader, seen: SeenReading) -> list[Place]:
    language, now, me = reader.language, seen.now, reader.asker.user.account
    titles = (N_("First reader"), N_("Second reader"))
    found = []
    for number, account in enumerate(now.readers):
        step: ReadingStep | None = now.concluded.get(account)
        made = None if step is None else step.said.conclusion
        found.append(
            Place(
                language.text(titles[number]),
                account,
                account == me,
                "" if step is None else language.moment(step.at),
                made,
                word(OUTCOMES, made.outcome.value, language) if made else "",
                _findings(reader, made.findings, f"place-{number}", titles[number])
                if made
                else None,
                step is None and me not in now.readers,
            )
        )
    return found


def _same_outcome(now: Round) -> bool:
    said = [now.concluded[each].said.conclusion for each in now.readers]
    return len({each.outcome for each in said if each}) == 1


def _findings(reader: Reader, findings: tuple[Finding, ...], key: str, whose: str) -> Table:
    """whose: which reader's, a word to be translated; tables of a page have names of their own."""
    language = reader.language
    t = language.text
    rows = [
        Row(
            [
                Cell(each.variant, mono=True, note=each.gene),
                Cell(_classed(each, language)),
                Cell(word(ZYGOSITIES, each.zygosity, language)),
                Cell(each.condition or "–", data=True),
                Cell(word(USES, _use(each), language)),
                Cell(", ".join(each.labels) or "–", data=True),
            ]
        )
        for each in findings
    ]
    columns = [
        Column(t(N_("Variant"))),
        Column(t(N_("Class"))),
        Column(t(N_("Zygosity"))),
        Column(t(N_("Condition"))),
        Column(t(N_("Use"))),
        Column(t(N_("Criteria"))),
    ]
    empty = Empty(t(N_("No finding is reported.")))
    caption = f"{t(N_('Findings'))}: {t(whose)}"
    return Table(caption, columns, rows, empty, key=key, caption_hidden=True)


def _classed(finding: Finding, language: Language) -> str:
    _, letters, words = class_cell(finding.classed, language)
    return f"{letters} · {words}"


def _use(finding: Finding) -> str:
    if finding.secondary:
        return "secondary"
    return "partial" if finding.partial else "report"


def _weighed(reader: Reader, seen: SeenReading) -> list[dict[str, Any]]:
    """The reader's own classes, with the form for what each is for."""
    sealer = Sealer(reader.node, seen.case.id)
    chosen = {(each.category, each.variant) for each in seen.draft}
    found = []
    for each in seen.weighed:
        sealed = sealer.seal(each.variant)
        page = "acmg" if each.category in ("snv", "sv") else ""
        found.append(
            {
                "finding": each,
                "sealed": sealed,
                "href": case_path(reader, seen.case.id, each.category, sealed, page).rstrip("/"),
                "list": word(CATEGORIES, each.category, reader.language),
                "badge": class_cell(each.classed, reader.language),
                "use": _use(each) if (each.category, each.variant) in chosen else "",
            }
        )
    return found


def _compared(reader: Reader, seen: SeenReading) -> Table:
    language = reader.language
    t = language.text

    def side(finding: Finding | None, reported: bool) -> Cell:
        if finding is None:
            return Cell("–", note=t(N_("gave it no class")))
        points = "" if finding.points is None else f"{finding.points:+d}"
        note = points if reported else " · ".join(filter(None, (points, t(N_("not reported")))))
        return Cell(_classed(finding, language), note=note)

    rows = []
    for each in seen.compared:
        labels = [f"1: {', '.join(each.only_one)}"] if each.only_one else []
        labels += [f"2: {', '.join(each.only_other)}"] if each.only_other else []
        differs = t(N_("across treatment")) if each.across else ""
        rows.append(
            Row(
                [
                    Cell(each.variant, mono=True),
                    side(each.one, each.reported[0]),
                    side(each.other, each.reported[1]),
                    Cell(
                        t(N_("agree")) if each.agree else t(N_("differ")),
                        state="answered" if each.agree else "late",
                        note=differs,
                    ),
                    Cell("–" if each.points is None else f"{each.points:+d}", data=True),
                    Cell("; ".join(labels) or "–", data=True),
                ]
            )
        )
    columns = [
        Column(t(N_("Variant"))),
        Column(t(N_("First reader"))),
        Column(t(N_("Second reader"))),
        Column(t(N_("Report"))),
        Column(t(N_("Points apart")), align="number"),
        Column(t(N_("Only one's criteria"))),
    ]
    empty = Empty(t(N_("Neither reader gave any variant a class.")))
    return Table(t(N_("Both readings")), columns, rows, empty, key="compared", caption_hidden=True)


def _outcome(reader: Reader) -> Outcome:
    text = reader.form.get("outcome", "")
    if text not in {each.value for each in Outcome}:
        raise BadInput("an outcome is chosen")
    return Outcome(text)


def _do(act: Callable[[Reader], object]) -> Callable[[Reader], Answer]:
    def answer(reader: Reader) -> Answer:
        act(reader)
        return Onward(case_path(reader, reader.path["case"], "reading"))

    return answer


def _use_form(reader: Reader) -> None:
    variant = Sealer(reader.node, reader.path["case"]).open(reader.form.get("variant", ""))
    use_class(
        reader.node, reader.path["case"], variant, reader.form.get("use", ""), reader.asker,
        reader.form.get("condition", ""),
    )  # fmt: skip


def _adjudicate(reader: Reader) -> None:
    base = reader.form.get("base", "")
    if base not in {each.value for each in Base}:
        raise BadInput("whose findings they are is chosen")
    adjudicate(
        reader.node, reader.path["case"], reader.asker, _outcome(reader),
        reader.form.get("text", ""), Base(base), reader.form.get("together", ""),
    )  # fmt: skip


def _number(reader: Reader) -> int:
    text = reader.form.get("number", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise BadInput("what is answered is named by its number")
    return int(text)


def _act(name: str, verb: str, title: str, act: Callable[[Reader], object], *fields: str) -> Page:
    page = takes(f"{PATH}/{name}", _do(act), "answer:referral", verb, title, about=about_path)
    return page.reads(*fields)


PAGES: tuple[Page, ...] = (
    shows(PATH, show, "see:referrals", "see-reading", N_("Reading"), about=about_path),
    _act("begin", "reading-begin", N_("Begin to read"),
         lambda r: begin(r.node, r.path["case"], r.asker)),
    _act("leave", "reading-leave", N_("Give up the place"),
         lambda r: leave(r.node, r.path["case"], r.asker, r.form.get("why", ""),
                         r.form.get("reader", "")), "why", "reader"),
    _act("use", "classify-use", N_("Choose findings"), _use_form, "variant", "use", "condition"),
    _act("conclude", "reading-conclude", N_("Conclude"),
         lambda r: conclude(r.node, r.path["case"], r.asker, _outcome(r),
                            r.form.get("text", "")), "outcome", "text"),
    _act("reopen", "reading-reopen", N_("Open again"),
         lambda r: reopen(r.node, r.path["case"], r.asker, r.form.get("why", "")), "why"),
    _act("adjudicate", "reading-adjudicate", N_("Adjudicate"), _adjudicate,
         "outcome", "text", "base", "together"),
    _act("confirm", "reading-confirm", N_("Confirm"),
         lambda r: confirm(r.node, r.path["case"], r.asker, _number(r)), "number"),
    _act("decline", "reading-decline", N_("Decline"),
         lambda r: decline(r.node, r.path["case"], r.asker, _number(r), r.form.get("why", "")),
         "number", "why"),
    _act("anew", "reading-anew", N_("Read anew"),
         lambda r: read_anew(r.node, r.path["case"], r.asker, r.form.get("why", "")), "why"),
)  # fmt: skip
