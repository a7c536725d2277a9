"""How often a variant is seen, and who answered, as tables."""

from __future__ import annotations

from collections.abc import Mapping

from samvar.network.merge import NationalAnswer
from samvar.present.coverage import centre_name, state_name
from samvar.present.figures.interval_plot import Scale, interval_axis, interval_bar
from samvar.present.frequency import Line, places_for
from samvar.present.language import Language
from samvar.present.table import Cell, Column, Empty, Row, Table


def frequencies_table(
    lines: list[Line],
    groups: Mapping[int, str],
    language: Language,
    *,
    hemi: bool,
    key: str = "frequencies",
) -> Table:
    """Each group of people with its frequency and interval.

    groups: titles, by the line before which they stand.

    hemi: whether the contig is one of which some people have a single copy.
    """
    t = language.text
    found = [line.frequency for line in lines]
    scale = Scale.reaching(max((one.upper for one in found if one is not None), default=0.0))
    places = places_for(max((line.an or 0 for line in lines), default=0))
    rows = [
        _row(line, scale, places, number == 0, groups.get(number, ""), language, hemi=hemi)
        for number, line in enumerate(lines)
    ]
    return Table(
        t("Frequency with its 95 % interval"),
        [
            Column(t("Group")),
            Column(t("Frequency"), unit="0–1", align="number"),
            Column(t("95 % interval"), unit=t("Wilson"), align="number"),
            Column(t("Interval"), markup=interval_axis(scale, language)),
            Column(t("Copies"), unit="AC", align="number"),
            Column(t("Alleles looked at"), unit="AN", align="number"),
            Column(t("Homozygotes"), unit=t("individuals"), align="number"),
            *([Column(t("Hemizygotes"), unit=t("individuals"), align="number")] if hemi else []),
            Column(t("Could be looked at"), unit=t("individuals"), align="number"),
        ],
        rows,
        Empty(t("No centre gave an answer to this question."), t("Ask again in a moment.")),
        key=key,
        caption_hidden=True,
    )


def _row(
    line: Line,
    scale: Scale,
    places: int,
    strong: bool,
    group: str,
    language: Language,
    *,
    hemi: bool,
) -> Row:
    name = Cell(line.label, note=language.text(line.note) if line.note else "", data=True)
    if line.state not in ("answered", "suppressed"):
        state = Cell(state_name(line.state, language), state=line.state)
        return Row(
            [name, state, *(Cell("–") for _ in range(7 if hemi else 6))], group=group, muted=True
        )
    value = line.frequency
    if line.hidden:
        first = [Cell(language.text("below the floor"), state="suppressed"), Cell("–"), Cell("–")]
    elif value is None:
        first = [Cell(language.text("nobody was looked at")), Cell("–"), Cell("–")]
    else:
        interval = (
            f"{language.decimal(value.lower, places)}–{language.decimal(value.upper, places)}"
        )
        first = [
            Cell(language.decimal(value.value, places), data=True),
            Cell(interval, data=True),
            Cell("", markup=interval_bar(value, scale, strong=strong)),
        ]
    single = (line.hemi,) if hemi else ()
    counts = (line.ac, line.an, line.hom, *single, line.individuals)
    rest = [Cell("–" if n is None else language.number(n), data=True) for n in counts]
    return Row([name, *first, *rest], strong=strong, group=group)


def receipts_table(answer: NationalAnswer, language: Language) -> Table:
    """Each centre's state, commit and entry in its audit log."""
    t = language.text
    rows = []
    for part in sorted(answer.parts, key=lambda one: centre_name(one.node)):
        receipt = part.receipt
        rows.append(
            Row(
                [
                    Cell(centre_name(part.node), data=True),
                    Cell(state_name(part.state, language), state=part.state),
                    Cell("–" if part.epoch is None else language.number(part.epoch), data=True),
                    Cell(
                        "–" if part.individuals is None else language.number(part.individuals),
                        data=True,
                    ),
                    Cell(language.decimal(part.took_ms, 1), data=True),
                    Cell("–" if receipt is None else language.number(receipt.sequence), data=True),
                    Cell("" if receipt is None else receipt.leaf[:16], mono=True),
                ]
            )
        )
    heard = {part.node for part in answer.parts}
    for one in answer.missing:
        if one.node not in heard:
            state = Cell(state_name(one.state, language), state=one.state)
            last = "–" if one.individuals is None else language.number(one.individuals)
            blanks = [Cell("–"), Cell(last, data=True), Cell("–"), Cell("–"), Cell("")]
            rows.append(Row([Cell(centre_name(one.node), data=True), state, *blanks], muted=True))
    return Table(
        t("Who answered, and the receipts"),
        [
            Column(t("Centre")),
            Column(t("State")),
            Column(t("Epoch"), align="number"),
            Column(t("Counted"), unit=t("individuals"), align="number"),
            Column(t("Answer time"), unit="ms", align="number"),
            Column(t("Audit entry"), unit=t("number"), align="number"),
            Column(t("Leaf hash"), unit="SHA-256"),
        ],
        rows,
        Empty(t("The roster names no node.")),
        key="receipts",
        caption_hidden=True,
    )
