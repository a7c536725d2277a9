"""Files that are given beside an input: what each is, by what stands in it, and whose."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from samvar.focus.rare_disease.model.case import CaseFile, CaseMember
from samvar.formats import stream
from samvar.formats.d4.container import MAGIC
from samvar.formats.scout.keys import Role
from samvar.formats.vcf import odd
from samvar.model.errors import SamvarError, Where
from samvar.model.fault import Fault

KEY = "--file"
_HEAD = 1 << 16
_BY_TITLES: tuple[tuple[frozenset[str], Role, str], ...] = tuple(
    (frozenset(titles.split()), role, category)
    for titles, role, category in (
        ("sample_a sample_b rel parent_error", Role.QUALITY, "peddy_check"),
        ("ped_sex predicted_sex sample_id", Role.QUALITY, "peddy_sex"),
        ("sample_id het_ratio ancestry-prediction", Role.QUALITY, "peddy_ped"),
        ("sample_a sample_b relatedness ibs0", Role.QUALITY, "somalier_pairs"),
        ("sample_id gt_depth_mean X_depth_mean", Role.QUALITY, "somalier_samples"),
        ("sample_id predicted_ancestry", Role.QUALITY, "somalier_ancestry"),
        ("SEQ_ID FREEMIX", Role.QUALITY, "contamination"),
        ("chrom length bases mean", Role.QUALITY, "mosdepth"),
        ("chrom start end region", Role.QUALITY, "regions"),
        ("Sample isSMA SMN1_CN", Role.TABLE, "smn"),
        ("sampleID psiValue deltaPsi", Role.TABLE, "fraser"),
        ("sampleID zScore l2fc", Role.TABLE, "outrider"),
        ("cpg_label summary_label", Role.TABLE, "methbat"),
    )
)
OF_ONE = frozenset(("mosdepth", "regions", "coverage", "mitodel", "upd_regions", "homozygosity"))
"""Files without a sample's name in them: somebody says whose they are."""


def take(
    files: Sequence[tuple[str | None, Path]], members: Sequence[CaseMember]
) -> tuple[list[CaseFile], list[Fault]]:
    """The files with their kinds; a sample's name before a file says whose it is."""
    found: list[CaseFile] = []
    faults: list[Fault] = []
    for sample, path in files:
        where = Where(path.name)
        try:
            kind = tell(path)
        except SamvarError as error:
            faults.append(Fault.of(error, where))
            continue
        if kind is None:
            faults.append(Fault("nothing in the file tells what it is", where))
            continue
        role, category = kind
        member = _whose(sample, category, members)
        if category in OF_ONE and member is None:
            what = "the file does not say whose it is"
            faults.append(Fault(what, where, remedy=f"write {KEY} SAMPLE={path.name[:60]}"))
        elif sample is not None and member is None:
            faults.append(Fault("the sample before the file is no member of the case", where))
        else:
            found.append(CaseFile(KEY, path.resolve(), role, category, where, member=member))
    return found, faults


def _whose(sample: str | None, category: str, members: Sequence[CaseMember]) -> str | None:
    if sample is not None:
        return sample if sample in {member.id for member in members} else None
    return members[0].id if category in OF_ONE and len(members) == 1 else None


def tell(path: Path) -> tuple[Role, str] | None:
    """What a file is; None where nothing tells.

    Raises:
        NotFound, BadFile: it cannot be read.
    """
    raw = stream.head(path, _HEAD)
    if raw.startswith(MAGIC):
        return Role.READS, "coverage"
    if raw.startswith(b"##fileformat=VCF") or odd.is_bcf(path):
        return Role.VARIANTS, ""
    text = raw.decode("utf-8", "replace").lstrip("\ufeff")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("##")]
    first = lines[0] if lines else ""
    titles = {title.strip().lstrip("#") for title in first.split("," if "," in first else "\t")}
    for wanted, role, category in _BY_TITLES:
        if wanted <= titles:
            return role, category
    if first.startswith("intermediate discordant"):
        return Role.TABLE, "mitodel"
    if text.lstrip().startswith("{") and "genes_in_region" in text:
        return Role.TABLE, "paraphase"
    if "ORIGIN=" in text and "TYPE=" in text:
        return Role.TABLE, "upd_regions"
    if any(line.startswith("RG\t") for line in lines) or "# RG" in text:
        return Role.TABLE, "homozygosity"
    return None
