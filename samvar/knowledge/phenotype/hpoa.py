"""phenotype.hpoa: what is said of diseases, with reference, evidence and frequency.

Source: https://obophenotype.github.io/human-phenotype-ontology/annotations/phenotype_hpoa/
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from samvar.knowledge.phenotype.lines import Lines
from samvar.knowledge.phenotype.model import EVIDENCE, Annotations, Aspect, Ontology, Rows

COLUMNS = ("database_id", "disease_name", "qualifier", "hpo_id", "reference", "evidence", "onset",
           "frequency", "sex", "modifier", "aspect", "biocuration")  # fmt: skip
_DATE = re.compile(r"#(?:version|date): (\d{4}-\d{2}-\d{2})")
_DISEASE = re.compile(r"[A-Za-z]+:\d+")
_COUNTS = re.compile(r"(\d+)/(\d+)")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")
_SEX = {"": 0, "FEMALE": 1, "MALE": 2}

CLASSES: Mapping[str, float] = {
    "HP:0040280": 1.0,  # obligate: 100 %
    "HP:0040281": 0.895,  # very frequent: 80 to 99 %
    "HP:0040282": 0.545,  # frequent: 30 to 79 %
    "HP:0040283": 0.17,  # occasional: 5 to 29 %
    "HP:0040284": 0.025,  # very rare: 1 to 4 %
    "HP:0040285": 0.0,  # excluded: 0 %
}
"""The middle of each class of frequency."""

Frequency = tuple[float, int, int]


class _Numbers:
    """Numbers for texts in the order of their first use."""

    def __init__(self) -> None:
        self.of: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        return self.of.setdefault(text, len(self.of))


def read_hpoa(path: Path, ontology: Ontology) -> tuple[str, Annotations]:
    """The date of the file and its annotations.

    Raises:
        NotFound: there is no such file.
        BadFile: no date, other columns, a term that the ontology does not have, a frequency,
            sex, evidence, aspect or qualifier that is none; with line and column.
    """
    lines = Lines(path)
    date, head, row = "", None, _Reader(lines, ontology)
    for number, line in lines:
        if line.startswith("#") and head is None:
            found = _DATE.match(line)
            date = found.group(1) if found else date
        elif head is None:
            head = line.split("\t")
            if tuple(head) != COLUMNS:
                raise lines.fault("the columns are not those of phenotype.hpoa", number, 1)
        elif line:
            row.take(number, line.split("\t"))
    if not date or head is None:
        raise lines.fault(
            "the file does not say of which day it is, or has no columns",
            1,
            why="no line '#version: YYYY-MM-DD' before the columns",
        )
    return date, row.annotations()


class _Reader:
    """Rows on their way into columns."""

    def __init__(self, lines: Lines, ontology: Ontology) -> None:
        self._lines = lines
        self._terms = ontology.number
        self._diseases, self._references = _Numbers(), _Numbers()
        self._names: list[str] = []
        self._papers: list[list[int]] = []
        self._rows: list[tuple[int | float | bool, ...]] = []
        self._frequencies: dict[str, Frequency] = {"": (math.nan, -1, -1)}

    def take(self, number: int, cells: list[str]) -> None:
        """One line.

        Raises:
            BadFile: see `read_hpoa`.
        """
        if len(cells) != len(COLUMNS):
            raise self._lines.fault(
                f"the line has {len(cells)} cells and not {len(COLUMNS)}", number, 1
            )
        id, name, qualifier, _, reference, _, onset, frequency, *_ = cells

        def read(at: int, what: str, of: Callable[[str], int | None]) -> int:
            found = of(cells[at])
            if found is None:
                raise self._lines.cell(f"this is not {what}", number, cells, at)
            return found

        if not _DISEASE.fullmatch(id):
            raise self._lines.cell("this is not the id of a disease", number, cells, 0)
        if qualifier not in ("", "NOT"):
            raise self._lines.cell("the qualifier is NOT or nothing", number, cells, 2)
        disease = self._diseases(id)
        if disease == len(self._names):
            self._names.append(name)
        if frequency not in self._frequencies:
            parsed = _frequency(frequency)
            if parsed is None:
                raise self._lines.cell("this is not a frequency", number, cells, 7)
            self._frequencies[frequency] = parsed
        self._papers.append([self._references(each) for each in reference.split(";") if each])
        self._rows.append(
            (
                disease,
                read(3, "a term of this ontology", self._terms.get),
                qualifier == "NOT",
                *self._frequencies[frequency],
                -1 if not onset else read(6, "a term of this ontology", self._terms.get),
                read(8, "a sex", lambda text: _SEX.get(text.upper())),
                read(10, "an aspect", _ASPECTS.get),
                read(5, "a kind of evidence", _EVIDENCE.get),
            )
        )

    def annotations(self) -> Annotations:
        """All of them."""
        columns = list(zip(*self._rows, strict=True)) if self._rows else [()] * 10
        disease, term, negated, share, seen, looked, onset, sex, aspect, evidence = columns
        return Annotations(
            diseases=tuple(self._diseases.of),
            names=tuple(self._names),
            references=tuple(self._references.of),
            disease=np.array(disease, np.int32),
            term=np.array(term, np.int32),
            papers=Rows.gathered(self._papers),
            negated=np.array(negated, bool),
            share=np.array(share, np.float64),
            seen=np.array(seen, np.int32),
            looked=np.array(looked, np.int32),
            onset=np.array(onset, np.int32),
            sex=np.array(sex, np.int8),
            aspect=np.array(aspect, np.int8),
            evidence=np.array(evidence, np.int8),
        )


_ASPECTS = {each.name: each.value for each in Aspect}
_EVIDENCE = {name: at for at, name in enumerate(EVIDENCE)}


def _frequency(text: str) -> Frequency | None:
    """Share, seen and looked at, of '3/7', '45%' or a class.

    >>> _frequency("3/4"), _frequency("12.5%"), _frequency("HP:0040283"), _frequency("often")
    ((0.75, 3, 4), (0.125, -1, -1), (0.17, -1, -1), None)
    """
    if text in CLASSES:
        return CLASSES[text], -1, -1
    if counts := _COUNTS.fullmatch(text):
        seen, looked = int(counts.group(1)), int(counts.group(2))
        return (seen / looked, seen, looked) if 0 <= seen <= looked > 0 else None
    if percent := _PERCENT.fullmatch(text):
        share = float(percent.group(1)) / 100
        return (share, -1, -1) if share <= 1 else None
    return None
