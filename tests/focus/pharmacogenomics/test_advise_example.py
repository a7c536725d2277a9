"""The example that PharmCAT carries from variants to advice, beside what is advised here.

Its report is of November 2025; CPIC's file at hand is version 1.20.0 of September 2022. Every
annotation of CPIC's must be among our lines, text and results, or its difference explained.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from samvar.focus.pharmacogenomics.analyse.advise import advise
from samvar.focus.pharmacogenomics.model import DrugAdvice, Withheld
from samvar.focus.pharmacogenomics.service.call import call_files, whole
from samvar.knowledge.pharmacogenomics.model import Release
from samvar.model.genome import Assembly

LATER = "CPIC's guideline is later than the file at hand"
NO_TABLE = "the phenotype file of the gene is not in the collection, so it is withheld"
HELD_BACK = "HLA-A was not typed, and the line is no caution: it is withheld"
DIFFERENT = {
    ("hydralazine", "general"): LATER,
    ("metoprolol", None): LATER,
    ("paroxetine", "general"): LATER,
    ("venlafaxine", "general"): LATER,
    ("vortioxetine", "general"): LATER,
    ("carbamazepine", "CBZ use >3mos"): HELD_BACK,
}
NO_TABLES = {"G6PD", "RYR1"}


def _words(text: str) -> str:
    """Without the web page's headings, and with the blanks of numbers and lists evened out."""
    return re.sub(r"[\s.]+", "", html.unescape(text.split("<h4", maxsplit=1)[0]))


def _annotations(report: dict[str, Any]) -> Iterator[tuple[str, str | None, dict[str, str], str]]:
    for drug, found in report["drugs"]["CPIC Guideline Annotation"].items():
        for guideline in found["guidelines"]:
            for each in guideline["annotations"]:
                if each["drugRecommendation"] is None:
                    continue  # warfarin: a figure, no text
                (keys,) = each["lookupKey"]
                yield drug, each["population"], keys, each["drugRecommendation"]


def _told(pharmcat: Path, release: Release) -> tuple[dict[str, DrugAdvice], dict[str, Any]]:
    example = pharmcat / "examples" / "pharmcat.example.vcf"
    outside = example.with_name("pharmcat.example.outsideCall.tsv")
    (sample,) = call_files([example], Assembly.GRCh38, release, outside=outside)
    told = advise(sample.genes, whole(release), (), (), release.name)
    report = json.loads(example.with_name("pharmcat.example.report.json").read_text())
    return {one.occasion.drug: one for one in told}, report


def _number(key: str) -> str:
    return f"{float(key):g}" if re.fullmatch(r"\d+\.\d+", key) else key


def test_every_cpic_annotation_of_the_example_is_met_or_explained(
    pharmcat: Path, release: Release
) -> None:
    told, report = _told(pharmcat, release)
    met, explained, wrong = 0, set(), []
    for drug, population, keys, text in _annotations(report):
        if NO_TABLES & keys.keys():
            assert told[drug].withheld.items() >= {
                (gene, Withheld.NO_PHENOTYPE) for gene in NO_TABLES & keys.keys()
            }, NO_TABLE
            continue
        lines = told[drug].lines if drug in told else ()
        genes = {gene: _number(key) for gene, key in keys.items()}
        same = [line for line in lines if _words(line.text) == _words(text)]
        if drug == "sertraline":
            genes.pop("CYP2B6")  # added by the guideline of 2023; the text is the same
        if any(dict(line.genes) == genes for line in same):
            met += 1
        elif (drug, population) in DIFFERENT:
            explained.add((drug, population))
        else:
            wrong.append((drug, population, keys, text))
    assert wrong == []
    assert explained == set(DIFFERENT), "a reason that is no longer needed"
    assert met == 61


def test_dpyd_is_told_as_pharmcat_tells_it(pharmcat: Path, release: Release) -> None:
    told, report = _told(pharmcat, release)
    mine = {
        (drug, line.text, line.strength, line.genes["DPYD"])
        for drug in ("capecitabine", "fluorouracil")
        for line in told[drug].lines
    }
    theirs = set()
    for drug in ("capecitabine", "fluorouracil"):
        found = report["drugs"]["CPIC Guideline Annotation"][drug]["guidelines"]
        for each in found[0]["annotations"]:
            score = _number(each["activityScore"]["DPYD"])
            text = each["drugRecommendation"]
            theirs.add((drug, " ".join(text.split()), each["classification"], score))
    assert mine == theirs
    assert len(mine) == 2
