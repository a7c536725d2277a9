"""The form that filters a list: its fields with what is asked now, and what an address asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from samvar.focus.rare_disease.filter_words import FIELDS
from samvar.focus.rare_disease.model.inheritance import Model
from samvar.focus.rare_disease.model.saved_filter import SavedFilter
from samvar.focus.rare_disease.model.sought import (
    ASKED,
    STANDINGS,
    Sought,
    sought_of,
    words_of,
)
from samvar.focus.rare_disease.pages.list_words import HINTS
from samvar.focus.rare_disease.pages.list_words import STANDINGS as STANDING_WORDS
from samvar.focus.rare_disease.service.filters import default_of, filter_of
from samvar.model.consequence import TERMS
from samvar.present.area import NodeLike
from samvar.present.language import Language
from samvar.present.words import word

SIZES = (50, 200, 500)
"""Rows of a page."""
EVENT_KINDS = ("DEL", "DUP", "INV", "INS", "BND", "CNV", "TRA")
TICKED = {
    "model": tuple(each.value for each in Model),
    "kind": EVENT_KINDS,
    "standing": tuple(STANDINGS),
}
"""Fields of several ticks, each of its own name: `model.AD`."""
READS: tuple[str, ...] = (
    "filter", "asked", "offset", "size", *FIELDS,
    *(f"{name}.{each}" for name, every in TICKED.items() for each in every),
)  # fmt: skip
"""What the address of a list may ask."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of a list. words: those that an address of the same says again.

    saved: the filter that it names; opens: the one that the list opens with.
    """

    sought: Sought
    words: Mapping[str, str]
    saved: SavedFilter | None = None
    opens: bool = False
    first: int = 0
    size: int = SIZES[0]

    def address(self, path: str, **more: str | int) -> str:
        """The address of something of the same list, with the same filter."""
        words = {**self.words, **{name: str(value) for name, value in more.items()}}
        return f"{path}?{urlencode(words)}" if words else path


@dataclass(frozen=True, slots=True)
class Tick:
    """One box. name, value: of the field; words: beside it; data: the words are data."""

    name: str
    words: str
    ticked: bool
    data: bool = True


@dataclass(frozen=True, slots=True)
class Field:
    """One field. kind: `text`, `number`, `choice`, `ticks` or `tick`."""

    name: str
    words: str
    kind: str
    value: str = ""
    hint: str = ""
    options: Sequence[str] = ()
    ticks: Sequence[Tick] = ()


def asked_of(node: NodeLike, query: Mapping[str, str], category: str) -> Asked:
    """What a reader's address asks. Without a word about a filter: what the list opens with.

    Raises:
        UsageError: a word makes no sense. NotFound: no such saved filter.
    """
    first, size = _whole(query.get("offset", "")), _whole(query.get("size", ""))
    size = size if size in SIZES else SIZES[0]
    kept = {} if size == SIZES[0] else {"size": str(size)}
    if query.get("filter"):
        saved = filter_of(node, query["filter"])
        return Asked(saved.sought, {"filter": saved.id, **kept}, saved, False, first, size)
    if "asked" in query or any(_asks(name, category) for name in query):
        sought = sought_of(query, category)
        return Asked(sought, {"asked": "1", **words_of(sought), **kept}, None, False, first, size)
    return Asked(default_of(category), kept, None, True, first, size)


def fields_of(
    sought: Sought,
    category: str,
    language: Language,
    panels: Sequence[str] = (),
    kinds: Sequence[str] = (),
) -> list[Field]:
    """The fields of a list's form. panels: of the case. kinds: types of events that there are."""
    said = words_of(sought)
    found = []
    for name in ASKED[category]:
        words, value = word(FIELDS, name, language), said.get(name, "")
        hint = word(HINTS, name, language) if name in HINTS else ""
        if name in ("passed", "all", "strict"):
            found.append(Field(name, words, "tick", value))
        elif name == "severity":
            found.append(Field(name, words, "choice", value, options=("", *TERMS)))
        elif name in ("model", "kind", "standing", "panel"):
            every = {"panel": panels, "kind": kinds}.get(name, TICKED.get(name, ()))
            ticks = _ticks(name, every, value.split(","), language)
            if ticks:
                found.append(Field(name, words, "ticks", ticks=ticks))
        else:
            kind = "number" if name in ("score", "least", "most") else "text"
            found.append(Field(name, words, kind, value, hint))
    return found


def _ticks(
    name: str, every: Sequence[str], chosen: Sequence[str], language: Language
) -> list[Tick]:
    """Also what is asked for and is none of them, so that it is seen and can be taken out."""
    strange = [each for each in chosen if each and each not in every]
    return [
        Tick(
            f"{name}.{each}",
            word(STANDING_WORDS, each, language) if name == "standing" else each,
            each in chosen,
            name != "standing",
        )
        for each in (*every, *strange)
    ]


def _asks(name: str, category: str) -> bool:
    return name.partition(".")[0] in ASKED[category]


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
