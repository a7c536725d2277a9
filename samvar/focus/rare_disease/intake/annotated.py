"""What annotators wrote of a record's alternatives, for the lists of a case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from samvar.focus.rare_disease.intake.gnomad import gnomad_in
from samvar.focus.rare_disease.model.row import Annotated, GnomadTold
from samvar.formats.vcf.annotation import Annotation, annotations_of, consequences, genes
from samvar.formats.vcf.annotation_genmod import frequencies, genmod_fields
from samvar.formats.vcf.records import Record, RecordReader, real_number
from samvar.model.consequence import Consequence, most_severe
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
        where = Where(self._name, record.line)
        count = max(len(record.alts), 1)
        said, note = self._consequences(record, where)
        known = frequencies(record.info, count, where)
        scores = genmod_fields(record.info, where)
        return tuple(
            _annotated(
                said[number],
                {**svdb_frequencies(record.info), **known[number]},
                self._own(scores.models) or (),
                self._own(scores.rank_score),
                note,
                gnomad_in(record, number, most_severe(said[number])),
            )
            for number in range(count)
        )

    def _consequences(
        self, record: Record, where: Where
    ) -> tuple[list[tuple[Consequence, ...]], str | None]:
        """Of the first annotator that has anything of the record, for each alternative."""
        alts = record.alts or (record.ref,)
        note = None
        for annotation in self._annotations:
            text = record.info.get(annotation.annotator.value)
            if not text:
                continue
            try:
                said = consequences(annotation, text, record.ref, alts, where)
            except BadFile as error:
                note = error.what
                continue
            return [said.of(number) for number in range(1, len(alts) + 1)], note
        return [_fused(record.info) for _ in alts], note

    def _own(self, by_family: Mapping[str, T]) -> T | None:
        """The family's own, or the only one where the file is of one family."""
        if self._family in by_family:
            return by_family[self._family or ""]
        return next(iter(by_family.values())) if len(by_family) == 1 else None


def _annotated(
    said: tuple[Consequence, ...],
    known: Mapping[str, float],
    models: tuple[str, ...],
    rank_score: float | None,
    note: str | None,
    gnomad: GnomadTold | None,
) -> Annotated:
    symbols = tuple(dict.fromkeys(each.gene for each in said if each.gene))
    return Annotated(
        *(genes(said), symbols, most_severe(said), said, known, models, rank_score, note, gnomad)
    )


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
        match = _SVDB.fullmatch(key)
        value = real_number(text) if match else None
        if match and value is not None and 0 <= value <= 1:
            name = _NAMES.get(match.group("name"), match.group("name"))
            found[name] = max(value, found.get(name, 0.0))
    return found
