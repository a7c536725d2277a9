"""One small variant of a case: what it is, how often it is seen, who has it, what is said of it."""

from __future__ import annotations

from typing import Any

from samvar.focus.rare_disease.pages.frame import case_path, frame
from samvar.focus.rare_disease.pages.list_cells import CLASS_TONES
from samvar.focus.rare_disease.pages.stretch import browser_values
from samvar.focus.rare_disease.pages.variant_acts import acts_of
from samvar.focus.rare_disease.pages.variant_family import (
    beside_table,
    genotypes_table,
    models_table,
    partners_table,
)
from samvar.focus.rare_disease.pages.variant_frequency import (
    NORMALISED,
    asked_values,
    frequency_table,
    small_frequency,
)
from samvar.focus.rare_disease.pages.variant_links import variant_links
from samvar.focus.rare_disease.pages.variant_sections import Subject, sections
from samvar.focus.rare_disease.pages.variant_told import (
    score_table,
    score_words,
    transcripts_table,
)
from samvar.focus.rare_disease.service.about import about_path
from samvar.focus.rare_disease.service.class_of import GivenClass
from samvar.focus.rare_disease.service.sealed import Sealer
from samvar.focus.rare_disease.service.variant import WholeVariant, whole_variant
from samvar.focus.rare_disease.words import CLASS_LETTERS, CLASSES
from samvar.focus.rare_disease.words_variant import CLINVAR, HIDES
from samvar.focus.rare_disease.words_variant import MODELS as MODEL_WORDS
from samvar.model.genome import Interval
from samvar.present.language import N_, Language
from samvar.present.page import Answer, Page, Reader, Shown, shows
from samvar.present.words import word

SMALL = "snv"


def show(reader: Reader) -> Answer:
    """The page of a small variant.

    Raises:
        NotFound: no such case, or no such variant in its list.
    """
    node, language = reader.node, reader.language
    identifier, sealed = reader.path["case"], reader.path["sealed"]
    sealer = Sealer(node, identifier)
    whole = whole_variant(node, identifier, sealer.open(sealed), reader.asker)
    row, case = whole.row, whole.case
    asked = small_frequency(reader, case, whole.normal)
    single = row.variant.contig in ("X", "Y", "MT")
    subject = Subject(case, SMALL, whole.name, sealed, row.told, whole.normal)
    place = Interval(row.variant.contig, row.variant.position, row.variant.end)
    return Shown(
        "variant.html",
        case.name,
        {
            **frame(reader, case, SMALL),
            **acts_of(reader, case, whole.name, sealed, SMALL),
            **asked_values(asked, language),
            **browser_values(reader, case, SMALL, sealed, place),
            "heading": heading(whole),
            "file": whole.file,
            "facts": _facts(whole, language),
            "given": class_values(whole.given, language),
            "acmg": case_path(reader, case.id, SMALL, sealed, "acmg"),
            "normalised": language.text(NORMALISED[whole.normal.by]),
            "frequency": frequency_table(asked, row.told.frequencies, reader, single=single),
            "genotypes": genotypes_table(case, row.carried, language, whole.depth),
            "models": models_table(whole.judged, language, refuted=False),
            "refuted": models_table(whole.judged, language, refuted=True),
            "partners": partners_table(reader, whole, sealer),
            "more_partners": whole.judged.paired - len(whole.judged.partners),
            "beside": beside_table(reader, whole, sealer),
            "transcripts": transcripts_table(row.told, language),
            "note": row.told.note or "",
            "score": score_table(whole.parts, language),
            "score_words": score_words(whole.parts, language),
            "hides": [language.text(HIDES[step]) for step in whole.hidden_by],
            "links": variant_links(row.variant, row.told),
            "sections": sections(reader, subject),
        },
    )


def heading(whole: WholeVariant) -> dict[str, Any]:
    """How the variant is called: by its place, its gene and what it does there."""
    severe = whole.row.told.severe
    return {
        "name": whole.name,
        "genes": ", ".join(whole.row.told.symbols),
        "id": whole.row.id or "",
        "spellings": [
            text for text in ((severe.hgvs_c, severe.hgvs_p) if severe is not None else ()) if text
        ],
    }


def _facts(whole: WholeVariant, language: Language) -> list[tuple[str, str, str]]:
    """Name, value and note of what is acted upon."""
    t, row = language.text, whole.row
    severe = row.told.severe
    met = [t(MODEL_WORDS[each]) for each in row.met]
    return [
        (t("Consequence"), severe.most_severe.replace("_", " ") if severe else "–",
         severe.transcript if severe else ""),
        (t("Rank score"), "–" if row.score is None else str(row.score), ""),
        (t("ClinVar, by the file"), word(CLINVAR, row.clinvar.name, language), ""),
        (t("Models that hold"), "; ".join(met) or "–", ""),
        (t("Filters of the caller"), whole.filters, ""),
        (t("Quality"), "–" if row.quality is None else f"{row.quality:g}", t("phred")),
    ]  # fmt: skip


def class_values(given: GivenClass | None, language: Language) -> dict[str, Any] | None:
    """The badge of a class; None where it has none that the reader may know."""
    if given is None:
        return None
    code = given.classed.value
    return {
        "code": code,
        "letters": CLASS_LETTERS[code],
        "tone": CLASS_TONES[code],
        "words": word(CLASSES, code, language),
        "quick": given.quick,
        "mine": given.mine,
    }


PAGES: tuple[Page, ...] = (
    shows(
        f"/nodes/{{node:str}}/rare/cases/{{case:str}}/{SMALL}/{{sealed:str}}",
        show,
        "see:referrals",
        "see-case-variant",
        N_("Variant of a case"),
        about=about_path,
    ),
)
