"""What a reader looks for in a list, in words that stand in addresses and are saved.

It names genes and panels as people do; what that means in one list is found when it is put to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from samvar.focus.rare_disease.model.inheritance import Model
from samvar.focus.rare_disease.model.listing import Filter, RowFilter
from samvar.focus.rare_disease.model.row import RepeatStanding
from samvar.model.errors import BadRegion, UsageError
from samvar.model.genome import Interval

_MOST_WORDS = 500
_EVERYWHERE = ("gene", "panel", "place", "score", "all")
_EVENT = (*_EVERYWHERE, "passed", "freq", "severity", "kind", "least", "most")
ASKED: Mapping[str, tuple[str, ...]] = {
    "snv": (*_EVERYWHERE, "passed", "freq", "severity", "model", "strict"),
    "sv": _EVENT,
    "mei": _EVENT,
    "fusion": ("gene", "panel", "score", "all", "passed"),
    "str": ("gene", "panel", "place", "score", "standing"),
    "mt": (*_EVERYWHERE, "passed", "freq", "severity", "share"),
}
"""The words that each list is asked by, as `words_of` writes them."""
STANDINGS: Mapping[str, RepeatStanding] = {
    each.value.replace(" ", "_"): each
    for each in (RepeatStanding.NORMAL, RepeatStanding.BETWEEN, RepeatStanding.PATHOLOGICAL)
}
"""Standings that a repeat can be asked for; the others are never hidden."""


class Sought(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A filter as a person says it.

    genes: symbols, HGNC ids, or names as the file has them. panels: ids of panels of the case.
    frequency, share: 0-1. places: as `7:117480000-117670000`. everybody: also what the proband
    lacks. strict: ClinVar's word spares nothing. least, most: bases. The rest as in
    `model.listing`.
    """

    genes: tuple[str, ...] = ()
    panels: tuple[str, ...] = ()
    frequency: float | None = None
    severity: str | None = None
    models: tuple[Model, ...] = ()
    places: tuple[str, ...] = ()
    everybody: bool = False
    passed: bool = False
    score: int | None = None
    strict: bool = False
    kinds: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    standings: tuple[RepeatStanding, ...] = ()
    share: float | None = None

    @property
    def within(self) -> tuple[Interval, ...]:
        """The places, 0-based.

        Raises:
            BadRegion: one is none.
        """
        return tuple(map(Interval.parse, self.places))

    def small(self, genes: frozenset[str] | None) -> Filter:
        """Put to a list of small variants. genes: as that list names them, None for all."""
        return Filter(
            genes, self.frequency, self.severity, frozenset(self.models), self.within,
            not self.everybody, self.passed, self.score, not self.strict,
        )  # fmt: skip

    def rows(self, genes: frozenset[str] | None) -> RowFilter:
        """Put to another list. genes: under every name that its rows may have."""
        return RowFilter(
            genes, self.frequency, self.severity, self.within, not self.everybody, self.passed,
            self.score, frozenset(self.kinds), self.least, self.most, frozenset(self.standings),
            self.share,
        )  # fmt: skip


def sought_as(filter_: Filter | RowFilter) -> Sought:
    """A filter of `rules.default_filter` as a person would say it; it names no genes or places."""
    said: dict[str, Any] = {
        "frequency": filter_.frequency, "severity": filter_.severity, "score": filter_.score,
        "everybody": not filter_.carried, "passed": filter_.passed,
    }  # fmt: skip
    if isinstance(filter_, Filter):
        models = tuple(each for each in Model if each in filter_.models)
        return Sought(**said, models=models, strict=not filter_.clinvar)
    standings = tuple(each for each in RepeatStanding if each in filter_.standings)
    return Sought(
        **said, kinds=tuple(sorted(filter_.kinds)), least=filter_.least, most=filter_.most,
        standings=standings, share=filter_.share,
    )  # fmt: skip


