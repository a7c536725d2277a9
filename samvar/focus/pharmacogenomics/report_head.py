"""The top of a report: whose it is, how it was made, and what to know before reading."""

from __future__ import annotations

from samvar.focus.pharmacogenomics.model import Report
from samvar.focus.pharmacogenomics.report_label import label
from samvar.focus.pharmacogenomics.report_rows import Pair
from samvar.focus.pharmacogenomics.report_words import LABELS
from samvar.model.place import CENTRES, REGIONS
from samvar.present.language import Language
from samvar.present.signed import signed_by


def banners(report: Report, language: Language) -> tuple[str, ...]:
    """What has to be known before the first line is read."""
    found = []
    if not report.signature:
        found.append(label(language, "draft"))
    if report.kind == "dpyd":
        found.append(label(language, "fast"))
    if report.supersedes:
        found.append(label(language, "amends", id=report.supersedes))
    return tuple(found)


def head(report: Report, language: Language) -> tuple[Pair, ...]:
    """Whose report it is and how it was made; what is not known is left out."""
    region = REGIONS.get(report.referring_region)
    laboratory = CENTRES.get(report.laboratory)
    dose = report.first_dose.isoformat() if report.first_dose else ""
    facts = (
        ("patient", report.patient),
        ("first_dose", dose or (label(language, "not_planned") if report.order else "")),
        ("medications", ", ".join(report.medications)),
        ("order", report.order or ""),
        ("sample", _samples(report)),
        ("laboratory", laboratory.name if laboratory else report.laboratory),
        ("centre", report.centre),
        ("region", region.name if region else report.referring_region),
        ("made", f"{language.moment(report.made)} UTC"),
        ("by", signed_by(report.by_name, report.by)),
        ("assembly", report.assembly),
        ("releases", ", ".join(each.name for each in report.sources)),
    )
    return tuple(Pair(language.text(LABELS[name]), value) for name, value in facts if value.strip())


def _samples(report: Report) -> str:
    """The sample, or each with its number, assembly and genes' place in the table."""
    if len(report.samples) < 2:
        return report.sample
    numbered = enumerate(report.samples, start=1)
    return "; ".join(f"{number}: {each.sample} ({each.assembly})" for number, each in numbered)
