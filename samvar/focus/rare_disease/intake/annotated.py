"""What annotators wrote of a record's alternatives, for the lists of a case."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from samvar.focus.rare_disease.intake.gnomad import gnomad_in
from samvar.focus.rare_disease.model.row import Annotated
from samvar.formats.vcf.annotation import (
    Annotation,
    Gravest,
    annotations_of,
    consequences,
    gravest,
    shown_of,
)
from samvar.formats.vcf.annotation_genmod import GenmodFields, frequencies, genmod_fields
from samvar.formats.vcf.records import Record, RecordReader, real_number
from samvar.model.consequence import Consequence
from samvar.model.errors import BadFile, Where

T = TypeVar("T")

_SVDB = re.compile(r"(?P<name>.+?)_?(?:FRQ|Frq)")
_NAMES = {
    "swegen_alu": "SweGen", "swegen_l1": "SweGen", "swegen_sva": "SweGen",
    "swegen_herv": "SweGen", "swegen": "SweGen",
    "clinical_genomics_loqus": "clinical samples",
}  # fmt: skip


class Annotating:
    """One file's annotations, by its header. family: whose of genmod's scores are taken."""

    def __init__(self, file: RecordReader, family: str | None) -> None:
        self._name = file.name
        self._family = family
        self._annotations: tuple[Annotation, ...] = annotations_of(file.head)

    def of(self, record: Record) -> tuple[Annotated, ...]:
        """What is told of each alternative of a record; of the record itself where it has none.

        An annotation that is not as the header says is noted, and the next annotator's is read.

        Raises:
            BadFile: a score or a frequency is no number; with the line.
        """
        return self.with_scores(record)[0]

    def with_scores(self, record: Record) -> tuple[tuple[Annotated, ...], GenmodFields]:
        """The same, with genmod's own fields of the record.

        Raises: as `of`.
        """
        where = Where(self._name, record.line)
        alts = record.alts or (record.ref,)
        said, note = self._said(record, alts, consequences, where)
        own = [_fused(record.info) for _ in alts] if said is None else [
            said.of(number) for number in range(1, len(alts) + 1)
        ]  # fmt: skip
        severe = [shown_of(each) for each in own]
        return self._told(record, where, severe, own, note)

    def brief(self, record: Record) -> tuple[tuple[Annotated, ...], GenmodFields]:
        """The same, with the consequence that is shown alone: `consequences` is empty.

        Raises: as `of`.
        """
        where = Where(self._name, record.line)
        alts = record.alts or (record.ref,)
        said, note = self._said(record, alts, gravest, where)
        if said is None:
            said = [shown_of(_fused(record.info)) for _ in alts]
        return self._told(record, where, said, [()] * len(alts), note)

    def _told(
        self,
        record: Record,
        where: Where,
        severe: Sequence[Gravest],
        said: Sequence[tuple[Consequence, ...]],
        note: str | None,
    ) -> tuple[tuple[Annotated, ...], GenmodFields]:
        known = frequencies(record.info, len(severe), where)
        svdb = svdb_frequencies(record.info)
        scores = genmod_fields(record.info, where)
        models, score = self._own(scores.models) or (), self._own(scores.rank_score)
        found = []
        for number, (one, own) in enumerate(zip(severe, said, strict=True)):
            gnomad = gnomad_in(record, number, one.severe)
            told = {**svdb, **known[number]}
            found.append(
                Annotated(
                    *(one.genes, one.symbols, one.severe, own, told, models, score, note, gnomad)
                )
            )
        return tuple(found), scores

    def _said(
        self,
        record: Record,
        alts: Sequence[str],
        read: Callable[[Annotation, str, str, Sequence[str], Where], T],
        where: Where,
    ) -> tuple[T | None, str | None]:
        """Of the first annotator that has anything of the record, and what could not be read."""
        note = None
        for annotation in self._annotations:
            text = record.info.get(annotation.annotator.value)
            if not text:
                continue
            try:
                return read(annotation, text, record.ref, alts, where), note
            except BadFile as error:
                note = error.what
        return None, note

    def _own(self, by_family: Mapping[str, T]) -> T | None:
        """The family's own, or the only one where the file is of one family."""
        if self._family in by_family:
            return by_family[self._family or ""]
        return next(iter(by_family.values())) if len(by_family) == 1 else None


def _fused(info: Mapping[str, str]) -> tuple[Consequence, ...]:
    """Both genes of a fusion, as nf-core/rnafusion writes them; an HGNC id of 0 is none."""
    found = []
    for side in "AB":
        gene, hgnc = info.get(f"GENE{side}", ""), info.get(f"HGNC_ID_{side}", "0")
        if gene:
            named = f"HGNC:{hgnc}" if hgnc.isdecimal() and hgnc != "0" else ""
            transcript = info.get(f"TRANSCRIPT_ID_{side}", "")
            found.append(Consequence(("gene_fusion",), transcript, gene, hgnc_id=named))
    return tuple(found)


def svdb_frequencies(info: Mapping[str, str]) -> dict[str, float]:
    """Frequencies that SVDB wrote, by the database's name; of several of one source the highest.

    >>> svdb_frequencies({"swegen_alu_FRQ": "0.047", "swegen_alu_OCC": "47"})
    {'SweGen': 0.047}
    """
    found: dict[str, float] = {}
    for key, text in info.items():
        match = _SVDB.fullmatch(key) if "FRQ" in key or "Frq" in key else None
        value = real_number(text) if match else None
        if match and value is not None and 0 <= value <= 1:
            name = _NAMES.get(match.group("name"), match.group("name"))
            found[name] = max(value, found.get(name, 0.0))
    return found
