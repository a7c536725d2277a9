"""How one body makes the criteria precise for its genes, as a TOML file that anybody can write.

The head says whose rules these are and for which genes; each `[[criterion]]` is one criterion:

    form = 1
    name = "ClinGen Hearing Loss Expert Panel, recessive"
    version = "1"
    date = "2018-11-01"                  # optional
    source = "doi:10.1002/humu.23630"    # or https://...
    genes = ["GJB2", "SLC26A4"]
    inheritance = "recessive"            # optional: they hold for this alone

    [[criterion]]
    code = "BS1"
    strong = 0.003                       # borders: from where on it has which strength
    supporting = 0.0007
    text = "why, in your own words"
    section = "table 1"                  # optional

    [[criterion]]
    code = "PP2"
    use = false                          # never suggested
    text = "missense is not the usual cause"

Borders are of gnomAD's filtering allele frequency for BA1, BS1 and PM2, of the predictor that
`score` names for PP3 and BP4, of unrelated affected people for PS4, and of informative meioses for
PP1. PM2 and BP4 hold at or below a border, the others at or above; `beyond = true` means that the
border itself does not count. `splice` is the border of SpliceAI for PP3 and BP4. PM1 has
`codons = ["181-937"]` and a `strength`. `needs = ["PM2"]` lets a criterion count only where others
are met. What a file does not mention stays as the general rules say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from samvar.focus.rare_disease.model.facts import Inheritance
from samvar.focus.rare_disease.model.verdict import CODES, Strength
from samvar.formats.toml_rows import Rows

BORDERS = tuple(each.value for each in Strength)
AT_MOST = ("PM2", "BP4")
_HEAD = ("form", "name", "version", "date", "source", "genes", "inheritance")
_ROW = (
    "code",
    "use",
    "text",
    "section",
    "score",
    "splice",
    "codons",
    "strength",
    "beyond",
    "needs",
    *BORDERS,
)
_NUMERIC = ("BA1", "BS1", "PM2", "PP3", "BP4", "PS4", "PP1")
_SHARES = ("BA1", "BS1", "PM2")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_SOURCE = re.compile(r"(?:doi:10\.\d{4,9}/|https://)\S+")
_GENE = re.compile(r"[A-Z][A-Z0-9-]{1,15}|\*")
_CODONS = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")


class Special(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion, as somebody makes it precise. source: whose, with section.

    borders: from the heaviest strength down. codons: 1-based, both ends included. needs: criteria
    without which it does not count.
    """

    code: str
    source: str
    use: bool = True
    text: str = ""
    score: str = ""
    splice: float | None = None
    codons: tuple[tuple[int, int], ...] = ()
    strength: Strength | None = None
    beyond: bool = False
    borders: tuple[tuple[Strength, float], ...] = ()
    needs: tuple[str, ...] = ()

    def reached(self, value: float) -> tuple[Strength, float] | None:
        """The heaviest strength whose border a value reaches, and that border."""
        for strength, border in self.borders:
            if self.code in AT_MOST:
                holds = value < border if self.beyond else value <= border
            else:
                holds = value > border if self.beyond else value >= border
            if holds:
                return strength, border
        return None


class Specification(msgspec.Struct, frozen=True, kw_only=True):
    """One file. date: "" where it has none. inheritance: None where the rules hold for any."""

    name: str
    version: str
    date: str
    source: str
    genes: tuple[str, ...]
    inheritance: Inheritance | None
    criteria: Mapping[str, Special]

    @property
    def title(self) -> str:
        """Name, version and source on one line."""
        return f"{self.name}, version {self.version}, {self.source}"


def read_specification(path: Path) -> Specification:
    """Every criterion of a file.

    Raises:
        BadFile: a row is not of the format; with its line and column.
    """
    rows = Rows(path, "criterion")
    rows.only(None, _HEAD)
    if rows.head.get("form") != 1:
        raise rows.fault("the form of the rules is not 1", None, "form", remedy="write form = 1")
    name, version, source = (str(rows.text(None, key)) for key in ("name", "version", "source"))
    day = rows.text(None, "date", needed=False) or ""
    if day and not _DATE.fullmatch(day):
        raise rows.fault("the date is not written YYYY-MM-DD", None, "date")
    if not _SOURCE.fullmatch(source):
        raise rows.fault("the source is neither a DOI nor an address", None, "source")
    found: dict[str, Special] = {}
    for row in range(len(rows.rows)):
        special = _special(rows, row, f"{name}, version {version}, {source}")
        if special.code in found:
            raise rows.fault(f"{special.code} stands twice", row, "code")
        found[special.code] = special
    return Specification(
        name=name,
        version=version,
        date=day,
        source=source,
        genes=_genes(rows),
        inheritance=_inheritance(rows),
        criteria=found,
    )


