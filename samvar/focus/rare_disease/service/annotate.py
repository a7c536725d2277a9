"""Models of inheritance, compounds and rank scores written into a family's VCF; without a node."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec
import numpy as np

from samvar import __version__
from samvar.focus.rare_disease.analyse.outcome import Outcome, outcome
from samvar.focus.rare_disease.analyse.rank_model.columns import Scorer
from samvar.focus.rare_disease.analyse.rank_model.read import rank_model
from samvar.focus.rare_disease.intake.contig import ANNOTATION, STRANGER, GeneSource
from samvar.focus.rare_disease.intake.kin import Wanted, contigs
from samvar.focus.rare_disease.model.contig import Contig
from samvar.focus.rare_disease.model.family import Family, families_of
from samvar.focus.rare_disease.model.inheritance import MODELS, Status
from samvar.focus.rare_disease.service.annotate_text import Fields, Written
from samvar.focus.rare_disease.service.annotate_write import Lines, Source, keys_of, write
from samvar.formats.ped.read import read_ped
from samvar.formats.stream import read_text
from samvar.formats.vcf.annotation import Annotator, annotations_of
from samvar.formats.vcf.kin import KinBlock, KinFile
from samvar.model.calls import Int64
from samvar.model.errors import BadFile, UsageError, Where
from samvar.model.genome import Assembly
from samvar.model.progress import Progress, silent

RULES = ("samvar", "genmod")
HELD_BYTES = 32 << 20
"""A file up to this size stays in memory while it is judged; a larger one is read twice, and of
it one contig's genotypes at a time."""


@dataclass(frozen=True, slots=True)
class AnnotateFamily:
    """What is asked. model: a rank model's file. reduced: genes whose carriers may be healthy, the
    first word of each line. rules: of `RULES`."""

    file: Path
    ped: Path
    model: Path | None = None
    reduced: Path | None = None
    rules: str = "samvar"
    assembly: Assembly | None = None


class FamilyAnnotated(msgspec.Struct, kw_only=True):
    """What was done. models: how many records follow each; open: of how many that could not be
    assessed, though nothing refutes it."""

    file: str
    assembly: str
    rules: str
    genes_by: str
    rank_model: str | None
    families: list[str]
    absent: int = 0
    records: int = 0
    with_compounds: int = 0
    excluded: int = 0
    models: dict[str, int] = {}
    open: dict[str, int] = {}


def annotate_family(
    asked: AnnotateFamily,
    out: Path | BinaryIO,
    form: str,
    progress: Progress = silent,
) -> FamilyAnnotated:
    """Write the file again with the fields of `Fields`; memory holds one contig at a time.

    form: `vcf` or `vcf.gz`.

    Raises:
        BadFile: the file, the pedigree or the rank model cannot be read, nobody affected was
            sequenced, or the file names no genes; with the place.
        UnknownAssembly: nothing says the assembly, or two disagree.
    """
    if asked.rules not in RULES:
        raise UsageError(f"rules are one of {', '.join(RULES)}")
    file = KinFile(asked.file, asked.assembly)
    families, absent = _families(asked.ped, file.header.samples)
    samples = tuple(dict.fromkeys(each.name for own in families for each in own.members))
    annotations = annotations_of(file.head)
    source = GeneSource.of(annotations, listed=file.declares(ANNOTATION))
    if source is None and file.declares(STRANGER):
        source = GeneSource(STRANGER)
    if source is None:
        raise _without_genes(file.name)
    csq = next((each.columns for each in annotations if each.annotator is Annotator.VEP), ())
    model = None if asked.model is None else rank_model(asked.model)
    fields = Fields(model, asked.rules)
    scorer = None if model is None else Scorer(model, csq, fields.computed)
    own_keys = keys_of(fields)
    wanted = Wanted(samples, source, _reduced(asked.reduced), scorer, own_keys)
    columns = [
        np.array([samples.index(each.name) for each in own.members], dtype=np.int64)
        for own in families
    ]
    done = FamilyAnnotated(
        file=file.name,
        assembly=file.assembly.value,
        rules=asked.rules,
        genes_by=source.key,
        rank_model=None if model is None else f"{model.name} {model.version}",
        families=[own.id for own in families],
        absent=absent,
        models=dict.fromkeys((each.value for each in MODELS), 0),
        open=dict.fromkeys((each.value for each in MODELS), 0),
    )
    alone = len(file.header.samples) == 1
    held: deque[KinBlock] | None = None
    if asked.file.stat().st_size <= HELD_BYTES:
        held = deque()

    def written() -> Iterator[Written]:
        for contig in contigs(file, wanted, held):
            judged = _judged(contig, families, columns, file.assembly, asked.rules)
            _count(done, contig, judged[0])
            progress("judge", done.records, None, "records")
            yield Written.of(contig, judged, fields, scorer, alone=alone)

    said = _said(asked, model.digest if model is not None else None)
    lines = _again(asked, own_keys) if held is None else _held(held, wanted.keys, own_keys)
    again = Source(file.name, file.head, lines)
    texts = written() if held is None else iter(list(written()))
    write(again, texts, fields, said, out, packed=form == "vcf.gz")
    progress("done", done.records, done.records, "records")
    return done


