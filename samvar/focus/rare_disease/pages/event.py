"""One structural variant, mobile element or fusion of a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from samvar.focus.rare_disease.figures_event import Stretch, event_figure, surroundings
from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.row import EventRow
from samvar.focus.rare_disease.pages.frame import case_path, frame
from samvar.focus.rare_disease.pages.stretch import browser_values
from samvar.focus.rare_disease.pages.variant import class_values
from samvar.focus.rare_disease.pages.variant_acts import acts_of
from samvar.focus.rare_disease.pages.variant_family import genotypes_table
from samvar.focus.rare_disease.pages.variant_frequency import Asked, ask, asked_values
from samvar.focus.rare_disease.pages.variant_links import gene_links, place_links
from samvar.focus.rare_disease.pages.variant_sections import Subject, sections
from samvar.focus.rare_disease.pages.variant_told import transcripts_table
from samvar.focus.rare_disease.service.about import about_path
from samvar.focus.rare_disease.service.copies import CATEGORY, has_metric
from samvar.focus.rare_disease.service.elsewhere import Elsewhere
from samvar.focus.rare_disease.service.other_variant import WholeRow, event_of, whole_row
from samvar.focus.rare_disease.service.sealed import Sealer
from samvar.focus.rare_disease.service.stretch import gene_stretches
from samvar.focus.rare_disease.words_variant import EVENTS
from samvar.model.structural import OVERLAP, WINDOW_BP, Event
from samvar.present.coverage import centre_name
from samvar.present.frequency import places_for
from samvar.present.interval import wilson
from samvar.present.language import N_, Language
from samvar.present.page import Answer, Page, Reader, Shown, shows
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import word

CATEGORIES = ("sv", "mei", "fusion")


def show(reader: Reader, category: str) -> Answer:
    """The page of an event.

    Raises:
        NotFound: no such case, or no such event in its list.
    """
    node, language = reader.node, reader.language
    identifier, sealed = reader.path["case"], reader.path["sealed"]
    name = Sealer(node, identifier).open(sealed)
    whole = whole_row(node, identifier, category, name, reader.asker)
    rows = cast("tuple[EventRow, ...]", whole.rows)
    row, case = rows[0], whole.case
    event = event_of(row, case)
    asked = None
    if event is not None:
        asked = ask(
            reader, case, "structural_frequency", assembly=case.assembly.value,
            events=(str(event),),
        )  # fmt: skip
    links = gene_links(row.told)
    if whole.place is not None:
        place = whole.place
        links = (*place_links(case.assembly, place.contig, place.start, place.end), *links)
    return Shown(
        "event.html",
        case.name,
        {
            **frame(reader, case, category),
            **acts_of(reader, case, name, sealed, category),
            **asked_values(asked, language),
            **browser_values(reader, case, category, sealed, whole.place),
            "name": name,
            "genes": ", ".join(row.told.symbols),
            "given": class_values(whole.given, language),
            "acmg": criteria_path(reader, case, category, sealed, row),
            "facts": _facts(row, language),
            "figure": _figure(reader, whole, row),
            "records": _records(rows, language),
            "alike": "" if event is None else alike(event, language),
            "frequency": _frequency(reader, asked, row),
            "genotypes": [genotypes_table(case, each.carried, language) for each in rows],
            "transcripts": transcripts_table(row.told, language),
            "models": ", ".join(row.told.models),
            "notes": [text for each in rows for text in (each.note, each.told.note) if text],
            "links": links,
            "sections": sections(reader, Subject(case, category, name, sealed, row.told, None)),
        },
    )


def criteria_path(reader: Reader, case: KeptCase, category: str, sealed: str, row: EventRow) -> str:
    """Where its criteria are weighed; "" for what is no lost or gained stretch."""
    if category != CATEGORY or not has_metric(row):
        return ""
    return case_path(reader, case.id, category, sealed, "acmg")


def alike(event: Event, language: Language) -> str:
    """How much like it another event must be to be counted, in a sentence."""
    t = language.text
    if event.kind.spans:
        share = language.percent(OVERLAP)
        return t("Counted is who has an event of its kind that overlaps it by %(share)s of the "
                 "longer of both.", share=share)  # fmt: skip
    return t("Counted is who has an event of its kind with ends at most %(window)s bases away.",
             window=language.number(WINDOW_BP[event.kind]))  # fmt: skip


def _facts(row: EventRow, language: Language) -> list[tuple[str, str, str]]:
    t = language.text
    kind = word(EVENTS, row.kind.value, language) if row.kind is not None else row.word
    size = "–" if row.length is None else language.number(row.length)
    severe = row.told.severe
    found = [
        (t("Type"), kind, "" if row.mobile is None else row.mobile.family),
        (t("Size"), size, t("bases")),
        (t("Place"), f"{row.contig or '?'}:{row.start + 1}-{row.end}", ""),
    ]
    if row.mate is not None:
        found.append((t("Joined to"), f"{row.mate[0]}:{row.mate[1]}", ""))
    score = row.told.rank_score
    return [
        *found,
        (t("Consequence"), severe.most_severe.replace("_", " ") if severe else "–", ""),
        (t("Rank score"), "–" if score is None else f"{score:g}", ""),
        (t("Models, by the file"), ", ".join(row.told.models) or "–", ""),
    ]


def _figure(reader: Reader, whole: WholeRow, row: EventRow) -> str:
    """The event to scale; "" on no primary contig."""
    place, case = whole.place, whole.case
    if place is None:
        return ""
    length = case.assembly.length(place.contig)
    event = Stretch(row.word, place.start, place.end)
    first, last = surroundings(event, length)
    genes = [Stretch(*each) for each in gene_stretches(
        reader.node, case.assembly, place.contig, first, last)]  # fmt: skip
    mate = None
    if row.mate is not None:
        mate = row.mate[0], case.assembly.length(row.mate[0]), row.mate[1]
    return event_figure(
        place.contig, length, event, genes[:12], language=reader.language, mate=mate
    )


def _records(rows: Sequence[EventRow], language: Language) -> Table:
    """The records that tell of it: one of each caller, or of each file."""
    t = language.text
    return Table(
        t("Records of the event"),
        [Column(t("Line"), align="number"), Column(t("Name in the file")), Column(t("As written")),
         Column(t("Quality"), unit=t("phred"), align="number"), Column(t("Filters"))],
        [
            Row(
                [
                    Cell(language.number(each.line), data=True),
                    Cell(each.id or "–", data=True),
                    Cell(each.word, data=True),
                    Cell("–" if each.quality is None else f"{each.quality:g}", data=True),
                    Cell(t("passed") if each.passed else t("did not pass")),
                ]
            )
            for each in rows
        ],
        Empty(t("No record tells of it.")),
        key="records",
    )  # fmt: skip


def _frequency(reader: Reader, asked: Asked | None, row: EventRow) -> Table:
    language = reader.language
    t = language.text
    rows: list[Row] = []
    if asked is not None:
        rows.append(_people(asked.nation, t("The nation, without the own family"), language))
        if asked.local is not None:
            place = t("%(centre)s, without the own family", centre=centre_name(reader.node.id))
            rows.append(_people(asked.local, place, language))
    rows += [
        Row([Cell(t("%(source)s, as the file states it", source=source)),
             Cell(f"{value:.6g}", data=True), *[Cell("–")] * 4])
        for source, value in sorted(row.told.frequencies.items())
    ]  # fmt: skip
    return Table(
        t("How often one like it is seen"),
        [Column(t("Among")), Column(t("Share"), unit="0–1", align="number"),
         Column(t("95 % interval"), unit=t("Wilson"), align="number"),
         Column(t("Carriers"), unit=t("individuals"), align="number"),
         Column(t("Homozygotes"), unit=t("individuals"), align="number"),
         Column(t("Could be looked at"), unit=t("individuals"), align="number")],
        rows,
        Empty(t("The nation was not asked, and the file states no frequency.")),
        key="frequency",
        caption_hidden=True,
    )  # fmt: skip


def _people(found: Elsewhere, among: str, language: Language) -> Row:
    t = language.text
    if found.value is None:
        blanks = [Cell("–")] * 4
        return Row([Cell(among), Cell(t("no centre answered"), state="down"), *blanks], muted=True)
    carriers, twice, people = (
        int(found.value[column][0]) for column in ("carriers", "homozygotes", "individuals")
    )
    rest = [Cell(language.number(twice), data=True), Cell(language.number(people), data=True)]
    if carriers < 0:
        return Row([Cell(among), Cell(t("below the floor"), state="suppressed"), Cell("–"),
                    Cell("–"), Cell("–"), rest[1]])  # fmt: skip
    share = wilson(carriers, people)
    if share is None:
        first = [Cell(t("nobody was looked at")), Cell("–")]
    else:
        places = places_for(people)
        low, high = (language.decimal(each, places) for each in (share.lower, share.upper))
        value = language.decimal(share.value, places)
        first = [Cell(value, data=True), Cell(f"{low}–{high}", data=True)]
    return Row([Cell(among), *first, Cell(language.number(carriers), data=True), *rest])


def _page(category: str) -> Page:
    return shows(
        f"/nodes/{{node:str}}/rare/cases/{{case:str}}/{category}/{{sealed:str}}",
        lambda reader: show(reader, category),
        "see:referrals",
        "see-case-variant",
        N_("Variant of a case"),
        about=about_path,
    )


PAGES: tuple[Page, ...] = tuple(map(_page, CATEGORIES))
