"""The rows of a report: plain texts in one language, whatever they will be drawn on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pair:
    """A fact of the head: its label and its value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class LineRow:
    """One body's line, word for word. genes: what it was looked up by. source: where it stands."""

    body: str
    action: str
    mark: str
    word: str
    text: str
    strength: str
    condition: str
    genes: str
    source: str
    release: str


@dataclass(frozen=True, slots=True)
class DrugRow:
    """One drug. action: a key of `ACTIONS`, the most urgent of its lines; why: what withholds it.

    beside: what must be read with it, in full. notes: numbers of `ReportView.notes`. disagree: a
    sentence, empty where the bodies agree.
    """

    drug: str
    occasion: str
    action: str
    mark: str
    word: str
    why: tuple[str, ...]
    disagree: str
    lines: tuple[LineRow, ...]
    beside: tuple[str, ...]
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OpenRow:
    """Drugs off the list that one gene leaves without an answer."""

    why: str
    drugs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GeneRow:
    """One gene. status: `called`, `ambiguous`, `incomplete` or `not_called`; word: in words.

    diplotypes: the result, its readings where it is ambiguous. so_far: what an incomplete test
    agrees with, which is no result and is never shown without saying so.

    tested: `7 of 8`; of an outside call only its method knows. untested: names. samples: which of
    the head's samples it speaks from, '' where there is one only.
    """

    gene: str
    status: str
    word: str
    diplotypes: tuple[str, ...]
    so_far: tuple[str, ...]
    phenotype: str
    score: str
    tested: str
    untested: str
    samples: str
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A warning or note, printed once. about: the genes and drugs that refer to it."""

    number: int
    about: str
    text: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A release of knowledge that the report speaks from."""

    name: str
    date: str
    licence: str
    source: str
    digest: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """All of it. words: labels by name. banners: draft, fast, amended.

    silent: the patient's drugs of which the release says nothing. untested: genes of which nothing
    was looked at. usual: a sentence, where drugs are left out that ask nobody to act. signer,
    signature: empty until signed.
    """

    id: str
    words: dict[str, str]
    patient: str
    banners: tuple[str, ...]
    head: tuple[Pair, ...]
    urgent: tuple[DrugRow, ...]
    silent: tuple[str, ...]
    other: tuple[DrugRow, ...]
    open: tuple[OpenRow, ...]
    usual: str
    genes: tuple[GeneRow, ...]
    untested: tuple[str, ...]
    notes: tuple[NoteRow, ...]
    limits: tuple[str, ...]
    sources: tuple[SourceRow, ...]
    device: str
    signer: str
    signature: str
    software: str
