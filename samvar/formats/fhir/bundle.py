"""What every Bundle of a genomic report has: entries with ids of their own, notes, provenance."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID, uuid5

from samvar.formats.fhir.code import NOTE_TYPE, PARTICIPANT, RELATED, Json, coded, extension
from samvar.formats.fhir.report import Citation
from samvar.formats.fhir.tidy import tidy

_OURS = UUID("8a3a5a9e-6a2f-5d0b-9f0e-5b1f2f7a7c11")
"""The namespace of all ids (RFC 9562, version 5): the same report, the same ids."""


class Entries:
    """The bundle's entries in their order; each is addressed by what it is."""

    def __init__(self, report: str) -> None:
        self._report = report
        self.all: list[Json] = []

    def address(self, what: str) -> str:
        """The URN of an entry, whether or not it is there yet."""
        return f"urn:uuid:{uuid5(_OURS, f'{self._report}/{what}')}"

    def refer(self, what: str, display: str | None = None) -> Json:
        """A reference to an entry."""
        return {"reference": self.address(what), "display": display}

    def add(self, what: str, resource: Json) -> Json:
        """Append a resource; returns the reference to it."""
        address = self.address(what)
        kind = {"resourceType": resource["resourceType"], "id": address.removeprefix("urn:uuid:")}
        self.all.append({"fullUrl": address, "resource": {**kind, **resource}})
        return self.refer(what)


def collection(head: Entries, entries: list[Json], made: datetime) -> Json:
    """The Bundle, of type `collection`, without anything that FHIR JSON may not hold."""
    bundle: Json = tidy(
        {
            "resourceType": "Bundle",
            "id": head.address("bundle").removeprefix("urn:uuid:"),
            "identifier": {"system": "urn:ietf:rfc:3986", "value": head.address("bundle")},
            "type": "collection",
            "timestamp": instant(made),
            "entry": entries,
        }
    )
    return bundle


def instant(moment: datetime) -> str:
    """A moment to the second, in UTC."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def disclaimer(words: str) -> Json:
    """A sentence on the limits of the test, as the guide's extension."""
    kind = coded(NOTE_TYPE, "test-disclaimer", "Test Disclaimer")
    return {
        "url": extension("genomic-report-note"),
        "valueAnnotation": {
            "extension": [{"url": extension("annotation-code"), "valueCodeableConcept": kind}],
            "text": words,
        },
    }


def predecessor(report: str) -> list[Json]:
    """The report that this one amends; nothing where there is none."""
    if not tidy(report):
        return []
    earlier = {"type": "predecessor", "display": report}
    return [{"url": RELATED, "valueRelatedArtifact": earlier}]


def author(by: str, name: str) -> Json:
    """Who signed: by name with the professional id beside, or by the id where no name is known."""
    if not tidy(name):
        return {"display": by} if tidy(by) else {}
    who = {"type": "Practitioner", "display": name}
    return {**who, "identifier": {"value": by}} if tidy(by) else who


def interpreters(by: str, name: str) -> list[Json] | None:
    """The person who answers for a report's conclusion; None where no name is known."""
    return [author(by, name)] if tidy(name) else None


def provenance(
    target: Json,
    made: datetime,
    software: str,
    signer: Json,
    centre: str,
    sources: Iterable[Citation],
) -> Json:
    """Who made it with what, and from which knowledge. signer: as `author` makes it."""
    parts = (
        ("assembler", {"display": software} if tidy(software) else {}),
        ("author", signer),
        ("legal", {"display": centre} if tidy(centre) else {}),
    )
    agents = [
        {"type": coded(PARTICIPANT, kind, kind.capitalize()), "who": who}
        for kind, who in parts
        if who
    ]
    known = [
        {"role": "source", "what": {"identifier": {"value": each.label}, "display": each.display}}
        for each in sources
        if tidy(each.label) or tidy(each.display)
    ]
    return {
        "resourceType": "Provenance",
        "target": [target],
        "recorded": instant(made),
        "agent": agents or [{"who": {"display": "unknown"}}],
        "entity": known,
    }
