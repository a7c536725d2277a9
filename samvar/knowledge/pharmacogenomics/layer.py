"""A layer: one body's recommendations as a TOML file, `*_layer.toml`, which anybody can write.

The head says who speaks and under what licence; each `[[advice]]` is one text for one or more
drugs and the gene results that it is looked up by:

    form = 1
    body = "SE"                          # who says it; CPIC, DPWG, SE ...
    name = "Swedish layer"               # the guideline, as it is cited
    version = "1"
    date = "2026-11-26"
    licence = "Apache-2.0"
    source = "where the content is from"
    note = "what a reader must know"     # optional

    [[advice]]
    drugs = ["capecitabine"]             # INN, lower case
    routes = ["systemic"]                # these five lists are optional: without one,
    indications = []                     # the text holds whatever it is
    age_groups = ["adult"]
    exposures = ["naive"]
    doses = []
    results = [{ DPYD = "0" }]           # any of these; all genes of one together
    action = "avoid"                     # one of ACTIONS
    en = "Do not give."
    sv = "Ge inte."                      # optional
    strength = "strong"
    section = "4.3"                      # optional
    source = "https://..."               # or doi:10...

A result is a phenotype, an activity score (`0`, `1.5`, `≥3`), the status of an allele
(`*57:01 positive`) or `No Result`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samvar.formats.toml_rows import Rows
from samvar.knowledge.pharmacogenomics.model import Key, Recommendation
from samvar.knowledge.pharmacogenomics.population import AGE_GROUPS, EXPOSURES, ROUTES

ACTIONS = ("avoid", "reduce", "increase", "other", "monitor", "standard", "none")
NO_RESULT = "No Result"
_HEAD = ("form", "body", "name", "version", "date", "licence", "source", "note")
_ROW = (
    "drugs", "routes", "indications", "age_groups", "exposures", "doses", "results",
    "action", "en", "sv", "strength", "section", "source",
)  # fmt: skip
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_GENE = re.compile(r"[A-Z][A-Z0-9-]{1,15}")
_SCORE = re.compile(r"(≥|>=|>|<|≤|<=)?\s*(\d+(?:\.\d+)?)")
_SOURCE = re.compile(r"(?:doi:10\.\d{4,9}/|https://)\S+")


@dataclass(frozen=True, slots=True)
class Layer:
    """What one file says, and of itself."""

    body: str
    name: str
    version: str
    date: str
    licence: str
    source: str
    note: str | None
    lines: tuple[Recommendation, ...]


def read_layer(path: Path) -> Layer:
    """Every row of a layer, one recommendation for each drug and result.

    Raises:
        BadFile: a row is not of the format; with its line, and the column of what is wrong.
    """
    rows = Rows(path, "advice")
    rows.only(None, _HEAD)
    if rows.head.get("form") != 1:
        raise rows.fault("the form of the layer is not 1", None, "form", remedy="write form = 1")
    head = {key: str(rows.text(None, key)) for key in _HEAD[1:-1]}
    if not _DATE.fullmatch(head["date"]):
        raise rows.fault("the date is not written YYYY-MM-DD", None, "date")
    found: list[Recommendation] = []
    seen: dict[object, int | None] = {}
    for row in range(len(rows.rows)):
        for line in _lines(rows, row, head):
            same = identity(line)
            if same in seen:
                earlier = rows.where(seen[same], "results").line
                why = f"{line.drug} with these results stands in line {earlier}, too"
                raise rows.fault("two rows speak of the same", row, "results", why=why)
            seen[same] = row
            found.append(line)
    return Layer(**head, note=rows.text(None, "note", needed=False), lines=tuple(found))


def identity(line: Recommendation) -> tuple[object, ...]:
    """What two lines of a release must not share: body, drug, for whom, results."""
    return (line.drug, line.key, tuple(sorted(line.genes.items())))


def _lines(rows: Rows, row: int, head: dict[str, str]) -> list[Recommendation]:
    rows.only(row, _ROW)
    drugs = rows.texts(row, "drugs")
    if not drugs:
        raise rows.fault("the row is for no drug", row, "drugs")
    for drug in drugs:
        if drug != drug.lower():
            raise rows.fault("a drug is written in lower case", row, "drugs", part=drug)
    key = Key(
        body=head["body"],
        routes=rows.texts(row, "routes", ROUTES),
        indications=rows.texts(row, "indications"),
        age_groups=rows.texts(row, "age_groups", AGE_GROUPS),
        exposures=rows.texts(row, "exposures", EXPOSURES),
        doses=rows.texts(row, "doses"),
    )
    action = rows.text(row, "action")
    if action not in ACTIONS:
        remedy = f"one of {', '.join(ACTIONS)}"
        raise rows.fault(f"'{action}' is not an action", row, "action", remedy=remedy)
    source = str(rows.text(row, "source"))
    if not _SOURCE.fullmatch(source):
        raise rows.fault("the source is neither a DOI nor an address", row, "source")
    swedish, section = (rows.text(row, each, needed=False) for each in ("sv", "section"))
    words = _population(key)
    stated: dict[str, Any] = {}
    if swedish is not None:
        stated["translations"] = {"sv": swedish}
    if section is not None:
        stated["section"] = section
    return [
        Recommendation(
            drug=drug,
            drug_id="",
            population=words,
            genes=genes,
            advice=str(rows.text(row, "en")),
            strength=str(rows.text(row, "strength")),
            guideline=head["name"],
            version=head["version"],
            url=source,
            key=key,
            action=action,
            **stated,
        )
        for drug in drugs
        for genes in _results(rows, row)
    ]


def _results(rows: Rows, row: int) -> list[dict[str, str]]:
    results = rows.rows[row].get("results")
    if not isinstance(results, list) or not results:
        raise rows.fault("the row is for no result of a gene", row, "results")
    for genes in results:
        if not isinstance(genes, dict) or not genes:
            what = 'a result is written { GENE = "result" }'
            raise rows.fault(what, row, "results")
        for gene, result in genes.items():
            if not _GENE.fullmatch(gene):
                raise rows.fault(f"'{gene[:40]}' is not a gene", row, "results", part=gene)
            _check_result(rows, row, gene, result)
        if all(result == NO_RESULT for result in genes.values()):
            raise rows.fault("a row needs the result of one gene at least", row, "results")
    return results


def _check_result(rows: Rows, row: int, gene: str, result: object) -> None:
    if not isinstance(result, str) or not result or result != result.strip():
        what = f"the result of {gene} is not a text without white space at its ends"
        raise rows.fault(what, row, "results", part=gene)
    score = _SCORE.fullmatch(result)
    if score:
        sign = "" if score.group(1) is None else "≥"
        written = f"{sign}{float(score.group(2)):g}"
        if result != written:
            remedy = "write 0, 1.5 or ≥3"
            what = f"'{result}' is not how an activity score is written"
            raise rows.fault(what, row, "results", part=result, remedy=remedy)
    elif result.startswith("*") and not result.endswith((" positive", " negative")):
        remedy = "write '*57:01 positive' or '*57:01 negative'"
        what = f"'{result}' is not the status of an allele"
        raise rows.fault(what, row, "results", part=result, remedy=remedy)


def _population(key: Key) -> str:
    lists = (key.routes, key.indications, key.age_groups, key.exposures, key.doses)
    return "; ".join(" or ".join(words) for words in lists if words) or "general"
