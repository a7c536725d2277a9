"""What every page of a case has around it: whose it is, and the way to the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.standing import is_archived
from samvar.focus.rare_disease.words import CATEGORIES, VERBS
from samvar.model.clock import utc_now
from samvar.model.place import REGIONS
from samvar.present.language import N_
from samvar.present.page import Reader
from samvar.present.words import word

_MOMENTS = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of a case. count: what it lists; None where it lists nothing."""

    title: str
    href: str
    current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Toast:
    """What was just done, and whether it can be taken back from here."""

    words: str
    number: int
    undone: bool


def toast_of(reader: Reader, case: KeptCase) -> Toast | None:
    """The reader's own act of moments ago that the address names: `?done=` and its number."""
    done = reader.query.get("done", "")
    event = next((each for each in case.events if str(each.number) == done), None)
    if event is None or event.by != reader.asker.user.id or utc_now() - event.at > _MOMENTS:
        return None
    words = word(VERBS, event.verb.value, reader.language)
    if event.undone:
        words = reader.language.text("taken back: %(act)s", act=words)
    return Toast(words, event.number, event.undone)


def case_path(reader: Reader, case: str, *rest: str) -> str:
    """The address of a case, or of one of its pages."""
    return "/".join((f"/nodes/{reader.node.id}/rare/cases/{case}", *rest))


def frame(reader: Reader, case: KeptCase, current: str) -> dict[str, Any]:
    """The values that `rare_disease/case_frame.html` needs. current: a page's name below."""
    t = reader.language.text
    tabs = [Tab(t(N_("Case")), case_path(reader, case.id), current == "case")]
    rows: dict[str, int] = {}
    for each in case.lists:
        rows[each.category] = rows.get(each.category, 0) + each.rows
    for category in CATEGORIES:
        if category in rows:
            tabs.append(
                Tab(
                    word(CATEGORIES, category, reader.language),
                    case_path(reader, case.id, category),
                    current == category,
                    rows[category],
                )
            )
    if case.gene_depths is not None:
        path = case_path(reader, case.id, "coverage")
        tabs.append(Tab(t(N_("Coverage")), path, current == "coverage", case.gene_depths.rows))
    tabs.append(Tab(t(N_("Reading")), case_path(reader, case.id, "reading"), current == "reading"))
    tabs.append(Tab(t(N_("Report")), case_path(reader, case.id, "report"), current == "report"))
    tabs.append(
        Tab(t(N_("Similar patients")), case_path(reader, case.id, "similar"), current == "similar")
    )
    return {
        "case": case,
        "tabs": tabs,
        "referring_region": REGIONS[case.referring_region].name,
        "post": case_path(reader, case.id),
        "archived": is_archived(case),
        "toast": toast_of(reader, case),
    }
