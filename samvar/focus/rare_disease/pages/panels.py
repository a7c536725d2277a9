"""Gene panels of the node: all of them, and a new version out of a file."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from samvar.focus.rare_disease.model.panel import GREEN, KeptPanel
from samvar.focus.rare_disease.service.panels import keep_panels, list_panels, panels_of_text
from samvar.present.language import N_
from samvar.present.page import Answer, Onward, Page, Reader, Shown, shows, takes
from samvar.present.table import Cell, Column, Empty, Row, Table

PATH = "/nodes/{node:str}/rare/panels"


def panels_path(reader: Reader, *rest: str) -> str:
    """The address of the panels, or of one."""
    return "/".join((f"/nodes/{reader.node.id}/rare/panels", *rest))


def show(reader: Reader) -> Answer:
    """Each panel with its newest version in use, and how many versions there are."""
    found = list_panels(reader.node, reader.asker)
    return Shown(
        "panels.html",
        reader.language.text(N_("Gene panels")),
        {"table": _table(reader, found), "may_change": reader.may("change:knowledge")},
    )


def _table(reader: Reader, found: Sequence[KeptPanel]) -> Table:
    t, number = reader.language.text, reader.language.number
    rows = []
    for panel, group in groupby(found, lambda each: each.panel.id):
        versions = list(group)
        live = next((each for each in versions if each.retired is None), None)
        newest = live or versions[0]
        genes = newest.panel.genes
        rows.append(
            Row(
                [
                    Cell(newest.panel.name, href=panels_path(reader, panel), data=True),
                    Cell(panel, data=True),
                    Cell(newest.panel.version, data=True),
                    Cell(t(N_("In use")), state="answered")
                    if live
                    else Cell(t(N_("Retired")), state="refused"),
                    Cell(number(len(genes)), data=True),
                    Cell(number(sum(each.counts(GREEN) for each in genes)), data=True),
                    Cell(number(len(versions)), data=True),
                    Cell(newest.panel.source, data=True),
                    Cell(reader.language.moment(newest.at), moment=newest.at.isoformat()),
                ]
            )
        )
    return Table(
        t(N_("Gene panels")),
        [
            Column(t(N_("Panel"))),
            Column("Id", data=True),
            Column(t(N_("Newest version"))),
            Column(t(N_("State"))),
            Column(t(N_("Genes")), align="number"),
            Column(t(N_("Green")), align="number", unit=t(N_("or not rated"))),
            Column(t(N_("Versions")), align="number"),
            Column(t(N_("Source"))),
            Column(t(N_("Kept")), unit="UTC"),
        ],
        rows,
        Empty(
            t(N_("This node has no gene panel yet.")),
            t(N_("Bring one below, or on the command line: samvar rare panel import")),
        ),
        key="panels",
        caption_hidden=True,
    )


def take(reader: Reader) -> Answer:
    """Keep the panels of a file; what the form states of them stands before what the file does."""
    form = reader.form
    found = panels_of_text(
        form.get("file", ""),
        identifier=form.get("id", "").strip(),
        version=form.get("version", "").strip(),
        name=form.get("name", "").strip(),
    )
    kept = keep_panels(reader.node, found, reader.asker)
    return Onward(panels_path(reader, *([kept[0].panel.id] if len(kept) == 1 else [])))


PAGES: tuple[Page, ...] = (
    shows(PATH, show, "see:knowledge", "see-panels", N_("Gene panels"), menu=("rare_disease", 70)),
    takes(PATH, take, "change:knowledge", "keep-panel", N_("Keep a gene panel")).reads(
        "file", "id", "version", "name"
    ),
)
