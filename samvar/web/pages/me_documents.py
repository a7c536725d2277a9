"""A patient's own reports, and their data as a file."""

from __future__ import annotations

from litestar import Response, get
from litestar.params import FromPath

from samvar.formats.phenopacket.write import phenopacket_json
from samvar.govern.route import declare
from samvar.model.errors import NotFound
from samvar.node.own import documents_of, phenopacket_of
from samvar.present.language import N_
from samvar.web.pages.me import person_of
from samvar.web.visit import Here

_ENDINGS = {"pdf": ".pdf", "json": ".json", "fhir": ".fhir.json"}


@get(
    "/me/documents/{document:str}/{shape:str}",
    opt={
        **declare("see:own-access", None, "see-own-document", N_("My report")),
        "own": True,
        "gives": ("application/pdf", "application/json", "application/fhir+json"),
    },
    sync_to_thread=True,
)
def show(visit: Here, document: FromPath[str], shape: FromPath[str]) -> Response[bytes]:
    """One of the person's own documents, in one of its forms.

    Raises:
        NotFound: it is not theirs, or has no such form.
    """
    for each in documents_of(visit.node, person_of(visit)):
        if each.id == document and shape in each.forms:
            kind, content = each.forms[shape]
            return _file(content(visit.language), kind, f"{each.id}{_ENDINGS.get(shape, '')}")
    raise NotFound("you have no such document here")


@get(
    "/me/export/phenopacket",
    opt={
        **declare("see:own-access", None, "export-own-data", N_("My data as a file")),
        "own": True,
        "gives": "application/json",
        "also": (404,),
    },
    sync_to_thread=True,
)
def export(visit: Here) -> Response[bytes]:
    """The person and their samples as a Phenopacket v2."""
    packet = phenopacket_of(visit.node, person_of(visit))
    return _file(phenopacket_json(packet, indent=1), "application/json", "phenopacket.json")


def _file(content: bytes, kind: str, name: str) -> Response[bytes]:
    return Response(
        content,
        media_type=kind,
        headers={
            "content-disposition": f'attachment; filename="{name}"',
            "cache-control": "no-store",
        },
    )
