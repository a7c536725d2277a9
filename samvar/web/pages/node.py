"""One node: whom it counts and how it is; its settings, and the doctor's findings."""

from __future__ import annotations

from litestar import Response, get
from litestar.params import FromPath
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

import samvar
from samvar.model.clock import parse_iso
from samvar.model.contribution import Scope
from samvar.model.genome import Assembly
from samvar.node.config import NodeConfig, environment_name, settings
from samvar.node.doctor import examine
from samvar.node.doctor_check import Check
from samvar.node.node import Node
from samvar.present.language import N_, Language
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import ASSAYS, CHECKS, word
from samvar.web.guard import may
from samvar.web.menu import on_menu
from samvar.web.render import page
from samvar.web.visit import Here

_MARKS = {"ok": "answered", "warn": "late", "bad": "down"}


@get(
    "/nodes/{node:str}",
    opt=on_menu("see:node", "see-node", N_("Overview"), group="node", order=10),
    sync_to_thread=True,
)
def show(visit: Here, node: FromPath[str]) -> Response[str]:
    """What the node says of itself."""
    here = visit.node_named(node)
    health = here.health()
    scope = visit.asker.purpose.scope
    snapshot = here.variants.snapshot()
    with here.records.read() as tx:
        alarms = tx.witnessed.alarms(open_only=True)
    return page(
        visit,
        "node.html",
        title=visit.language.text("Node %(centre)s", centre=here.centre.name),
        node=here,
        health=health,
        last_load=parse_iso(health.last_load) if health.last_load else None,
        started=here.started,
        epoch=snapshot.epoch,
        research=scope is Scope.RESEARCH,
        table=_individuals(here, scope, visit.language),
        profile=here.policy.profile,
        references={
            one.value: path.name
            for one in Assembly
            if (path := here.config.reference_path(one)) is not None
        },
        nodes=sorted(visit.site.nodes.values(), key=lambda other: other.centre.name),
        may_change=may(visit, here, "change:node").allowed,
        alarms=sorted({one.node for one in alarms}),
        may_audit=may(visit, here, "see:audit").allowed,
    )


@get(
    "/nodes/{node:str}/settings",
    opt=on_menu("change:node", "see-settings", N_("Settings and doctor"), group="node", order=60),
    sync_to_thread=True,
)
def show_settings(visit: Here, node: FromPath[str]) -> Response[str]:
    """Every declared setting with its value, and every check with what to do about it."""
    here = visit.node_named(node)
    checks = examine(here)
    return page(
        visit,
        "settings.html",
        title=visit.language.text("Settings and doctor"),
        node=here,
        checks=_checks(checks, visit.language),
        unwell=sum(check.state != "ok" for check in checks),
        table=_settings(here.config, visit.language),
        version=samvar.__version__,
    )


def _individuals(node: Node, scope: Scope, language: Language) -> Table:
    t = language.text
    snapshot = node.variants.snapshot()
    rows = []
    for assembly in Assembly:
        for kind, count in sorted(snapshot.individuals_by_assay(assembly, scope).items()):
            rows.append(
                Row(
                    [
                        Cell(assembly.value, data=True),
                        Cell(word(ASSAYS, kind, language)),
                        Cell(language.number(count), data=True),
                    ]
                )
            )
    return Table(
        t("Individuals counted"),
        [
            Column(t("Assembly")),
            Column(t("Assay")),
            Column(t("Individuals"), align="number"),
        ],
        rows,
        Empty(t("This node counts nobody for your purpose.")),
        key="individuals",
    )


def _checks(checks: list[Check], language: Language) -> Table:
    t = language.text
    rows = [
        Row(
            [
                Cell(word(CHECKS, check.name, language)),
                Cell(word(CHECKS, check.state, language), state=_MARKS[check.state]),
                Cell(check.found, english=True),
                Cell(check.remedy, english=True),
            ]
        )
        for check in checks
    ]
    return Table(
        t("The doctor"),
        [Column(t("What")), Column(t("State")), Column(t("Found")), Column(t("What to do"))],
        rows,
        Empty(t("No check was made.")),
        key="checks",
    )


def _settings(config: NodeConfig, language: Language) -> Table:
    t = language.text
    rows = [
        Row(
            [
                Cell(setting.name, mono=True),
                Cell(_value(config, setting.name), data=True),
                Cell(setting.metadata["sentence"], english=True),
                Cell(environment_name(setting.name), mono=True),
            ]
        )
        for setting in settings()
    ]
    return Table(
        t("Settings"),
        [
            Column(t("Setting")),
            Column(t("Value")),
            Column(t("What it is")),
            Column(t("Environment variable")),
        ],
        rows,
        Empty(t("There are no settings.")),
        key="settings",
    )


def _value(config: NodeConfig, name: str) -> str:
    """A setting's value as text, without a password that somebody wrote into a URL."""
    value = getattr(config, name)
    if name in ("records", "objects") and "://" in str(value):
        try:
            return make_url(str(value)).set(query={}).render_as_string(hide_password=True)
        except ArgumentError:
            return "?"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {item}" for key, item in value.items()) or "–"
    if isinstance(value, bool):
        return str(value).lower()  # as node.toml writes it
    return str(value) if value not in (None, "") else "–"
