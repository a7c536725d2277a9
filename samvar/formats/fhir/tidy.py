"""What FHIR JSON may not hold, taken out: nothing empty, no control characters, no half letters."""

from __future__ import annotations

import unicodedata
from typing import Any


def tidy(value: Any) -> Any:
    """The value without empty members, and its texts as FHIR's `string` may be.

    FHIR R4 2.6.0.1 and 2.24.0.1: objects, arrays and texts are never empty; no character below
    U+0020 but tab, line feed and carriage return.

    >>> tidy({"a": "", "b": [None, {"c": " x\\x00 "}], "d": {"e": []}, "f": 0})
    {'b': [{'c': 'x'}], 'f': 0}
    """
    if isinstance(value, str):
        return "".join(each for each in value if _allowed(each)).strip() or None
    if isinstance(value, dict):
        found = {name: kept for name, each in value.items() if (kept := tidy(each)) is not None}
        return found or None
    if isinstance(value, list | tuple):
        return [kept for each in value if (kept := tidy(each)) is not None] or None
    return value


def _allowed(letter: str) -> bool:
    return letter in "\t\n\r" or unicodedata.category(letter) not in ("Cc", "Cs", "Cn")
