"""Long work: the list of a node's jobs, one job's progress as it happens, and stopping it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import anyio.to_thread
import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, ServerSentEvent
from litestar.response.sse import ServerSentEventMessage

from samvar.govern.route import declare
from samvar.model.clock import iso
from samvar.model.load import LoadReport
from samvar.model.shape import learned
from samvar.node.jobs import cancel, works_of
from samvar.node.node import Node
from samvar.present.language import N_, Language
from samvar.present.load import report_tables
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import JOB_STATES, word
from samvar.store.jobs import Job, JobState
from samvar.web.form import Form
from samvar.web.guard import may
from samvar.web.menu import on_menu
from samvar.web.progress import progress_of
from samvar.web.render import onward, page
from samvar.web.visit import Here, Visit

_MARKS = {"done": "answered", "failed": "down", "running": "late", "cancelled": "suppressed"}
_POLL_S = 0.3
_LONGEST_S = 3600.0
"""After an hour the browser is asked to come back: a connection is not kept for ever."""


@get(
    "/nodes/{node:str}/jobs",
    opt=on_menu("see:jobs", "see-jobs", N_("Jobs"), group="node", order=40),
    sync_to_thread=True,
)
def show_all(visit: Here, node: FromPath[str]) -> Response[str]:
    """The newest hundred jobs."""
    here = visit.node_named(node)
    return page(
        visit,
        "jobs.html",
        title=visit.language.text("Jobs"),
        node=here,
        table=_table(here, here.jobs.list(limit=100), visit.language),
    )


@get(
    "/nodes/{node:str}/jobs/{job:str}",
    opt=declare("see:jobs", None, "see-job", N_("Job")),
    sync_to_thread=True,
)
def show(visit: Here, node: FromPath[str], job: FromPath[str]) -> Response[str]:
    """One job: how far it is, or how it ended. A reload shows the same from the job table.

    Raises:
        NotFound: this node has no such job.
    """
    here = visit.node_named(node)
    found = here.jobs.get(job)
    report = None
    if found.kind == "load" and found.result is not None:
        report = msgspec.convert(dict(found.result), learned(LoadReport))
    return page(
        visit,
        "job.html",
        title=_title(here, found, visit.language),
        node=here,
        job=found,
        state=word(JOB_STATES, found.state.value, visit.language),
        state_mark=_MARKS.get(found.state.value, "unknown"),
        files=[name.rpartition("/")[2] for name in found.args.get("files", ())],
        person=(found.asker or {}).get("user", {}).get("id", ""),
        progress=progress_of(here.jobs.events(job), visit.language),
        leads_to=_leads_to(visit, here, found),
        report=report,
        tables=report_tables(report, visit.language) if report else None,
    )


@get(
    "/nodes/{node:str}/jobs/{job:str}/events",
    opt={
        **declare("see:jobs", None, "watch-job", N_("Progress of a job")),
        "gives": "text/event-stream",
        "reads_headers": ("last-event-id",),
    },
)
async def watch(
    request: Request[Any, Any, Any], visit: Here, node: FromPath[str], job: FromPath[str]
) -> Response[Any]:
    """Server-sent events until the job has ended; `Last-Event-ID` goes on where one left.

    Raises:
        NotFound: this node has no such job.
    """
    here = visit.node_named(node)
    await anyio.to_thread.run_sync(here.jobs.get, job)
    try:
        after = max(0, int(request.headers.get("last-event-id", "0")))
    except ValueError:
        after = 0
    return ServerSentEvent(
        _events(here, job, after, visit.language),
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


async def _events(
    node: Node, job_id: str, after: int, language: Language
) -> AsyncIterator[ServerSentEventMessage]:
    deadline = asyncio.get_running_loop().time() + _LONGEST_S
    while asyncio.get_running_loop().time() < deadline:
        events = await anyio.to_thread.run_sync(node.jobs.events, job_id)
        if events and events[-1].number > after:
            after = events[-1].number
            progress = progress_of(events, language)
            if progress is not None:
                yield ServerSentEventMessage(
                    event="progress", id=after, data=json.dumps(progress.as_event())
                )
        job = await anyio.to_thread.run_sync(node.jobs.get, job_id)
        if job.state.final:
            yield ServerSentEventMessage(event="ended", id=after, data=job.state.value)
            return
        await asyncio.sleep(_POLL_S)


@post(
    "/nodes/{node:str}/jobs/{job:str}/cancel",
    opt=declare("run:job", None, "stop-job", N_("Stop the job")),
    sync_to_thread=True,
)
def stop(visit: Here, node: FromPath[str], job: FromPath[str], form: Form) -> Redirect:  # noqa: ARG001 - proof
    """Stop a job before its next step.

    Raises:
        NotFound: this node has no such job.
    """
    here = visit.node_named(node)
    cancel(here, job, visit.asker)
    return onward(f"/nodes/{here.id}/jobs/{job}")


def _table(node: Node, jobs: tuple[Job, ...], language: Language) -> Table:
    t = language.text
    rows = [
        Row(
            [
                Cell(
                    _title(node, job, language),
                    href=f"/nodes/{node.id}/jobs/{job.id}",
                ),
                Cell(
                    word(JOB_STATES, job.state.value, language),
                    state=_MARKS.get(job.state.value, "unknown"),
                ),
                Cell(str(job.args.get("dataset") or job.args.get("release", "")), data=True),
                Cell((job.asker or {}).get("user", {}).get("id", "–"), data=True),
                Cell(language.moment(job.created), moment=iso(job.created)),
                Cell(_took(job, language), data=True),
                Cell(job.id, mono=True),
            ]
        )
        for job in jobs
    ]
    return Table(
        t("Jobs, newest first"),
        [
            Column(t("Work")),
            Column(t("State")),
            Column(t("Of what")),
            Column(t("By")),
            Column(t("Asked for"), unit="UTC"),
            Column(t("Took"), align="number"),
            Column(t("Id")),
        ],
        rows,
        Empty(
            t("No long work has been asked for at this node."),
            t("Load a file"),
            f"/nodes/{node.id}/load",
        ),
        key="jobs",
        caption_hidden=True,
    )


def _title(node: Node, job: Job, language: Language) -> str:
    work = works_of(node).get(job.kind)
    return language.text(work.title) if work else job.kind


def _leads_to(visit: Visit, node: Node, job: Job) -> str | None:
    work = works_of(node).get(job.kind)
    if job.state is not JobState.DONE or work is None or work.leads_to is None:
        return None
    permission, address = work.leads_to
    return address(node.id, job.args) if may(visit, node, permission).allowed else None


def _took(job: Job, language: Language) -> str:
    if job.ended is None:
        return "–"
    return language.duration((job.ended - job.created).total_seconds())
