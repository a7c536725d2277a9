"""Candidates of a patient: of files without a node, and of a case that a node keeps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from samvar.focus.rare_disease.analyse.candidate.benchmark import Placed, measure, parted
from samvar.focus.rare_disease.analyse.candidate.gather import found_by_gene
from samvar.focus.rare_disease.analyse.candidate.rank import Genes, candidates
from samvar.focus.rare_disease.analyse.listing import select
from samvar.focus.rare_disease.analyse.phenotype.rank import query_of
from samvar.focus.rare_disease.analyse.phenotype.score import Scores, score
from samvar.focus.rare_disease.intake.causative import planted_of
from samvar.focus.rare_disease.intake.small import write_small
from samvar.focus.rare_disease.model.candidate import Candidate, Found
from samvar.focus.rare_disease.model.family import Family, families_of
from samvar.focus.rare_disease.model.listing import Filter
from samvar.focus.rare_disease.model.presentation import Presentation
from samvar.focus.rare_disease.records.small import SmallRows
from samvar.focus.rare_disease.rules.candidate.effect import LEAST_SEVERE, MOST_FREQUENT
from samvar.focus.rare_disease.rules.candidate.weights import weights
from samvar.focus.rare_disease.service.phenotype import corpus_of
from samvar.formats.ped.read import read_ped
from samvar.formats.phenopacket.read import read_phenopackets
from samvar.model.errors import BadInput, Where
from samvar.model.genome import Assembly
from samvar.model.progress import Progress, silent

LOOKED_AT = Filter(frequency=MOST_FREQUENT, severity=LEAST_SEVERE)
LISTED = 100


def candidates_of_files(
    vcf: Path,
    ped: Path,
    patient: Presentation,
    *,
    subject: str = "",
    folder: Path | None = None,
    own_papers: bool = True,
    assembly: Assembly | None = None,
    progress: Progress = silent,
) -> tuple[Candidate, ...]:
    """Candidates in a family's annotated VCF, without a node.

    subject: the affected person of the pedigree; "" where there is only one.

    Raises:
        BadFile: a file cannot be read, with the place. BadInput: it is not clear who the patient
            is. UnknownAssembly: nothing says the assembly.
    """
    family, proband = _proband(ped, subject)
    found = _found(vcf, family, proband, assembly, progress)
    return ranked(found, patient, folder, own_papers=own_papers)


def background_of(
    vcf: Path, ped: Path, assembly: Assembly | None = None
) -> Mapping[str, Sequence[Found]]:
    """What was found in each gene of an affected person whose parents nobody looks at: an exome to
    plant other patients' variants into.

    Raises: as `candidates_of_files`.
    """
    family, proband = _proband(ped, "")
    return _found(vcf, family.among([proband]), proband, assembly, silent)


def benchmark_candidates(
    file: Path, exome: Path, ped: Path, most: int | None = None, folder: Path | None = None
) -> tuple[Placed, Counter[str]]:
    """Plant solved patients of the half that nothing was fitted to into an exome; who was left out.

    most: at most so many, in the file's order.

    Raises:
        BadFile: with the place. BadInput: nobody in the file can be planted.
    """
    genes = genes_of(folder)
    _, held, left_out = parted(genes, map(planted_of, read_phenopackets(file)))
    if not held:
        raise BadInput("no patient of the file can be planted", where=Where(file.name))
    background = background_of(exome, ped)
    return measure(genes, held[:most], background, weights()), left_out


def _found(
    vcf: Path, family: Family, proband: str, assembly: Assembly | None, progress: Progress
) -> Mapping[str, Sequence[Found]]:
    with TemporaryDirectory(prefix="samvar-rank-") as scratch:
        columns, texts = Path(scratch, "columns"), Path(scratch, "texts")
        write_small(vcf, family, proband, columns, texts, assembly=assembly, progress=progress)
        return found_in(SmallRows(columns, texts, vcf.name, family.id))


def found_in(small: SmallRows) -> Mapping[str, Sequence[Found]]:
    """What was found in each gene of a list."""
    return found_by_gene(small.rows(select(small, LOOKED_AT).rows.tolist()))


def ranked(
    found: Mapping[str, Sequence[Found]],
    patient: Presentation,
    folder: Path | None = None,
    *,
    own_papers: bool = True,
) -> tuple[Candidate, ...]:
    """Candidates, the best hundred first."""
    corpus = corpus_of(folder)
    query, _ = query_of(corpus, patient)
    scores: Scores | None = None
    if query.seen:
        scores = score(corpus, query, () if own_papers else patient.papers)
    return candidates(genes_of(folder), scores, found, weights())[:LISTED]


@lru_cache(maxsize=2)
def genes_of(folder: Path | None) -> Genes:
    """The genes of a folder of HPO's files, or of the installed ones."""
    return Genes(corpus_of(folder))


def _proband(ped: Path, subject: str) -> tuple[Family, str]:
    affected = [
        (family, member.name)
        for family in families_of(read_ped(ped))
        for member in family.members
        if member.affected
    ]
    named = [each for each in affected if each[1] == subject]
    chosen = named or affected
    if len(chosen) != 1:
        raise BadInput(
            "it is not clear who of the pedigree is the patient",
            where=Where(ped.name),
            why="nobody is affected" if not affected else "several are affected",
            remedy="name the affected person as the subject of the phenopacket",
        )
    return chosen[0]
