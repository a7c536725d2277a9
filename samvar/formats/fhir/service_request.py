"""Read a FHIR R4 ServiceRequest, alone or in a Bundle with what it refers to.

Of the patient only the identifier is read; names, addresses and birth dates are passed over.
Every fault tells the line and the path of the value (`ServiceRequest.reasonCode[0]`), never it.

Source: HL7 FHIR R4 (4.0.1), ServiceRequest, https://hl7.org/fhir/R4/servicerequest.html.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from samvar.formats.json_located import Located, Step
from samvar.model.errors import BadFile, Where
from samvar.model.shape import learned

HPO = ("http://human-phenotype-ontology.org", "http://purl.obolibrary.org/obo/hp.owl")
"""The ontology as HL7 names it, and as Phenopackets do."""
GENOMIC_CHANGE = ("81290-9", "48004-6", "81252-9")
"""LOINC: genomic DNA change, DNA change (c.HGVS), discrete genetic variant."""
PRIORITIES = ("routine", "urgent", "asap", "stat")
_ORDERS = ("order", "original-order", "reflex-order", "filler-order", "instance-order")
_TERM = re.compile(r"HP:\d{7}", re.ASCII)
_AT = re.compile(r" - at `(?:key in )?\$([^`]*)`$")
T = TypeVar("T")


class _Coding(msgspec.Struct, frozen=True):
    system: str = ""
    code: str = ""
    display: str = ""


class _Concept(msgspec.Struct, frozen=True):
    coding: tuple[_Coding, ...] = ()
    text: str = ""

    @property
    def words(self) -> str:
        return self.text or next((each.display for each in self.coding if each.display), "")


class _Identifier(msgspec.Struct, frozen=True):
    value: str = ""
    system: str = ""


class _Reference(msgspec.Struct, frozen=True):
    reference: str = ""
    identifier: _Identifier | None = None
    display: str = ""


class _Note(msgspec.Struct, frozen=True):
    text: str = ""


class _Request(msgspec.Struct, frozen=True, rename="camel"):
    status: str
    intent: str
    subject: _Reference
    id: str = ""
    identifier: tuple[_Identifier, ...] = ()
    priority: str = "routine"
    code: _Concept | None = None
    based_on: tuple[_Reference, ...] = ()
    reason_code: tuple[_Concept, ...] = ()
    supporting_info: tuple[_Reference, ...] = ()
    specimen: tuple[_Reference, ...] = ()
    requester: _Reference | None = None
    note: tuple[_Note, ...] = ()
    authored_on: str = ""


class _Observation(msgspec.Struct, frozen=True, rename="camel"):
    code: _Concept
    value_boolean: bool | None = None
    value_codeable_concept: _Concept | None = None
    value_string: str = ""
    data_absent_reason: _Concept | None = None


class _Relative(msgspec.Struct, frozen=True):
    relationship: _Concept


class _Named(msgspec.Struct, frozen=True):
    identifier: tuple[_Identifier, ...] = ()


class _Address(msgspec.Struct, frozen=True):
    state: str = ""


class _Organization(msgspec.Struct, frozen=True):
    name: str = ""
    address: tuple[_Address, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceRequest:
    """What is ordered. label: the sender's id. patient: the subject's identifier.

    reasons: in words, those that are no HPO terms. seen, excluded: ids of HPO terms. codes:
    `system|code` of what is asked. based_on: the label of the order that this one belongs to.
    relation: HL7's v3-RoleCode of the patient to that one's. variants: as they are written.
    region: the requester's `address.state`. Empty where nothing is said.
    """

    where: Where
    label: str
    patient: str
    asked: str
    codes: tuple[str, ...]
    priority: str
    reasons: tuple[str, ...]
    reason_codes: tuple[str, ...]
    seen: tuple[str, ...]
    excluded: tuple[str, ...]
    requester: str
    region: str
    authored: datetime | None
    notes: tuple[str, ...]
    based_on: str
    relation: str
    variants: tuple[str, ...]
    sample: str


class _Reading:
    """The file, and every resource in it by the references that reach it."""

    def __init__(self, path: Path) -> None:
        self.file = Located(path)
        value = self.file.value
        if not isinstance(value, dict):
            raise self.fault("this is no FHIR resource", [], "")
        places: list[tuple[list[Step], Any, str]] = [([], value, "")]
        if value.get("resourceType") == "Bundle":
            places = [
                (["entry", at, "resource"], each.get("resource"), str(each.get("fullUrl", "")))
                for at, each in enumerate(self._list(value, ["entry"]))
                if isinstance(each, dict)
            ]
        self.by_reference: dict[str, tuple[list[Step], Any]] = {}
        self.requests: list[tuple[list[Step], Any]] = []
        for steps, resource, url in places:
            self._take(steps, resource, url)
            if isinstance(resource, dict):
                for at, each in enumerate(self._list(resource, ["contained"])):
                    self._take([*steps, "contained", at], each, "")

    def _take(self, steps: list[Step], resource: Any, url: str) -> None:
        if not isinstance(resource, dict):
            return
        kind, id = str(resource.get("resourceType", "")), str(resource.get("id", ""))
        names = (url, f"{kind}/{id}" if id else "", f"#{id}" if id else "")
        self.by_reference |= {name: (steps, resource) for name in names if name}
        if kind == "ServiceRequest":
            self.requests.append((steps, resource))

    def _list(self, value: dict[str, Any], steps: list[Step]) -> list[Any]:
        found = value.get(str(steps[-1]), [])
        if not isinstance(found, list):
            raise self.fault("this must be a list", steps, "")
        return found

    def shaped(self, steps: Sequence[Step], value: Any, kind: type[T]) -> T:
        try:
            return msgspec.convert(value, learned(kind))
        except msgspec.ValidationError as error:
            said = str(error)
            at = _AT.search(said)
            inner = at.group(1) if at else ""
            why = _AT.sub("", said)
            raise self.fault(f"{_dotted(steps, value)}{inner}: {why}", steps, "") from None

    def fault(self, what: str, steps: Sequence[Step], remedy: str) -> BadFile:
        where = self.file.fault(what, steps).where
        return BadFile(what, where=where, remedy=remedy or None)

    def find(self, reference: _Reference, kind: str) -> tuple[list[Step], Any] | None:
        found = self.by_reference.get(reference.reference)
        return found if found is not None and found[1].get("resourceType") == kind else None

    def name_of(self, reference: _Reference | None, kind: str) -> str:
        """The identifier that a reference gives, itself or by the resource that it leads to."""
        if reference is None:
            return ""
        if reference.identifier is not None and reference.identifier.value:
            return reference.identifier.value.strip()
        found = self.find(reference, kind)
        if found is None:
            return ""
        named = self.shaped(*found, _Named)
        return next((each.value.strip() for each in named.identifier if each.value), "")


def read_service_requests(path: Path) -> tuple[ServiceRequest, ...]:
    """The orders of a file: a ServiceRequest, or a Bundle with one or more.

    Raises:
        BadFile: not JSON, no order in it, or an order that lacks what it needs; with line and path.
    """
    reading = _Reading(path)
    if not reading.requests:
        raise reading.fault("there is no ServiceRequest in the file", [], "")
    return tuple(_request(reading, *each) for each in reading.requests)


def _request(reading: _Reading, steps: list[Step], value: Any) -> ServiceRequest:
    given = reading.shaped(steps, value, _Request)

    def refuse(field: str, what: str, remedy: str = "") -> BadFile:
        here = [*steps, field] if field in value else steps
        return reading.fault(f"ServiceRequest.{field}: {what}", here, remedy)

    if given.status != "active":
        raise refuse("status", "only an active order is taken")
    if given.intent not in _ORDERS:
        raise refuse("intent", "this is no order", "send it with intent 'order'")
    if given.priority not in PRIORITIES:
        raise refuse("priority", "not a priority of FHIR", ", ".join(PRIORITIES))
    label = next((each.value for each in given.identifier if each.value), given.id).strip()
    if not label:
        raise refuse("identifier", "the order has no id by which it can be answered")
    patient = reading.name_of(given.subject, "Patient")
    if not patient:
        raise refuse("subject", "the patient has no identifier here",
                     "give subject.identifier, or the Patient with its identifier")  # fmt: skip
    if given.code is None and not given.reason_code:
        raise refuse("code", "the order does not say what is asked")
    seen, excluded, variants, relation = _supporting(reading, given, refuse)
    reasons, reason_codes = [], []
    for concept in given.reason_code:
        terms = [each.code for each in concept.coding if each.system in HPO]
        for term in terms:
            if not _TERM.fullmatch(term):
                raise refuse("reasonCode", "a code of HPO is not of the form HP:0000000")
        seen += terms
        reason_codes += [each.code for each in concept.coding if each.system not in HPO]
        if not terms and concept.words:
            reasons.append(concept.words)
    requester, region = _requester(reading, given.requester)
    return ServiceRequest(
        where=reading.fault("", steps, "").where or Where(reading.file.name),
        label=label,
        patient=patient,
        asked=given.code.words if given.code else "",
        codes=tuple(f"{c.system}|{c.code}" for c in given.code.coding) if given.code else (),
        priority=given.priority,
        reasons=tuple(reasons),
        reason_codes=tuple(filter(None, reason_codes)),
        seen=tuple(dict.fromkeys(seen)),
        excluded=tuple(dict.fromkeys(excluded)),
        requester=requester,
        region=region,
        authored=_moment(given.authored_on, refuse),
        notes=tuple(each.text for each in given.note if each.text),
        based_on=next(
            filter(None, (reading.name_of(each, "ServiceRequest") for each in given.based_on)), ""
        ),
        relation=relation,
        variants=tuple(variants),
        sample=next(
            filter(None, (reading.name_of(each, "Specimen") for each in given.specimen)), ""
        ),
    )


def _supporting(
    reading: _Reading, given: _Request, refuse: Any
) -> tuple[list[str], list[str], list[str], str]:
    """Features seen and looked for in vain, variants to look for, and who the patient is."""
    seen: list[str] = []
    excluded: list[str] = []
    variants: list[str] = []
    relation = ""
    for at, reference in enumerate(given.supporting_info):
        relative = reading.find(reference, "FamilyMemberHistory")
        if relative is not None:
            concept = reading.shaped(*relative, _Relative).relationship
            relation = next((each.code for each in concept.coding if each.code), "")
        found = reading.find(reference, "Observation")
        if found is None:
            continue
        observed = reading.shaped(*found, _Observation)
        if any(each.code in GENOMIC_CHANGE for each in observed.code.coding):
            valued = observed.value_codeable_concept
            text = observed.value_string or (valued.words if valued else "")
            text = text or next((c.code for c in valued.coding if c.code), "") if valued else text
            if not text:
                raise refuse("supportingInfo", f"number {at} names no variant")
            variants.append(text.strip())
            continue
        terms = [each.code for each in observed.code.coding if each.system in HPO]
        if not terms:
            continue
        if not all(_TERM.fullmatch(term) for term in terms):
            raise refuse("supportingInfo", f"number {at}: a code of HPO is not HP:0000000")
        if observed.data_absent_reason is not None:
            continue  # nobody has looked: neither seen nor excluded
        (excluded if observed.value_boolean is False else seen).extend(terms)
    return seen, excluded, variants, relation


def _requester(reading: _Reading, reference: _Reference | None) -> tuple[str, str]:
    if reference is None:
        return "", ""
    found = reading.find(reference, "Organization")
    if found is None:
        return reference.display or reading.name_of(reference, "Practitioner"), ""
    unit = reading.shaped(*found, _Organization)
    state = next((each.state.strip() for each in unit.address if each.state), "")
    return reference.display or unit.name, state


def _moment(text: str, refuse: Any) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise refuse("authoredOn", "this is no moment", "write it in ISO 8601") from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def _dotted(steps: Sequence[Step], value: Any) -> str:
    """A path as FHIR writes it, from the resource that it is in."""
    kind = value.get("resourceType") if isinstance(value, dict) else None
    outer = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in steps)
    return kind if isinstance(kind, str) and kind.isalpha() else outer.lstrip(".") or "resource"


__all__ = ["ServiceRequest", "read_service_requests"]
