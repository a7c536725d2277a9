"""Who is told otherwise by a new release, and who has been seen to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from samvar.focus.pharmacogenomics.pages.recall_nation import Nation, nation_of
from samvar.focus.pharmacogenomics.records import Recall
from samvar.focus.pharmacogenomics.report_words import ACTIONS, PHENOTYPES
from samvar.focus.pharmacogenomics.service import (
    assessed_here,
    handle_recall,
    labels_of,
    newest_orders,
    not_assessed,
    open_to,
    recall_list,
    release_named,
    releases_here,
)
from samvar.focus.pharmacogenomics.words import STATUSES
from samvar.model.errors import BadInput, NotFound
from samvar.present.language import N_, Language
from samvar.present.page import Answer, Onward, Page, Reader, Shown, shows, takes
from samvar.present.table import Cell, paged
from samvar.present.table import Page as Place
from samvar.present.words import word

SIZE = 50
"""Lines on one page."""
SHOWN = ("open", "handled", "all")
SAID: Mapping[str, str] = {
    **ACTIONS,
    "usual": ACTIONS["standard"],
    "nothing": N_("nothing said"),
}
"""What an advice comes down to, as `analyse.compare` has it."""
_PATH = "/nodes/{node:str}/pgx/recalls"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list in ready words. advice: drug, then, now. order: the newest, or ''."""

    number: int
    patient: str
    order: str
    gene: str
    release: str
    then: tuple[Cell, ...]
    now: tuple[Cell, ...]
    advice: tuple[tuple[str, str, str], ...]
    phenotype_changed: bool
    handled: str
    by: str


def show(reader: Reader) -> Answer:
    """The list for `?release=`, by default the one assessed last; `?show=open|handled|all`.

    Whose advice is another one stands before whose phenotype alone is.

    Raises:
        NotFound: the node has no release of that name.
    """
    language = reader.language
    names = [each.name for each in releases_here(reader.node)]
    release = reader.query.get("release") or _last_assessed(reader, names)
    shown = reader.query.get("show", "open")
    shown = shown if shown in SHOWN else "open"
    every = recall_list(reader.node, release) if release else ()
    here = open_to(reader.node, reader.asker, (each.person for each in every))
    found = tuple(each for each in every if each.person in here)
    listed = [
        each for each in found if shown == "all" or bool(each.handled) == (shown == "handled")
    ]
    listed.sort(key=lambda each: (each.handled is not None, not each.advice_changed))
    first = _offset(reader, len(listed))
    part = listed[first : first + SIZE]
    last = assessed_here(reader.node, release) if release else None
    return Shown(
        "recalls.html",
        language.text("Recalls"),
        {
            "release": release,
            "names": names,
            "shown": shown,
            "open": sum(each.handled is None for each in found),
            "people": len({each.person for each in found if each.handled is None}),
            "handled": sum(each.handled is not None for each in found),
            "lines": lines(reader, part),
            "place": _place(reader, release, shown, first, len(part), len(listed)),
            "assessed": last,
            "not_assessed": not_assessed(reader.node, release) if release else 0,
            "may_answer": reader.may("answer:referral"),
            "nation": _nation(reader, release),
        },
    )


def recalls_path(node: str, release: str) -> str:
    """The address of the list for a release."""
    return f"/nodes/{node}/pgx/recalls?{urlencode({'release': release})}"


def lines(reader: Reader, found: Sequence[Recall]) -> list[Line]:
    """These lines with their patients' labels and newest orders."""
    people = {each.person for each in found}
    labels = labels_of(reader.node, people)
    orders = newest_orders(reader.node, people)
    language = reader.language
    return [
        Line(
            number=each.number,
            patient=labels.get(each.person, each.person),
            order=orders.get(each.person, ""),
            gene=each.gene,
            release=each.old_release,
            then=_told(each.old, language),
            now=_told(each.new, language),
            advice=_advice(each, language),
            phenotype_changed=each.phenotype_changed,
            handled=language.moment(each.handled) if each.handled else "",
            by=each.handled_by or "",
        )
        for each in found
    ]


def _told(side: Mapping[str, Any], language: Language) -> tuple[Cell, ...]:
    """Diplotype, phenotype and score of one side; a side without a call says so."""
    if side["status"] is None:
        return (Cell(language.text("not known to the release")),)
    found = [Cell(side["diplotype"], data=True)] if side["diplotype"] else []
    if side["status"] != "called":
        found.append(Cell(word(STATUSES, side["status"], language)))
    found.append(phenotype_cell(side["phenotype"], language))
    if side["activity_score"] is not None:
        score = f"{side['activity_score']:g}"
        found.append(Cell(language.text("activity score %(score)s", score=score)))
    return tuple(found)


def phenotype_cell(phenotype: str | None, language: Language) -> Cell:
    """A phenotype in the reader's words where they have one, else in the release's."""
    if phenotype is None:
        return Cell(language.text("no phenotype"))
    return Cell(word(PHENOTYPES, phenotype, language), data=phenotype not in PHENOTYPES)


def _advice(each: Recall, language: Language) -> tuple[tuple[str, str, str], ...]:
    then, now = each.old["advice"], each.new["advice"]
    return tuple(
        (drug, advice_words(then[drug], language), advice_words(now[drug], language))
        for drug in sorted(then.keys() & now.keys())
    )


def advice_words(said: str, language: Language) -> str:
    """What `comes_down_to` wrote, in a language.

    >>> advice_words("avoid, monitor", Language.of("en"))
    'Avoid, Monitor'
    """
    return ", ".join(word(SAID, each, language) for each in said.split(", "))


def _nation(reader: Reader, release: str) -> Nation | None:
    """The country's counts, for those who may ask for them."""
    if not release or not reader.may("ask:quality"):
        return None
    try:
        genes = [gene.name for gene in release_named(reader.node, release).knowledge.genes]
    except NotFound:
        return None
    return nation_of(reader, release, genes)


def _last_assessed(reader: Reader, names: Sequence[str]) -> str:
    found = [(a.at, a.name) for name in names if (a := assessed_here(reader.node, name))]
    return max(found)[1] if found else ""


def _offset(reader: Reader, total: int) -> int:
    text = reader.query.get("offset", "0")
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    return min(wanted, max(0, total - 1)) // SIZE * SIZE


def _place(reader: Reader, release: str, shown: str, first: int, number: int, total: int) -> Place:
    asked = urlencode({"release": release, "show": shown})
    address = f"/nodes/{reader.node.id}/pgx/recalls?{asked}&offset={{offset}}"
    return paged(first, number, total, address, SIZE)


def _handle(reader: Reader, *, undo: bool) -> Answer:
    text = reader.path["number"]
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise BadInput("a line of the list is named by its number")
    handle_recall(reader.node, int(text), reader.asker, undo=undo)
    asked = {key: reader.form.get(key, "") for key in ("release", "show")}
    return Onward(f"/nodes/{reader.node.id}/pgx/recalls?{urlencode(asked)}")


PAGES: tuple[Page, ...] = (
    shows(
        _PATH, show, "see:referrals", "see-recalls", N_("Recalls"), menu=("pharmacogenomics", 60)
    ).reads("release", "show", "offset"),
    takes(
        f"{_PATH}/{{number:str}}/handle",
        lambda reader: _handle(reader, undo=False),
        "answer:referral",
        "handle-recall",
        N_("Seen to"),
    ).reads("release", "show"),
    takes(
        f"{_PATH}/{{number:str}}/undo",
        lambda reader: _handle(reader, undo=True),
        "answer:referral",
        "undo-recall",
        N_("Open again"),
    ).reads("release", "show"),
)
