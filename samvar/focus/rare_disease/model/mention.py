"""Somebody named in a comment with an @, so that they look at the case."""

from __future__ import annotations

import re
from dataclasses import dataclass

from samvar.focus.rare_disease.model.kept import CaseEvent

_NAME = r"[^\W_](?:[\w.+-]*[^\W_])?"
_MENTION = re.compile(rf"(?<![\w@])@({_NAME}(?:@{_NAME})?)")


@dataclass(frozen=True, slots=True)
class Mention:
    """A comment that names somebody. case: its id; label, name: of the case."""

    case: str
    label: str
    name: str
    event: CaseEvent


def mentioned_in(text: str) -> frozenset[str]:
    """The accounts that a comment names.

    >>> sorted(mentioned_in("@second-reader, ask @anna.berg@region.se. Not me@home"))
    ['anna.berg@region.se', 'second-reader']
    """
    return frozenset(found[1] for found in _MENTION.finditer(text))
