"""The ward's patients, and those who take part in a patient's care, as tables."""

from __future__ import annotations

from collections.abc import Mapping

from samvar.model.consent import CareRelation
from samvar.node.node import Node
from samvar.present.language import Language
from samvar.present.own_words import REASONS, UNITS
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import word


def patients_table(
    node: Node, relations: tuple[CareRelation, ...], labels: Mapping[str, str], language: Language
) -> Table:
    """Each patient once, by the newest relation."""
    t = language.text
    newest: dict[str, CareRelation] = {}
    for each in relations:
        newest.setdefault(each.person, each)
    rows = [
        Row(
            [
                Cell(
                    labels.get(each.person, each.person),
                    href=f"/nodes/{node.id}/patients/{each.person}",
                    data=True,
                ),
                Cell(word(REASONS, each.reason.value, language)),
                Cell(_whom(each, language)),
                Cell(language.moment(each.since), moment=each.since.isoformat()),
                Cell(language.moment(each.until), moment=each.until.isoformat()),
            ]
        )
        for each in newest.values()
    ]
    return Table(
        t("My patients"),
        [
            Column(t("Patient"), unit=t("the laboratory's label")),
            Column(t("Because of")),
            Column(t("Open to")),
            Column(t("From"), unit="UTC"),
            Column(t("Until"), unit="UTC"),
        ],
        rows,
        Empty(t("You take part in nobody's care here.")),
        key="patients",
        caption_hidden=True,
    )


def relations_table(relations: tuple[CareRelation, ...], language: Language) -> Table:
    """Who takes part in one patient\'s care, and who did."""
    t = language.text
    rows = [
        Row(
            [
                Cell(_whom(each, language)),
                Cell(word(REASONS, each.reason.value, language)),
                Cell(language.moment(each.since), moment=each.since.isoformat()),
                Cell(
                    language.moment(each.closed or each.until),
                    moment=(each.closed or each.until).isoformat(),
                    note=t("ended by hand") if each.closed else "",
                ),
                Cell(each.by, data=True),
            ]
        )
        for each in relations
    ]
    return Table(
        t("Who takes part in the care"),
        [
            Column(t("Open to")),
            Column(t("Because of")),
            Column(t("From"), unit="UTC"),
            Column(t("Until"), unit="UTC"),
            Column(t("Noted by")),
        ],
        rows,
        Empty(t("Nobody.")),
        key="relations",
    )


def _whom(relation: CareRelation, language: Language) -> str:
    if relation.user:
        return relation.user
    return (
        word(UNITS, relation.unit, language)
        if relation.unit
        else language.text("all of the centre")
    )
