"""Releases of knowledge, what changed between two, and which one is in use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode

from samvar.focus.pharmacogenomics.pages.recall import recalls_path
from samvar.focus.pharmacogenomics.service import (
    adopt,
    assessed_here,
    current_release,
    release_named,
    releases_here,
)
from samvar.knowledge.pharmacogenomics.diff import Change, diff
from samvar.knowledge.pharmacogenomics.model import Release
from samvar.model.errors import SamvarError
from samvar.present.language import N_, Language
from samvar.present.page import Answer, Later, Onward, Page, Reader, Shown, shows, takes
from samvar.present.table import Cell, Column, Empty, Row, Table, paged
from samvar.present.words import word

SIZE = 100
"""Changes on one page."""
KINDS: Mapping[str, str] = {
    "position": N_("Position"),
    "allele": N_("Allele"),
    "function": N_("Function"),
    "phenotype": N_("Phenotype"),
    "rule": N_("Rule"),
    "recommendation": N_("Recommendation"),
}
_PATH = "/nodes/{node:str}/pgx/knowledge"


def show(reader: Reader) -> Answer:
    """The releases; with `?old=` and `?new=` what changed, `&subject=` of one gene or drug.

    Raises:
        NotFound: the node has no release of that name.
    """
    found = releases_here(reader.node)
    old, new = reader.query.get("old", ""), reader.query.get("new", "")
    changes: tuple[Change, ...] | None = None
    if old and new:
        changes = diff(release_named(reader.node, old), release_named(reader.node, new))
    subject = reader.query.get("subject", "")
    used, fault = _in_use(reader)
    return Shown(
        "knowledge.html",
        reader.language.text("Knowledge"),
        {
            "releases": found,
            "table": releases_table(reader, found, used),
            "used": used,
            "fault": fault,
            "may_change": reader.may("change:knowledge"),
            "may_recall": reader.may("see:referrals"),
            "old": old or (used if used else found[-1].name),
            "new": new or found[0].name,
            "changes": changes,
            "subjects": subjects_table(reader, changes, old, new) if changes else None,
            "subject": subject,
            "facts": facts_table(reader, changes, old, new, subject) if changes else None,
        },
    )


def _in_use(reader: Reader) -> tuple[str, SamvarError | None]:
    """The release in use, or what is wrong with it: the page is where it is put right."""
    try:
        return current_release(reader.node).name, None
    except SamvarError as error:
        return "", error


def releases_table(reader: Reader, found: Sequence[Release], used: str) -> Table:
    """Each release with its origin, and whether it is in use and assessed here."""
    language = reader.language
    t = language.text
    rows = []
    for each in found:
        last = assessed_here(reader.node, each.name)
        rows.append(
            Row(
                [
                    Cell(each.name, data=True),
                    Cell(t("In use"), state="answered") if each.name == used else Cell("–"),
                    Cell(each.date, data=True),
                    Cell(language.number(len(each.knowledge.genes)), data=True),
                    Cell(language.number(len(each.knowledge.recommendations)), data=True),
                    _assessed(reader, each, last.at if last else None),
                    Cell(f"{each.source}. {each.licence}", data=True),
                    Cell(each.digest[:12], mono=True),
                ],
            )
        )
    return Table(
        t("Releases at this node"),
        [
            Column(t("Release")),
            Column(t("State")),
            Column(t("Date of the source")),
            Column(t("Genes"), align="number"),
            Column(t("Recommendations"), align="number"),
            Column(t("Everybody assessed"), unit="UTC"),
            Column(t("Source"), unit=t("Licence")),
            Column(t("Digest"), unit="SHA-256"),
        ],
        rows,
        Empty(t("This node has no release.")),
        key="releases",
        caption_hidden=True,
    )


def _assessed(reader: Reader, release: Release, at: datetime | None) -> Cell:
    if at is None:
        return Cell(reader.language.text("never"))
    href = recalls_path(reader.node.id, release.name) if reader.may("see:referrals") else ""
    return Cell(reader.language.moment(at), href=href, moment=at.isoformat())


def subjects_table(reader: Reader, changes: Sequence[Change], old: str, new: str) -> Table:
    """How many facts differ, by gene or drug."""
    t = reader.language.text
    counted = Counter(each.subject for each in changes)
    kinds = {name: Counter(c.kind for c in changes if c.subject == name) for name in counted}
    rows = [
        Row(
            [
                Cell(name, href=_address(reader, old, new, name), data=True),
                Cell(reader.language.number(number), data=True),
                Cell(
                    ", ".join(
                        f"{word(KINDS, kind, reader.language)} {reader.language.number(n)}"
                        for kind, n in kinds[name].most_common()
                    )
                ),
            ]
        )
        for name, number in counted.items()
    ]
    return Table(
        t("Changes by gene and drug"),
        [Column(t("Gene or drug")), Column(t("Changes"), align="number"), Column(t("Of what"))],
        rows,
        Empty(t("Nothing differs.")),
        key="subjects",
        caption_hidden=True,
    )


def facts_table(
    reader: Reader, changes: Sequence[Change], old: str, new: str, subject: str
) -> Table:
    """The facts that differ, one page of them, grouped by gene or drug."""
    t = reader.language.text
    listed = [each for each in changes if subject in ("", each.subject)]
    first = _offset(reader, len(listed))
    part = listed[first : first + SIZE]
    counted = Counter(each.subject for each in listed)
    rows = [
        Row(
            [
                Cell(each.item, data=True),
                Cell(word(KINDS, each.kind, reader.language)),
                _side(each.old, reader.language),
                _side(each.new, reader.language),
            ],
            group=_group(each.subject, counted[each.subject], reader.language)
            if number == 0 or part[number - 1].subject != each.subject
            else "",
        )
        for number, each in enumerate(part)
    ]
    address = _address(reader, old, new, subject) + "&offset={offset}"
    return Table(
        t("What changed"),
        [Column(t("Fact")), Column(t("Kind")), Column(t("Before")), Column(t("After"))],
        rows,
        Empty(t("Nothing differs.")),
        page=paged(first, len(part), len(listed), address, SIZE),
        key="changes",
        caption_hidden=True,
    )


def _group(subject: str, number: int, language: Language) -> str:
    return language.count(
        "%(subject)s: %(n)s change", "%(subject)s: %(n)s changes", number, subject=subject
    )


def _side(text: str | None, language: Language) -> Cell:
    return Cell(language.text("not there")) if text is None else Cell(text or "–", data=True)


def _offset(reader: Reader, total: int) -> int:
    text = reader.query.get("offset", "0")
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    return min(wanted, max(0, total - 1)) // SIZE * SIZE


def _address(reader: Reader, old: str, new: str, subject: str) -> str:
    """Braces are escaped by `urlencode`, so `{offset}` may be added."""
    asked = {"old": old, "new": new} | ({"subject": subject} if subject else {})
    return f"/nodes/{reader.node.id}/pgx/knowledge?{urlencode(asked)}"


def take(reader: Reader) -> Answer:
    """Adopt a release."""
    adopt(reader.node, reader.form.get("release", ""), reader.asker)
    return Onward(f"/nodes/{reader.node.id}/pgx/knowledge")


def tell(reader: Reader) -> Answer:
    """Assess everybody under a release, as a job that leads to the list.

    Raises:
        NotFound: the node has no release of that name.
    """
    release = release_named(reader.node, reader.form.get("release", ""))
    return Later("assess-release", {"release": release.name})


PAGES: tuple[Page, ...] = (
    shows(
        _PATH,
        show,
        "see:knowledge",
        "see-knowledge",
        N_("Knowledge"),
        menu=("pharmacogenomics", 70),
    ).reads("old", "new", "subject", "offset"),
    takes(f"{_PATH}/adopt", take, "change:knowledge", "adopt-release", N_("Adopt a release")).reads(
        "release"
    ),
    takes(
        f"{_PATH}/assess", tell, "change:knowledge", "assess-release", N_("Assess everybody")
    ).reads("release"),
)
