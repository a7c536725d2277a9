"""What the file says of a variant: every transcript, and every part of its rank score."""

from __future__ import annotations

from collections.abc import Iterable

from samvar.focus.rare_disease.model.row import Annotated
from samvar.focus.rare_disease.service.score_parts import ScoreParts
from samvar.model.consequence import Consequence, Mane
from samvar.present.language import N_, Language
from samvar.present.table import Cell, Column, Empty, Row, Table

IMPACTS = {
    "HIGH": N_("high"),
    "MODERATE": N_("moderate"),
    "LOW": N_("low"),
    "MODIFIER": N_("modifier"),
}


def transcripts_table(told: Annotated, language: Language) -> Table:
    """All transcripts, the agreed ones first, then canonical ones, then by gravity."""
    t = language.text
    return Table(
        t("Transcripts"),
        [
            Column(t("Transcript")),
            Column(t("Gene")),
            Column(t("Consequence")),
            Column(t("Impact")),
            Column(t("Coding change")),
            Column(t("Protein change")),
            Column(t("Exon or intron")),
            Column(t("Predictions")),
        ],
        [_transcript(each, language) for each in sorted(told.consequences, key=_order)],
        Empty(t("The file names no transcript.")),
        key="transcripts",
        caption_hidden=True,
    )


def _order(each: Consequence) -> tuple[int, int, str]:
    place = 3 if each.mane is None else int(each.mane is Mane.PLUS_CLINICAL)
    return (2 if place == 3 and each.canonical else place), each.rank, each.transcript


def _transcript(each: Consequence, language: Language) -> Row:
    t = language.text
    note = each.mane.value if each.mane else t("canonical") if each.canonical else ""
    impact = each.impact
    exon = t("exon %(n)s", n=each.exon) if each.exon else ""
    intron = t("intron %(n)s", n=each.intron) if each.intron else ""
    return Row(
        [
            Cell(each.transcript or "–", note=note, data=True),
            Cell(each.gene or each.gene_id, data=True),
            Cell(", ".join(each.terms), data=True),
            Cell("–" if impact is None else t(IMPACTS[impact.value])),
            Cell(each.hgvs_c.rpartition(":")[2] or "–", mono=True),
            Cell(each.hgvs_p.rpartition(":")[2] or "–", mono=True),
            Cell(exon or intron or "–"),
            Cell("; ".join(_predictions(each)) or "–", data=True),
        ],
        strong=each.mane is not None,
    )


def _predictions(each: Consequence) -> Iterable[str]:
    for name, said in each.predictions.items():
        parts = [said.word or "", "" if said.score is None else f"{said.score:g}"]
        yield f"{name} {' '.join(filter(None, parts))}"


def score_table(parts: ScoreParts, language: Language) -> Table:
    """Every contribution: of each plugin where the model is here, else of each category."""
    t = language.text
    if parts.ranked is not None:
        totals = dict(parts.ranked.categories)
        rows, last = [], ""
        for each in parts.contributions:
            heading = ""
            if each.category != last:
                last = each.category
                heading = f"{each.category.replace('_', ' ')}: {totals[each.category]:+d}"
            rows.append(
                Row(
                    [
                        Cell(each.plugin, data=True),
                        Cell(t("not reported") if each.value is None else each.value or t("yes"),
                             data=bool(each.value)),
                        Cell(f"{each.score:+d}", data=True),
                    ],
                    group=heading,
                )
            )  # fmt: skip
        columns = [Column(t("Field")), Column(t("Value that decides")),
                   Column(t("Score"), align="number")]  # fmt: skip
    else:
        rows = [
            Row([Cell(name.replace("_", " "), data=True), Cell(f"{score:+d}", data=True)])
            for name, score in parts.categories
        ]
        columns = [Column(t("Category")), Column(t("Score"), align="number")]
    return Table(
        t("Parts of the rank score"),
        columns,
        rows,
        Empty(t("The file does not say what the score is made of.")),
        key="score",
        caption_hidden=True,
    )


def score_words(parts: ScoreParts, language: Language) -> list[str]:
    """Sentences on where the parts are from."""
    t = language.text
    said = []
    if parts.score is None:
        said.append(t("The file gives no rank score."))
    if parts.model is not None and parts.ranked is not None:
        said.append(
            t("By the rank model %(name)s, version %(version)s, at this node.",
              name=parts.model.name, version=parts.model.version)
        )  # fmt: skip
        if parts.score is not None and not parts.agrees:
            said.append(
                t("The model here gives %(ours)s and the file %(theirs)s: it was scored by "
                  "another model, or with fields that it no longer has.",
                  ours=parts.ranked.score, theirs=parts.score)
            )  # fmt: skip
    elif parts.version:
        said.append(
            t("The rank model of version %(version)s is not at this node, so that only the sums "
              "of its categories are known.", version=parts.version)
        )  # fmt: skip
    if parts.broken:
        said.append(t("A file among the rank models of this node is no rank model."))
    return said