def words_of(sought: Sought) -> dict[str, str]:
    """The words of an address; what asks for nothing is left out.

    >>> words_of(Sought(genes=("CFTR", "HGNC:4053"), frequency=0.01, models=(Model.AR_HOM,)))
    {'gene': 'CFTR,HGNC:4053', 'freq': '0.01', 'model': 'AR_hom'}
    """
    said: dict[str, Any] = {
        "gene": ",".join(sought.genes),
        "panel": ",".join(sought.panels),
        "place": " ".join(sought.places),
        "freq": _number(sought.frequency),
        "severity": sought.severity,
        "model": ",".join(each.value for each in sought.models),
        "score": sought.score,
        "kind": ",".join(sought.kinds),
        "least": sought.least,
        "most": sought.most,
        "standing": ",".join(each.value.replace(" ", "_") for each in sought.standings),
        "share": _number(sought.share),
        "passed": "1" if sought.passed else "",
        "all": "1" if sought.everybody else "",
        "strict": "1" if sought.strict else "",
    }
    return {name: str(value) for name, value in said.items() if value not in (None, "")}


def sought_of(words: Mapping[str, str], category: str) -> Sought:
    """What these words ask of a list; a tick such as `model.AD` says the same as `model=AD`.

    Words that the list is not asked by are left out.

    Raises:
        UsageError: one makes no sense.
    """
    mine = {name: _joined(words, name) for name in ASKED[category]}
    places = tuple(each.strip(",") for each in mine.get("place", "").replace(";", " ").split())
    for each in places:
        try:
            Interval.parse(each)
        except BadRegion as error:
            raise UsageError(error.what, remedy="write it as 7:117480000-117670000") from None
    return Sought(
        genes=tuple(_parts(mine.get("gene", ""))),
        panels=tuple(_parts(mine.get("panel", ""))),
        frequency=_share(mine, "freq", "frequency"),
        severity=mine.get("severity") or None,
        models=tuple(_of({each.value: each for each in Model}, mine.get("model", ""), "model")),
        places=places,
        everybody=_ticked(mine, "all"),
        passed=_ticked(mine, "passed"),
        score=_whole(mine, "score", "rank score"),
        strict=_ticked(mine, "strict"),
        kinds=tuple(_parts(mine.get("kind", ""))),
        least=_whole(mine, "least", "size"),
        most=_whole(mine, "most", "size"),
        standings=tuple(_of(STANDINGS, mine.get("standing", ""), "standing of a repeat")),
        share=_share(mine, "share", "share of reads"),
    )


def _joined(words: Mapping[str, str], name: str) -> str:
    ticked = [key[len(name) + 1 :] for key in words if key.startswith(f"{name}.")]
    return ",".join(filter(None, (words.get(name, "").strip(), *ticked)))


def _parts(text: str) -> Iterable[str]:
    found = [part for part in text.replace(",", " ").replace(";", " ").split() if part]
    if len(found) > _MOST_WORDS:
        raise UsageError(f"at most {_MOST_WORDS} words are asked for at once", remedy="use a panel")
    return dict.fromkeys(found)


def _of(known: Mapping[str, Any], text: str, what: str) -> Iterable[Any]:
    for each in _parts(text):
        if each not in known:
            raise UsageError(f"'{each[:40]}' is not a {what}", remedy=f"one of {', '.join(known)}")
        yield known[each]


def _ticked(words: Mapping[str, str], name: str) -> bool:
    return words.get(name, "") not in ("", "0")


def _whole(words: Mapping[str, str], name: str, what: str) -> int | None:
    text = words.get(name, "")
    if not text:
        return None
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 10):
        raise UsageError(f"a {what} is a whole number")
    return int(text)


def _share(words: Mapping[str, str], name: str, what: str) -> float | None:
    text = words.get(name, "").replace(",", ".")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise UsageError(f"a {what} is a number from 0 to 1", remedy="1 % is 0.01")
    return value


def _number(value: float | None) -> str | None:
    return None if value is None else repr(value)