def _genes(rows: Rows) -> tuple[str, ...]:
    genes = rows.head.get("genes")
    if not isinstance(genes, list) or not genes:
        raise rows.fault("'genes' is not a list of symbols", None, "genes")
    for gene in genes:
        if not isinstance(gene, str) or not _GENE.fullmatch(gene):
            raise rows.fault(f"'{str(gene)[:40]}' is not a gene", None, "genes", part=str(gene))
    return tuple(genes)


def _inheritance(rows: Rows) -> Inheritance | None:
    stated = rows.text(None, "inheritance", needed=False)
    if stated is None:
        return None
    try:
        return Inheritance(stated)
    except ValueError:
        remedy = f"one of {', '.join(each.value for each in Inheritance)}"
        what = f"'{stated[:40]}' is no inheritance"
        raise rows.fault(what, None, "inheritance", remedy=remedy) from None


def _special(rows: Rows, row: int, whose: str) -> Special:
    rows.only(row, _ROW)
    given = rows.rows[row]
    code = str(rows.text(row, "code"))
    if code not in CODES:
        raise rows.fault(f"'{code[:20]}' is no criterion", row, "code", remedy="PVS1 ... BP7")
    for key in ("use", "beyond"):
        if not isinstance(given.get(key, True), bool):
            raise rows.fault(f"'{key}' is true or false", row, key)
    section = rows.text(row, "section", needed=False)
    strength = rows.text(row, "strength", needed=False)
    if strength is not None and strength not in BORDERS:
        remedy = f"one of {', '.join(BORDERS)}"
        raise rows.fault(f"'{strength[:20]}' is no strength", row, "strength", remedy=remedy)
    special = Special(
        code=code,
        source=f"{whose}, {section}" if section else whose,
        use=given.get("use", True),
        text=rows.text(row, "text", needed=False) or "",
        score=rows.text(row, "score", needed=False) or "",
        splice=None if "splice" not in given else _number(rows, row, "splice", most=1.0),
        codons=tuple(_codons(rows, row, each) for each in rows.texts(row, "codons")),
        strength=None if strength is None else Strength(strength),
        beyond=given.get("beyond", False),
        borders=_borders(rows, row, code),
        needs=rows.texts(row, "needs", CODES),
    )
    if not special.use and not special.text:
        raise rows.fault("a criterion that is not used has a text that says why", row, "use")
    if special.codons and special.strength is None:
        raise rows.fault("codons need a strength", row, "codons")
    return special


def _borders(rows: Rows, row: int, code: str) -> tuple[tuple[Strength, float], ...]:
    given = [each for each in reversed(Strength) if each.value in rows.rows[row]]
    if given and code not in _NUMERIC:
        raise rows.fault(f"{code} has no borders", row, given[0].value)
    if any((each is Strength.STAND_ALONE) != (code == "BA1") for each in given):
        raise rows.fault("only BA1 stands alone, and has no other strength", row, given[0].value)
    most = 1.0 if code in _SHARES else None
    found = tuple((each, _number(rows, row, each.value, most=most)) for each in given)
    values = [border for _, border in found]
    if values != sorted(values, reverse=code not in AT_MOST) or len(set(values)) < len(values):
        raise rows.fault(f"the borders of {code} are not in order", row, given[0].value)
    return found


def _number(rows: Rows, row: int, key: str, *, most: float | None) -> float:
    value = rows.rows[row][key]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise rows.fault(f"'{key}' is not a number", row, key)
    if not value >= 0 or (most is not None and value > most):
        raise rows.fault(f"'{key}' lies outside of 0 to {most or 'infinity'}", row, key)
    return float(value)


def _codons(rows: Rows, row: int, text: str) -> tuple[int, int]:
    found = _CODONS.fullmatch(text)
    first, last = (int(found.group(1)), int(found.group(2) or found.group(1))) if found else (0, 0)
    if not 1 <= first <= last:
        what = f"'{text[:20]}' is no stretch of codons"
        raise rows.fault(what, row, "codons", part=text, remedy='write "181-937" or "12"')
    return first, last
