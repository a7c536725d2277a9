"""Referrals from files: a FHIR ServiceRequest, or rows of a laboratory system (LIMS).

A LIMS file is comma- or tab-separated with a header. Columns, of which the first four must be
there: `referral` (the sender's id), `patient` (label or personal number), `region` (county code),
`indication` (a key of the list, or its words); `kind` (diagnostic, segregation, cascade),
`priority` (stat, asap, urgent, routine), `received` (ISO 8601), `question`, `hpo` (ids with `;`
between, `!` before one that was looked for in vain), `panels`, `variants` (both with `;`),
`sample` (as on the tube), `requester`, `of` (the proband's case), `relation`, `second_reader`
(yes or no), `unit` (the care unit of this centre that sends it), `note`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from samvar.focus.rare_disease.model.kept import ToldTerm
from samvar.focus.rare_disease.model.new_referral import NewReferral, term_of
from samvar.focus.rare_disease.model.referral import Asked, Kind, Priority
from samvar.focus.rare_disease.words import INDICATIONS
from samvar.formats.fhir.service_request import ServiceRequest, read_service_requests
from samvar.formats.stream import read_text
from samvar.formats.tabular import Row, read_table
from samvar.model.errors import BadFile
from samvar.present.language import Language

NEEDS = ("referral", "patient", "region", "indication")
KNOWN = (*NEEDS, "kind", "priority", "received", "question", "hpo", "panels", "variants", "sample",
         "requester", "of", "relation", "second_reader", "unit", "note")  # fmt: skip
_ROLES = {
    "MTH": "mother", "NMTH": "mother", "FTH": "father", "NFTH": "father", "CHILD": "child",
    "NCHILD": "child", "SON": "child", "DAU": "child", "DAUC": "child", "SONC": "child",
    "SIB": "sibling", "NSIB": "sibling", "BRO": "sibling", "SIS": "sibling", "HSIB": "half_sibling",
    "HBRO": "half_sibling", "HSIS": "half_sibling", "GRPRN": "grandparent", "GRMTH": "grandparent",
    "GRFTH": "grandparent",
}  # fmt: skip
"""HL7 v3-RoleCode -> ours; another code is another relative."""


def read_referrals(path: Path, region: str = "") -> tuple[NewReferral, ...]:
    """The referrals of a file, told apart by their first letter. region: where FHIR says none.

    Raises:
        BadFile: it cannot be read as either; with file, line, and path or column.
    """
    head = read_text(path)[:64].lstrip("\ufeff \t\r\n")
    if head.startswith(("{", "[")):
        return tuple(of_request(each, region) for each in read_service_requests(path))
    mark = "\t" if "\t" in head or "\t" in read_text(path).splitlines()[0] else ","
    return tuple(of_row(each) for each in read_table(path, NEEDS, mark))


def of_request(given: ServiceRequest, region: str = "") -> NewReferral:
    """A referral from an order of FHIR. An order based on another is about a relative of its
    patient: with variants to look for it asks for segregation where a note of its code says so,
    else for a cascade test."""
    words = " ".join((given.asked, *given.codes)).lower()
    kind = Kind.DIAGNOSTIC
    if given.based_on:
        kind = Kind.SEGREGATION if "segregation" in words else Kind.CASCADE
    relation = _ROLES.get(given.relation, "other") if given.relation else ""
    return NewReferral(
        label=given.label,
        patient=given.patient,
        referring_region=given.region or region,
        indication=indication_of((*given.reason_codes, *given.reasons)) or "other",
        kind=kind,
        priority=Priority(given.priority),
        asked=Asked(
            question="; ".join((*given.reasons, given.asked)).strip("; "),
            terms=(
                *(ToldTerm(each, True) for each in given.seen),
                *(ToldTerm(each, False) for each in given.excluded),
            ),
            variants=given.variants,
            requester=given.requester,
            notes=given.notes,
            sample=given.sample,
            source="fhir",
        ),
        received=None,
        of=given.based_on,
        relation=relation,
        where=given.where,
    )


def of_row(row: Row) -> NewReferral:
    """A referral from a line.

    Raises:
        BadFile: a cell that cannot be read, with its column.
    """
    said = row.text  # under another name: the catalogue looks for calls of `text`
    strange = next((title for title in row.columns if title not in KNOWN), None)
    if strange is not None:
        raise BadFile(
            f"'{strange[:30]}' is no column of a referral",
            where=row.where(strange),
            remedy=f"columns: {', '.join(KNOWN)}",
        )
    kinds = {each.value: each for each in Kind}
    priorities = {each.value: each for each in Priority}
    kind = kinds.get((said("kind") or "diagnostic").lower())
    priority = priorities.get((said("priority") or "routine").lower())
    indication = indication_of((row.must("indication"),))
    for found, title, choices in (
        (kind, "kind", kinds),
        (priority, "priority", priorities),
        (indication, "indication", INDICATIONS),
    ):
        if found is None:
            raise BadFile(
                f"the {title} is none of the list",
                where=row.where(title),
                remedy=", ".join(map(str, choices)),
            )
    assert kind is not None
    assert priority is not None
    assert indication is not None
    return NewReferral(
        label=row.must("referral"),
        patient=row.must("patient"),
        referring_region=row.must("region").zfill(2),
        indication=indication,
        kind=kind,
        priority=priority,
        asked=Asked(
            question=said("question") or "",
            terms=tuple(term_of(each) for each in _words(row, "hpo")),
            panels=_words(row, "panels"),
            variants=_words(row, "variants"),
            requester=said("requester") or "",
            notes=tuple(filter(None, (said("note"),))),
            sample=said("sample") or "",
            source="lims",
        ),
        received=_moment(row),
        of=said("of") or "",
        relation=said("relation") or "",
        second_reader=bool(row.flag("second_reader")),
        unit=said("unit") or "",
        where=row.where(),
    )


def _words(row: Row, title: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in (row.cells.get(title) or "").split(";") if each.strip())


def _moment(row: Row) -> datetime | None:
    text = row.cells.get("received", "").strip()
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadFile(
            "received is no moment", where=row.where("received"), remedy="write it in ISO 8601"
        ) from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def indication_of(texts: Iterable[str]) -> str | None:
    """The first of the texts that is a key of the list, or its words in either language."""
    known = _known()
    return next((known[t.strip().lower()] for t in texts if t.strip().lower() in known), None)


def _known() -> Mapping[str, str]:
    words = {key: key for key in INDICATIONS}
    for code in ("en", "sv"):
        language = Language.of(code)
        words |= {language.text(text).lower(): key for key, text in INDICATIONS.items()}
    return words
