"""Paper: a template of an area and plain values become a PDF, the same bytes every time.

The template is typst code that stands in the package; the values come to it as JSON through
`sys.inputs`, so that nothing that a person has written is ever code. It sees no file but those
of its own folder, no network and no font of the machine. What comes out is PDF/A-3a, to be kept
and to carry its data with it, and PDF/UA-1, to be read aloud.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from samvar.model.errors import BadInput

FONTS = ("Libertinus Serif", "DejaVu Sans Mono")
"""Both lie in typst itself: a template may name these."""

STANDARDS: list[Any] = ["a-3a", "ua-1"]

_LETTERS = (
    (0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x36F), (0x370, 0x3FF), (0x400, 0x482),
    (0x1E00, 0x1EFF), (0x2010, 0x2027), (0x202F, 0x203E), (0x20A0, 0x20C0),
    (0x2190, 0x2193), (0x2200, 0x22FF),
)  # fmt: skip
"""What the fonts can draw, and what does not turn the direction of a line; a test draws it all."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text file that lies inside the PDF. data: UTF-8."""

    name: str
    media_type: str
    description: str
    data: bytes


def make_pdf(
    template: Path,
    values: Mapping[str, Any],
    made: datetime,
    language: str,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """The PDF of a template; it reads `sys.inputs.values`, `.language` and `.attachments` (JSON).

    made: the date that the file bears, with its zone. Texts are first made `printable`.

    Raises:
        BadInput: the values do not fit the template; none of them is quoted.
    """
    inputs = {
        "values": json.dumps(printable(values), ensure_ascii=False),
        "language": "sv" if language == "sv" else "en",
        "attachments": json.dumps([_attached(each) for each in attachments]),
    }
    compiler, turn = _compiler(template)
    try:
        with turn:
            made_of = compiler.compile(
                format="pdf",
                sys_inputs=inputs,
                pdf_standards=STANDARDS,
                timestamp=made.astimezone(UTC).replace(microsecond=0),
            )
    except typst.TypstError as error:
        raise BadInput("the report cannot be set on paper", why=template.name) from error
    if not isinstance(made_of, bytes):
        raise TypeError("one PDF was asked for")
    return made_of


def printable(value: Any) -> Any:
    """The value with every letter that the fonts lack written as its code point, `<U+4E2D>`.

    >>> printable({"a": ["Åsa\\tμ", "\\u4e2d\\x00\\u202e"]})
    {'a': ['Åsa μ', '<U+4E2D><U+0000><U+202E>']}
    """
    if isinstance(value, str):
        return "".join(map(_drawn, unicodedata.normalize("NFC", value)))
    if isinstance(value, Mapping):
        return {str(name): printable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [printable(each) for each in value]
    return value


@cache
def _drawn(letter: str) -> str:
    if letter in "\t\n\r":
        return " "
    code = ord(letter)
    known = any(first <= code <= last for first, last in _LETTERS)
    if known and unicodedata.category(letter) not in ("Cn", "Cf", "Cc"):
        return letter
    return f"<U+{code:04X}>"


def _attached(file: Attachment) -> dict[str, str]:
    return {
        "name": printable(file.name),
        "media_type": file.media_type,
        "description": printable(file.description),
        "data": file.data.decode(),
    }


@cache
def _compiler(template: Path) -> tuple[typst.Compiler, Lock]:
    """One for each template, fonts read once; one document at a time goes through it."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    found = typst.Compiler(
        str(template), root=str(template.parent), font_paths=fonts, ignore_system_fonts=True
    )
    return found, Lock()
