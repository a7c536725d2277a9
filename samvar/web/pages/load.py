"""Loading files: a form, a job, and at its end a report of what happened to every record."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path
from typing import Any

import anyio.to_thread
import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from samvar.govern.route import declare
from samvar.model.errors import UsageError
from samvar.model.genome import Assembly
from samvar.model.load import LoadReport, LoadRequest
from samvar.model.person import AssayKind
from samvar.model.shape import learned
from samvar.node.jobs import submit
from samvar.node.node import Node
from samvar.present.language import N_
from samvar.present.load import report_tables
from samvar.present.words import AREAS, ASSAYS
from samvar.web.incoming import import_roots, incoming, server_files, server_path, sweep
from samvar.web.menu import on_menu
from samvar.web.render import onward, page
from samvar.web.security import FORM_FIELD, check_form
from samvar.web.upload import Received, receive
from samvar.web.visit import Here, Visit

_FORM_BYTES = 1_000_000
"""What a form weighs beside its files."""


@get(
    "/nodes/{node:str}/load",
    opt=on_menu("load:data", "see-load", N_("Load a file"), group="node", order=30),
    sync_to_thread=True,
)
def show(visit: Here, node: FromPath[str]) -> Response[str]:
    """The form."""
    here = visit.node_named(node)
    with here.records.read() as tx:
        datasets = tx.datasets.all()
    return page(
        visit,
        "load.html",
        title=visit.language.text("Load a file"),
        node=here,
        datasets=datasets,
        assemblies=[one.value for one in Assembly],
        areas=AREAS,
        assays=[(kind.value, ASSAYS[kind.value]) for kind in AssayKind],
        references=[a.value for a in Assembly if here.config.reference_path(a) is not None],
        server_files=server_files(here),
        has_folders=bool(import_roots(here)),
        limit=visit.language.size(here.config.upload_limit_mb * 1_000_000),
    )


@post(
    "/nodes/{node:str}/loads",
    opt={
        **declare("load:data", None, "submit-load", N_("Load a file")),
        "reads": (
            "dataset",
            "title",
            "assembly",
            "assert_normalised",
            "assay",
            "ancestry_names",
            "area",
            "research",
            "server_paths",
        ),
        "takes_files": ("files", "sheet", "bed"),
    },
    request_max_body_size=None,
)
async def begin(request: Request[Any, Any, Any], visit: Here, node: FromPath[str]) -> Redirect:
    """Keep the files, ask for the work, go on to its progress.

    Raises:
        UsageError: the form is damaged or names no file. BadInput: too large.
        Refused: not our form, or a path outside the import folders.
    """
    here = visit.node_named(node)
    limit = here.config.upload_limit_mb * 1_000_000 + _FORM_BYTES
    key = secrets.token_hex(16)
    folder = incoming(here) / key

    def prove(fields: dict[str, str]) -> None:
        check_form(fields.pop(FORM_FIELD, ""), visit.form_cookie, visit.session)

    await anyio.to_thread.run_sync(sweep, here)
    received = await receive(request, folder, limit, prove)
    try:
        job_id = await anyio.to_thread.run_sync(_submit, visit, here, received, key)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return onward(f"/nodes/{here.id}/jobs/{job_id}")


def _submit(visit: Visit, node: Node, received: Received, key: str) -> str:
    request = _request(node, received)
    args = msgspec.to_builtins(request.checked())
    return submit(node, "load", args, visit.asker, key).id


def _request(node: Node, received: Received) -> LoadRequest:
    fields = {name: value.strip() for name, value in received.fields.items()}
    files = [*received.files.get("files", [])]
    for line in fields.get("server_paths", "").splitlines():
        if line.strip():
            files.append(server_path(node, line))
    if not files:
        raise UsageError("no file was chosen", remedy="choose a file or name a path")
    return LoadRequest(
        dataset=fields.get("dataset", ""),
        title=fields.get("title", "")[:200],
        files=tuple(str(path) for path in files),
        assembly=fields.get("assembly", ""),
        assert_normalised=fields.get("assert_normalised") == "yes",
        assay=fields.get("assay", ""),
        callable_bed=_one(received, "bed"),
        sheet=_one(received, "sheet"),
        ancestry_names=_names(fields.get("ancestry_names", "")),
        research=fields.get("research") == "yes",
        area=fields.get("area", ""),
    )


def _one(received: Received, field: str) -> str:
    paths: list[Path] = received.files.get(field, [])
    return str(paths[0]) if paths else ""


def _names(text: str) -> dict[str, str]:
    """`1=AFR, 2=AMR` as a table.

    >>> _names("1=AFR, 2 = AMR")
    {'1': 'AFR', '2': 'AMR'}

    Raises:
        UsageError: a part without an equals sign.
    """
    names: dict[str, str] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        code, sign, name = (piece.strip() for piece in part.partition("="))
        if not sign or not code or not name:
            raise UsageError("write ancestry codes as 1=AFR, 2=AMR")
        names[code] = name
    return names


@get(
    "/nodes/{node:str}/loads/{load:str}",
    opt=declare("see:jobs", None, "see-load-report", N_("Load report")),
    sync_to_thread=True,
)
def report(visit: Here, node: FromPath[str], load: FromPath[str]) -> Response[str]:
    """The report of a load that ended.

    Raises:
        NotFound: this node has no such load.
    """
    here = visit.node_named(node)
    with here.records.read() as tx:
        found = tx.loads.get(load)
    kept = (
        None if found.report is None else msgspec.convert(dict(found.report), learned(LoadReport))
    )
    return page(
        visit,
        "load_report.html",
        title=visit.language.text("Load report"),
        node=here,
        load=found,
        report=kept,
        tables=report_tables(kept, visit.language) if kept else None,
    )
