"""The notes of a report, each once and numbered."""

from __future__ import annotations

from collections.abc import Iterable

from samvar.focus.pharmacogenomics.report_rows import NoteRow
from samvar.focus.pharmacogenomics.report_said import told
from samvar.present.language import Language


class Notes:
    """Each sentence once, numbered in the order of reading, with who refers to it."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._about: dict[str, list[str]] = {}

    def refer(self, sentences: Iterable[str], about: str) -> tuple[int, ...]:
        """The numbers of these sentences, new or not; `about` is who refers to them."""
        numbers = []
        for sentence in dict.fromkeys(each for each in sentences if each.strip()):
            told = self._about.setdefault(sentence, [])
            if about not in told:
                told.append(about)
            numbers.append(list(self._about).index(sentence) + 1)
        return tuple(sorted(numbers))

    def rows(self) -> tuple[NoteRow, ...]:
        """All of them, by number."""
        return tuple(
            NoteRow(number, ", ".join(about), told(sentence, self._language))
            for number, (sentence, about) in enumerate(self._about.items(), start=1)
        )