def _again(asked: AnnotateFamily, keys: tuple[str, ...]) -> Lines:
    """The lines, read a second time."""
    yield from KinFile(asked.file, asked.assembly).texts(keys)


def _held(held: deque[KinBlock], keys: Sequence[str], own: Sequence[str]) -> Lines:
    """The lines that are still in memory; each is let go once it is written."""
    columns = [keys.index(key) for key in own]
    while held:
        block = held.popleft()
        yield block.raw, block.block, block.spans[:, columns]


def _judged(
    contig: Contig,
    families: Sequence[Family],
    columns: Sequence[Int64],
    assembly: Assembly,
    rules: str,
) -> list[Outcome]:
    return [
        outcome(contig, family, own, assembly, as_genmod=rules == "genmod")
        for family, own in zip(families, columns, strict=True)
    ]


def _count(done: FamilyAnnotated, contig: Contig, first: Outcome) -> None:
    """Counts are of the first family, as a rank score is."""
    kept = np.array([bool(head) for head in contig.heads], dtype=bool)
    done.records += int(kept.sum())
    for status, counts in ((Status.MET, done.models), (Status.NOT_ASSESSED, done.open)):
        for number, model in enumerate(MODELS):
            counts[model.value] += int((first.status[:, number] == status).sum())
    done.excluded += int(((first.status == Status.NOT_MET).all(axis=1) & kept).sum())
    zero = np.zeros(contig.lines, dtype=np.int32)
    done.with_compounds += int((first.best(zero) == 0).sum())


def _families(ped: Path, samples: Sequence[str]) -> tuple[list[Family], int]:
    """Families with somebody affected in the file, and how many of their people are not in it."""
    every = [family for family in families_of(read_ped(ped)) if family.affected]
    if not every:
        raise BadFile(
            "nobody in the pedigree is affected",
            where=Where(ped.name),
            why="models ask what the affected have and the unaffected have not",
            remedy="write 2 in the sixth column of whoever is affected",
        )
    there = [family.among(samples) for family in every]
    found = [family for family in there if family.affected]
    if not found:
        raise BadFile(
            "no affected person of the pedigree is in the file",
            where=Where(ped.name),
            remedy="name the people of the pedigree as the file names its samples",
        )
    return found, sum(len(family) for family in every) - sum(len(family) for family in there)


def _reduced(path: Path | None) -> frozenset[bytes]:
    if path is None:
        return frozenset()
    lines = (line.split() for line in read_text(path).splitlines() if not line.startswith("#"))
    return frozenset(words[0].encode() for words in lines if words)


def _without_genes(name: str) -> BadFile:
    return BadFile(
        "the file does not say in which gene a variant is",
        where=Where(name),
        why="its header declares none of CSQ, ANN, BCSQ, Annotation and HGNCId",
        remedy="annotate it first with VEP, SnpEff, bcftools csq, genmod, or stranger for repeats",
    )


def _said(asked: AnnotateFamily, digest: str | None) -> str:
    parts = [f"Version={__version__}", f"Rules={asked.rules}"]
    if digest is not None:
        parts.append(f"RankModel=sha256:{digest}")
    return f"##samvar_rare=<{','.join(parts)}>"
