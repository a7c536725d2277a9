"""All requests for contact of a centre: what others ask it, and what it asked others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from samvar.focus.rare_disease.pages.frame import case_path
from samvar.focus.rare_disease.service.about import person_of
from samvar.focus.rare_disease.service.contact import (
    close_contact,
    open_contact,
    request_of,
    withdraw_contact,
)
from samvar.focus.rare_disease.service.contact_answer import (
    Said,
    answer_contact,
    take_back_answer,
)
from samvar.focus.rare_disease.service.contact_desk import (
    Incoming,
    Outgoing,
    contact_desk,
    contacts_waiting,
    is_answered,
)
from samvar.focus.rare_disease.words import BANDS, COPIES
from samvar.model.clock import parse_iso, utc_now
from samvar.model.errors import NotFound
from samvar.present.area import NodeLike
from samvar.present.coverage import centre_name, coverage_line, is_whole
from samvar.present.language import N_, Language
from samvar.present.page import Answer, Onward, Page, Reader, Shown, Waits, shows, takes
from samvar.present.words import word

_PATH = "/nodes/{node:str}/rare/contacts"
SHOWN = ("incoming", "outgoing")


@dataclass(frozen=True, slots=True)
class Line:
    """One request in ready words. id: its last words of addresses. centre: the other one.

    case, href: ours. mark: an answer state's mark. told: what was alike. acts: what can be done.
    """

    id: str
    centre: str
    case: str
    href: str
    text: str
    owner: str
    at: str
    due: str
    state: str
    mark: str
    told: str
    overdue: bool
    changed: bool
    person: str
    route: str
    words: str
    reason: str
    acts: tuple[str, ...]


def show(reader: Reader) -> Answer:
    """`?show=incoming` or `outgoing`, the newest first."""
    shown = reader.query.get("show", "")
    shown = shown if shown in SHOWN else SHOWN[0]
    desk = contact_desk(reader.node, reader.network, reader.asker, reader.deadline_s)
    answer = desk.requests if shown == "incoming" else desk.answers
    lines = (
        [_incoming(reader, each) for each in desk.incoming]
        if shown == "incoming"
        else [_outgoing(reader, each) for each in desk.outgoing]
    )
    today = utc_now().date()
    return Shown(
        "contacts.html",
        reader.language.text("Requests for contact"),
        {
            "shown": shown,
            "lines": lines,
            "waiting": sum(each.waits for each in desk.incoming),
            "late": sum(each.overdue(today) for each in desk.outgoing),
            "coverage": coverage_line(answer.coverage, answer.missing, reader.language),
            "whole": is_whole(answer.coverage),
            "may_answer": reader.may("answer:referral"),
            "here": f"/nodes/{reader.node.id}/rare/contacts",
        },
    )


def _incoming(reader: Reader, each: Incoming) -> Line:
    row, said, language = each.row, each.said, reader.language
    late = each.overdue(utc_now().date())
    state, mark = _state(row.ending, None if said is None else said.accepted, late, language)
    acts: tuple[str, ...] = ()
    if each.waits:
        acts = ("answer",) if each.case else ()
    elif said is not None and said.accepted is not None:
        acts = ("take-back",)
    told = said.told if said is not None and said.accepted is not None else None
    return Line(
        f"from/{row.node}/{row.id}",
        centre_name(row.node),
        each.label,
        case_path(reader, each.case) if each.case else "",
        row.text,
        row.owner,
        language.moment(parse_iso(row.at)),
        row.due,
        state,
        mark,
        _told(row.band, row.zygosity, language, gene=row.gene, variant=row.variant),
        late,
        said is not None and said.digest != row.digest,
        told.person if told else "",
        told.route if told else "",
        told.words if told else "",
        told.reason if told else "",
        acts,
    )


def _outgoing(reader: Reader, each: Outgoing) -> Line:
    made, row, language = each.request, each.answer, reader.language
    late = each.overdue(utc_now().date())
    accepted = None if row is None else row.accepted
    state, mark = _state(made.told.ending, accepted, late, language)
    acts: tuple[str, ...] = ("open",)
    if made.closed is None:
        acts = ("close",) if each.answered else ("withdraw", "close")
    there = row if each.answered else None
    return Line(
        made.id,
        centre_name(made.node),
        each.label,
        case_path(reader, made.case),
        made.told.text,
        made.owner,
        language.moment(made.at),
        made.due.isoformat(),
        state,
        mark,
        _told(
            made.told.band,
            made.told.zygosity,
            language,
            gene=made.told.gene,
            variant=made.told.variant,
        ),
        late,
        each.changed,
        there.person if there else "",
        there.route if there else "",
        there.words if there else "",
        there.reason if there else "",
        acts,
    )


def _state(ending: str, accepted: bool | None, late: bool, language: Language) -> tuple[str, str]:
    t = language.text
    if ending == "withdrawn":
        return t("Withdrawn"), "unknown"
    said = (
        (t("Waits for an answer"), "late" if late else "unknown")
        if accepted is None
        else (t("Answered: yes"), "answered")
        if accepted
        else (t("Answered: no"), "refused")
    )
    return (f"{said[0]}, {t('closed')}", said[1]) if ending else said


def _told(band: str, zygosity: str, language: Language, *, gene: bool, variant: bool) -> str:
    t = language.text
    found = [t("features: %(band)s", band=word(BANDS, band, language).lower())]
    if variant:
        found.append(f"{t('the same variant')}, {word(COPIES, zygosity, language)}")
    if gene:
        found.append(t("the same gene"))
    return "; ".join(found)


def _about_own(node: NodeLike, path: Mapping[str, str]) -> str | None:
    """The proband of the case that a request of ours is about."""
    try:
        return person_of(node, request_of(node, path["contact"]).case)
    except NotFound:
        return None


def _back(reader: Reader, shown: str) -> Onward:
    return Onward(f"/nodes/{reader.node.id}/rare/contacts?show={shown}")


def _withdraw(reader: Reader) -> Answer:
    withdraw_contact(
        reader.node,
        reader.path["contact"],
        reader.asker,
        lambda made: is_answered(reader.network, made, reader.asker, reader.deadline_s),
    )
    return _back(reader, "outgoing")


def _own(act: Callable[..., None]) -> Callable[[Reader], Answer]:
    def done(reader: Reader) -> Answer:
        act(reader.node, reader.path["contact"], reader.asker)
        return _back(reader, "outgoing")

    return done


def _answer(reader: Reader, *, accepted: bool) -> Answer:
    form = reader.form
    said = Said(
        accepted,
        person=form.get("person", ""),
        route=form.get("route", ""),
        words=form.get("words", ""),
        reason=form.get("reason", ""),
    )
    place = (reader.path["other"], reader.path["contact"])
    answer_contact(reader.node, reader.network, place, said, reader.asker, reader.deadline_s)
    return _back(reader, "incoming")


def _take_back(reader: Reader) -> Answer:
    take_back_answer(reader.node, (reader.path["other"], reader.path["contact"]), reader.asker)
    return _back(reader, "incoming")


_OTHER = _PATH + "/from/{other:str}/{contact:str}"
PAGES: tuple[Page, ...] = (
    shows(
        _PATH,
        show,
        "see:referrals",
        "see-contacts",
        N_("Requests for contact"),
        menu=("rare_disease", 60),
        waits=Waits(contacts_waiting, N_("requests that wait")),
    ).reads("show"),
    *(
        takes(
            f"{_PATH}/{{contact:str}}/{name}",
            act,
            "answer:referral",
            f"contact-{name}",
            title,
            about=_about_own,
        )
        for name, act, title in (
            ("withdraw", _withdraw, N_("Take the request back")),
            ("close", _own(close_contact), N_("Close the request")),
            ("open", _own(open_contact), N_("Open the request again")),
        )
    ),
    takes(
        f"{_OTHER}/accept",
        lambda reader: _answer(reader, accepted=True),
        "answer:referral",
        "contact-accept",
        N_("Say yes"),
    ).reads("person", "route", "words"),
    takes(
        f"{_OTHER}/decline",
        lambda reader: _answer(reader, accepted=False),
        "answer:referral",
        "contact-decline",
        N_("Say no"),
    ).reads("words", "reason"),
    takes(
        f"{_OTHER}/take-back",
        _take_back,
        "answer:referral",
        "contact-take-back",
        N_("Take the answer back"),
    ),
)
