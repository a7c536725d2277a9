"""The areas' pages as routes: the shell around what `present.page` declares."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from typing import Any

from anyio import to_thread
from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler, get, post
from litestar.response import Stream

from samvar.node.build import AREAS
from samvar.node.jobs import submit
from samvar.present.page import Answer, Download, Later, Onward, Page, Reader
from samvar.web.form import Form
from samvar.web.guard import may
from samvar.web.render import onward, page
from samvar.web.visit import Here, Visit


def handlers() -> tuple[HTTPRouteHandler, ...]:
    """One route for each page of each area."""
    found: list[HTTPRouteHandler] = []
    for area in AREAS:
        pages: Sequence[Page] = importlib.import_module(area.pages).PAGES
        found += [_handler(area.name, each) for each in pages]
    return tuple(found)


def _handler(area: str, declared: Page) -> HTTPRouteHandler:
    # Threads by hand: Litestar wraps a function twice when two methods share a path.
    if declared.method == "POST":

        async def take(request: Request[Any, Any, Any], visit: Here, form: Form) -> Response[Any]:
            return await to_thread.run_sync(
                _answer, area, declared.answer, request, visit, dict(form)
            )

        return post(declared.path, opt=dict(declared.opt))(take)

    async def show(request: Request[Any, Any, Any], visit: Here) -> Response[Any]:
        return await to_thread.run_sync(_answer, area, declared.answer, request, visit, {})

    return get(declared.path, opt=dict(declared.opt))(show)


def _answer(
    area: str,
    answer: Callable[[Reader], Answer],
    request: Request[Any, Any, Any],
    visit: Visit,
    form: dict[str, str],
) -> Response[Any]:
    path = {name: str(value) for name, value in request.path_params.items()}
    node = visit.node_named(path["node"]) if "node" in path else visit.node
    reader = Reader(
        asker=visit.asker,
        language=visit.language,
        node=node,
        network=visit.site.network(node.id),
        deadline_s=node.config.deadline_s,
        may=lambda permission: may(visit, node, permission).allowed,
        path=path,
        query={name: value for name, value in request.query_params.items() if len(value) < 2000},
        form=form,
    )
    given = answer(reader)
    if isinstance(given, Onward):
        return onward(given.path)
    if isinstance(given, Later):
        job = submit(node, given.kind, given.args, visit.asker)
        return onward(f"/nodes/{node.id}/jobs/{job.id}")
    if isinstance(given, Download):
        return _file(given)
    return page(
        visit,
        f"{area}/{given.template}",
        title=given.title,
        status=given.status,
        node=node,
        reader=reader,
        **given.values,
    )


def _file(given: Download) -> Response[Any]:
    kind = "inline" if given.inline else "attachment"
    headers = {
        "content-disposition": f'{kind}; filename="{given.name}"',
        "cache-control": "no-store",
    }
    if isinstance(given.content, bytes):
        return Response(given.content, media_type=given.media_type, headers=headers)
    return Stream(given.content, media_type=given.media_type, headers=headers)
