"""A report's own words, and lists of names cut to what is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from samvar.focus.pharmacogenomics.report_words import LABELS
from samvar.present.language import Language

_NAMED = 12  # untested positions and readings that are spelled out; the data hold all of them


def first(names: Iterable[str]) -> tuple[str, ...]:
    """The first names, one by one, and how many more."""
    found = tuple(names)
    more = (f"+ {len(found) - _NAMED}",) if len(found) > _NAMED else ()
    return (*found[:_NAMED], *more)


def some(names: Sequence[str]) -> str:
    """The first names, and how many more."""
    more = f" + {len(names) - _NAMED}" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def label(language: Language, name: str, **values: object) -> str:
    """One of the `LABELS` in the reader's language."""
    message = LABELS[name]
    return language.text(message, **values)
