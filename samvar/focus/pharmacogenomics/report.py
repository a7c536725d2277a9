"""The signed record of a report, and the forms that are drawn from it: JSON, FHIR, PDF.

The record is the report; every form is made of it and of nothing else. It is signed over its
canonical bytes (RFC 8785) with an empty `signature`, under a domain of its own, so that no other
document of a node can be taken for one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import msgspec

from samvar.focus.pharmacogenomics.model import Report
from samvar.focus.pharmacogenomics.report_fhir import as_genomics_report
from samvar.focus.pharmacogenomics.report_view import view
from samvar.formats.fhir.genomics_report import bundle_of
from samvar.govern.keys import NodeKey, PublicKey
from samvar.model.errors import BadFile, UsageError, Where
from samvar.model.shape import learned
from samvar.network.canonical import canonical
from samvar.network.wire import UNREADABLE
from samvar.present.language import Language
from samvar.present.pdf import Attachment, make_pdf

FORM = "samvar/pgx-report/1"
_DOMAIN = f"{FORM}\0".encode()
_TEMPLATE = Path(__file__).parent / "templates" / "report.typ"


def as_document(report: Report) -> dict[str, Any]:
    """The record as JSON-able values; `form` says which shape it has.

    `samples` is left out where there are none: reports were signed before there were any.
    """
    fields: dict[str, Any] = msgspec.to_builtins(report)
    if not report.samples:
        del fields["samples"]
    return {"form": FORM, **fields}


def from_document(document: Mapping[str, Any]) -> Report:
    """What `as_document` wrote.

    Raises:
        BadFile: another shape, an unknown or a lacking field. The record is never quoted.
    """
    where = Where("report")
    fields = {name: value for name, value in document.items() if name != "form"}
    if document.get("form") != FORM:
        raise BadFile("this is no pharmacogenomic report of ours", where=where)
    try:
        report = msgspec.convert(fields, learned(Report))
        same = canonical_bytes(report) == canonical(document)
    except (*UNREADABLE, UsageError):
        raise BadFile("the report has another shape", where=where) from None
    if not same:
        raise BadFile("the report has fields that we do not know", where=where)
    return report


def canonical_bytes(report: Report) -> bytes:
    """The record as it is kept and downloaded, with its signature: one byte sequence (RFC 8785).

    Raises:
        UsageError: a text is not Unicode, or a number is none.
    """
    return canonical(as_document(report))


def from_bytes(raw: bytes) -> Report:
    """What `canonical_bytes` wrote.

    Raises:
        BadFile: not JSON, or not a report.
    """
    try:
        found = msgspec.json.decode(raw)
    except UNREADABLE:
        raise BadFile("this is not JSON", where=Where("report")) from None
    if not isinstance(found, dict):
        raise BadFile("the report has another shape", where=Where("report"))
    return from_document(found)


def sign(report: Report, signer: str, key: NodeKey) -> Report:
    """The report with its signer (a node's id) and the signature of the node's key."""
    named = replace(report, signer=signer)
    return replace(named, signature=key.sign(_signed(named)).hex())


def verify(report: Report, keys: Iterable[PublicKey]) -> bool:
    """Whether one of these keys signed exactly this record; an unsigned one is not signed."""
    try:
        signature = bytes.fromhex(report.signature)
    except ValueError:
        return False
    signed = _signed(report)
    return any(key.verify(signed, signature) for key in keys)


def _signed(report: Report) -> bytes:
    return _DOMAIN + canonical_bytes(replace(report, signature=""))


def bundle(report: Report) -> dict[str, Any]:
    """The report as a FHIR R4 Bundle of the Genomics Reporting guide (STU 3)."""
    return bundle_of(as_genomics_report(report))


def bundle_bytes(report: Report) -> bytes:
    """The same as JSON, in canonical form."""
    return canonical(bundle(report))


def pdf(report: Report, language: Language, fhir: bytes | None) -> bytes:
    """The report for paper, PDF/A-3a and PDF/UA-1: the same record gives the same bytes.

    fhir: a bundle to attach, as a receiver's system may want to read it.
    """
    shown = view(report, language)
    attached = []
    if fhir is not None:
        name = f"{report.kind}.fhir.json"
        attached.append(Attachment(name, "application/fhir+json", shown.words["fhir"], fhir))
    return make_pdf(_TEMPLATE, asdict(shown), report.made, language.code, attached)
