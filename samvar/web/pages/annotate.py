"""Annotating through the browser: a file is sent, and comes back with the country's figures."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path
from typing import Any

import anyio.to_thread
from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath
from litestar.response import File

from samvar.govern.route import declare
from samvar.model.errors import UsageError
from samvar.model.genome import Assembly
from samvar.network.release.rules import NODES, PUBLIC
from samvar.node.annotate import AnnotateRequest, annotate
from samvar.node.annotate.kin import NONE, SAME
from samvar.node.node import Node
from samvar.present.language import N_
from samvar.web.incoming import incoming, sweep
from samvar.web.menu import on_menu
from samvar.web.render import page
from samvar.web.security import FORM_FIELD, check_form
from samvar.web.upload import Received, receive
from samvar.web.visit import Here, Visit

_FORM_BYTES = 1_000_000
"""What a form weighs beside its files."""
FORMS = ("vcf.gz", "bcf", "parquet")


@get(
    "/nodes/{node:str}/annotate",
    opt=on_menu("ask:national", "see-annotate", N_("Annotate a file"), group="node", order=35),
    sync_to_thread=True,
)
def show(visit: Here, node: FromPath[str]) -> Response[str]:
    """The form, and which releases there are to annotate by."""
    here = visit.node_named(node)
    care = visit.asker.purpose.is_care
    kind = NODES.kind if care else PUBLIC.kind
    found = [visit.site.releases.newest(kind, assembly) for assembly in Assembly]
    return page(
        visit,
        "annotate.html",
        title=visit.language.text("Annotate a file"),
        node=here,
        care=care,
        releases=[release.manifest for release in found if release is not None],
        assemblies=[one.value for one in Assembly],
        forms=FORMS,
        references=[a.value for a in Assembly if here.config.reference_path(a) is not None],
        limit=visit.language.size(here.config.upload_limit_mb * 1_000_000),
    )


@post(
    "/nodes/{node:str}/annotated",
    opt={
        **declare("ask:national", None, "annotate-upload", N_("Annotate a file")),
        "reads": ("assembly", "assert_normalised", "family", "form"),
        "takes_files": ("file", "pedigree"),
    },
    request_max_body_size=None,
    status_code=200,
)
async def send(request: Request[Any, Any, Any], visit: Here, node: FromPath[str]) -> File:
    """Keep the file, annotate it, send it back; nothing of it stays here.

    Raises:
        UsageError: the form is damaged or names no file. BadInput: too large, or a bad file.
        Refused: not our form, or policy says no.
    """
    here = visit.node_named(node)
    folder = incoming(here) / secrets.token_hex(16)

    def prove(fields: dict[str, str]) -> None:
        check_form(fields.pop(FORM_FIELD, ""), visit.form_cookie, visit.session)

    await anyio.to_thread.run_sync(sweep, here)
    limit = here.config.upload_limit_mb * 1_000_000 + _FORM_BYTES
    received = await receive(request, folder, limit, prove)
    try:
        out = await anyio.to_thread.run_sync(_annotate, visit, here, received, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return File(
        out,
        filename=out.name,
        media_type="application/octet-stream",
        content_disposition_type="attachment",
        headers={"cache-control": "no-store"},
        background=BackgroundTask(shutil.rmtree, folder, ignore_errors=True),
    )


def _annotate(visit: Visit, node: Node, received: Received, folder: Path) -> Path:
    fields = {name: value.strip() for name, value in received.fields.items()}
    files, pedigrees = (received.files.get(name, []) for name in ("file", "pedigree"))
    form, family = fields.get("form", FORMS[0]), fields.get("family", SAME)
    if len(files) != 1:
        raise UsageError("no file was chosen", remedy="choose one VCF, gVCF or BCF file")
    if form not in FORMS or family not in (SAME, NONE):
        raise UsageError("the form has another choice than those that it offers")
    path: Path = files[0]
    request = AnnotateRequest(
        path,
        fields.get("assembly", ""),
        fields.get("assert_normalised") == "yes",
        family=str(pedigrees[0]) if pedigrees else family,
    )
    name = path.name.removesuffix(".gz").removesuffix(".bgz").rpartition(".")[0] or path.name
    (folder / "annotated").mkdir()
    out = folder / "annotated" / f"{name}.annotated.{form}"
    annotate(node, visit.site.releases, request, visit.asker, out, form)
    return out
