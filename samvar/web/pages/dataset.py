"""Datasets: the nation's list, and one node's own with its loads."""

from __future__ import annotations

from collections.abc import Sequence

from litestar import Response, get
from litestar.params import FromPath

from samvar.model.contribution import Scope
from samvar.network.view import DatasetRow
from samvar.node.node import Node
from samvar.present.coverage import centre_name, coverage_line, is_whole
from samvar.present.language import N_, Language
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import LOAD_STATES, word
from samvar.store.records.loads import Load
from samvar.web.guard import may
from samvar.web.menu import on_menu
from samvar.web.question import ask
from samvar.web.render import page
from samvar.web.visit import Here, Visit

_MARKS = {"live": "answered", "pending": "late", "failed": "down", "withdrawn": "suppressed"}


@get(
    "/nodes/{node:str}/datasets",
    opt=on_menu("see:datasets", "see-datasets", N_("Datasets"), group="node", order=20),
    sync_to_thread=True,
)
def show(visit: Here, node: FromPath[str]) -> Response[str]:
    """What one node holds; how it came there, to those who work with its data.

    Names of files may say more than a sum does: another centre's people do not see them.
    """
    here = visit.node_named(node)
    loads: tuple[Load, ...] | None = None
    if may(visit, here, "see:jobs").allowed:
        with here.records.read() as tx:
            loads = tx.loads.of(limit=200)
    return page(
        visit,
        "datasets.html",
        title=visit.language.text("Datasets"),
        node=here,
        table=_datasets(here, visit.language),
        loads=None if loads is None else _loads(here, loads, visit.language),
    )


@get(
    "/datasets",
    opt=on_menu("see:datasets", "see-national-datasets", N_("Datasets"), group="nation", order=30),
    sync_to_thread=True,
)
def show_national(visit: Here) -> Response[str]:
    """What all nodes hold for the visitor's use."""
    answer = ask(visit, "dataset_list")
    rows = sorted((answer.value or {}).values(), key=lambda row: (centre_name(row.node), row.title))
    return page(
        visit,
        "national_datasets.html",
        title=visit.language.text("Datasets in the country"),
        coverage=coverage_line(answer.coverage, answer.missing, visit.language),
        whole=is_whole(answer.coverage),
        table=_national(rows, visit),
    )


def _national(rows: Sequence[DatasetRow], visit: Visit) -> Table:
    t = visit.language.text
    lines = [
        Row(
            [
                Cell(row.title, data=True),
                Cell(
                    centre_name(row.node),
                    href=f"/nodes/{row.node}" if row.node in visit.site.nodes else "",
                    data=True,
                ),
                Cell(row.assembly, data=True),
                Cell(visit.language.number(row.samples), data=True),
                Cell(" ".join(row.duo) or "–", data=True),
                Cell(row.created[:10], moment=row.created),
                Cell(row.id, mono=True),
            ]
        )
        for row in rows
    ]
    return Table(
        t("Datasets in the country"),
        [
            Column(t("Dataset")),
            Column(t("Centre")),
            Column(t("Assembly")),
            Column(t("Live"), unit=t("samples"), align="number"),
            Column(t("Terms of use"), unit="DUO"),
            Column(t("Since"), unit="UTC"),
            Column(t("Id")),
        ],
        lines,
        Empty(t("No centre that answered holds data for your purpose.")),
        key="datasets",
        caption_hidden=True,
    )


def _datasets(node: Node, language: Language) -> Table:
    t = language.text
    research = {(row.id, row.assembly): row.samples for row in node.datasets(Scope.RESEARCH)}
    rows = [
        Row(
            [
                Cell(row.title, data=True),
                Cell(row.assembly, data=True),
                Cell(language.number(row.samples), data=True),
                Cell(language.number(research.get((row.id, row.assembly), 0)), data=True),
                Cell(" ".join(row.duo) or "–", data=True),
                Cell(row.created[:10], moment=row.created),
                Cell(row.id, mono=True),
            ]
        )
        for row in node.datasets(Scope.CARE)
    ]
    return Table(
        t("Datasets with live samples"),
        [
            Column(t("Dataset")),
            Column(t("Assembly")),
            Column(t("Care"), unit=t("samples"), align="number"),
            Column(t("Research"), unit=t("samples"), align="number"),
            Column(t("Terms of use"), unit="DUO"),
            Column(t("Since"), unit="UTC"),
            Column(t("Id")),
        ],
        rows,
        Empty(
            t("This node holds no data yet."),
            t("Load a file"),
            f"/nodes/{node.id}/load",
        ),
        key="datasets",
    )


def _loads(node: Node, loads: tuple[Load, ...], language: Language) -> Table:
    t = language.text
    rows = [
        Row(
            [
                Cell(
                    language.moment(load.at),
                    href=f"/nodes/{node.id}/loads/{load.id}",
                    data=True,
                ),
                Cell(", ".join(file.name for file in load.files), data=True),
                Cell(load.assembly.value, data=True),
                Cell(
                    word(LOAD_STATES, load.state.value, language),
                    state=_MARKS.get(load.state.value, "unknown"),
                ),
                Cell("–" if load.epoch is None else language.number(load.epoch), data=True),
                Cell(load.by, data=True),
                Cell(_people(load, language), data=True),
            ],
            muted=load.state.value in ("failed", "withdrawn"),
        )
        for load in loads
    ]
    return Table(
        t("Loads, newest first"),
        [
            Column(t("Time"), unit="UTC"),
            Column(t("Files")),
            Column(t("Assembly")),
            Column(t("State")),
            Column(t("Epoch"), align="number"),
            Column(t("By")),
            Column(t("Individuals counted"), align="number"),
        ],
        rows,
        Empty(t("Nothing has been loaded here.")),
        key="loads",
    )


def _people(load: Load, language: Language) -> str:
    counted = (load.report or {}).get("individuals_counted")
    return language.number(counted) if isinstance(counted, int) else "–"
