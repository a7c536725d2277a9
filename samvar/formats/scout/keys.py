"""The keys of a Scout load config, as Scout 4 takes them, old names beside the new ones.

Source: Scout's admin guide, "The Load Config File", and the models by which its loader checks one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Role(Enum):
    """What a named file is for, and with it what follows where it is missing."""

    VARIANTS = "variants"
    QUALITY = "quality"
    TABLE = "table"
    READS = "reads"
    RECORD = "record"
    REPORT = "report"
    PICTURE = "picture"


class Kind(Enum):
    """What stands behind a key."""

    TEXT = "text"
    TEXTS = "texts"
    WHOLE = "whole number"
    NUMBER = "number"
    FLAG = "true or false"
    FILE = "file"
    TABLE = "table"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Key:
    """One key. names: the one of today first. category: of a file; research: of all variants, which
    are opened on their own occasion."""

    names: tuple[str, ...]
    kind: Kind
    role: Role | None = None
    category: str = ""
    research: bool = False

    @property
    def name(self) -> str:
        """The name of today."""
        return self.names[0]


def _said(kind: Kind, *groups: str) -> list[Key]:
    """Each group: one key with its older names."""
    return [Key(tuple(group.split()), kind) for group in groups]


def _files(role: Role, *groups: str) -> list[Key]:
    """Each group: category, then names."""
    found = []
    for group in groups:
        category, *names = group.split()
        found.append(Key(tuple(names), Kind.FILE, role, category, "_research" in names[0]))
    return found


VARIANTS = _files(
    Role.VARIANTS,
    "snv vcf_snv",
    "snv vcf_snv_mt",
    "sv vcf_sv",
    "sv vcf_sv_mt",
    "str vcf_str",
    "mei vcf_mei",
    "fusion vcf_fusion",
    "cancer vcf_cancer",
    "cancer_sv vcf_cancer_sv",
    "snv vcf_snv_research",
    "snv vcf_snv_research_mt",
    "sv vcf_sv_research",
    "sv vcf_sv_research_mt",
    "mei vcf_mei_research",
    "fusion vcf_fusion_research",
    "cancer vcf_cancer_research",
    "cancer_sv vcf_cancer_sv_research",
)
CASE = [
    *_said(
        Kind.TEXT,
        "owner",
        "family case_id",
        "family_name display_name",
        "lims_id",
        "assignee",
        "track",
        "status",
        "analysis_date",
        "human_genome_build genome_build",
        "rna_human_genome_build rna_genome_build",
        "rank_model_version",
        "sv_rank_model_version",
    ),
    *_said(
        Kind.TEXTS,
        "synopsis",
        "phenotype_terms",
        "phenotype_groups",
        "cohorts",
        "collaborators",
        "gene_panels",
        "default_gene_panels default_panels",
    ),
    *_said(Kind.NUMBER, "rank_score_threshold"),
    *_said(Kind.LIST, "samples individuals"),
    *_said(Kind.TABLE, "custom_images", "omics_files"),
    *VARIANTS,
    *_files(
        Role.QUALITY,
        "peddy_ped peddy_ped",
        "peddy_check peddy_check peddy_ped_check",
        "peddy_sex peddy_sex peddy_sex_check",
        "somalier_pairs somalier_pairs",
        "somalier_samples somalier_samples",
        "somalier_ancestry somalier_ancestry",
    ),
    *_files(Role.TABLE, "smn smn_tsv", "paraphase paraphrase paraphase"),
    *_files(
        Role.RECORD,
        "versions exe_ver",
        "references reference_info",
        "rank_model rank_model_url",
        "sv_rank_model sv_rank_model_url",
        "str_catalog variant_catalog",
    ),
    *_files(Role.PICTURE, "pedigree madeline madeline_info"),
    *_files(
        Role.REPORT,
        "cnv cnv_report",
        "coverage coverage_qc_report",
        "delivery delivery_report",
        "rna_delivery rna_delivery_report",
        "gene_fusion gene_fusion_report gene_fusion",
        "gene_fusion gene_fusion_report_research",
        "multiqc multiqc",
        "multiqc_rna multiqc_rna",
        "fusion_inspector RNAfusion_inspector",
        "fusion_inspector RNAfusion_inspector_research",
        "fusion RNAfusion_report",
        "fusion RNAfusion_report_research",
    ),
]
OMICS = _files(
    Role.TABLE,
    "fraser fraser",
    "fraser fraser_research",
    "outrider outrider",
    "outrider outrider_research",
    "methbat methbat",
    "methbat methbat_research",
)
SAMPLE = [
    *_said(
        Kind.TEXT,
        "sample_id individual_id",
        "sample_name display_name",
        "subject_id",
        "sex",
        "phenotype",
        "father",
        "mother",
        "analysis_type",
        "tissue_type",
        "omics_sample_id",
        "predicted_ancestry",
        "tumor_type",
        "tumor_purity",
        "tmb",
        "msi",
        "hrd",
        "is_sma",
        "is_sma_carrier",
    ),
    *_said(Kind.TEXTS, "capture_kit capture_kits"),
    *_said(Kind.FLAG, "confirmed_parent", "confirmed_sex"),
    *_said(Kind.WHOLE, "smn1_cn", "smn2_cn", "smn2delta78_cn", "smn_27134_cn"),
    *_said(Kind.NUMBER, "expected_coverage"),
    *_said(Kind.TABLE, "bionano_access", "reviewer", "chromograph_images", "mitodel"),
    *_files(
        Role.TABLE,
        "mitodel mitodel_file",
        "homozygosity rhocall_bed",
        "upd_regions upd_regions_bed",
        "upd_sites upd_sites_bed",
        "array vcf2cytosure",
    ),
    *_files(
        Role.READS,
        "alignment alignment_path bam_file bam_path",
        "mt_alignment mt_bam",
        "coverage d4_file",
        "homozygosity_wig rhocall_wig",
        "coverage_wig tiddit_coverage_wig",
        "rna_alignment rna_alignment_path",
        "rna_coverage rna_coverage_bigwig",
        "splice_junctions splice_junctions_bed",
    ),
]
REVIEWER = _files(
    Role.READS,
    "str_alignment alignment reads",
    "str_alignment_index alignment_index reads_index",
    "str_calls vcf",
    "str_catalog catalog",
    "reference reference",
    "reference_index reference_index",
)
CHROMOGRAPH = _files(
    Role.PICTURE,
    "autozygous autozygous",
    "coverage coverage",
    "upd_regions upd_regions",
    "upd_sites upd_sites",
)
IMAGE = [
    *_said(Kind.TEXT, "title", "description", "str_repid", "format"),
    *_said(Kind.WHOLE, "width", "height"),
    *_files(Role.PICTURE, "image path"),
]

ANALYSIS_TYPES = frozenset(
    ("external", "mixed", "ogm", "panel", "panel-umi", "unknown", "wes", "wgs", "wgs-lr", "wts")
)
IMAGE_ENDINGS = frozenset(("gif", "svg", "png", "jpg", "jpeg"))


def by_name(keys: Iterable[Key]) -> dict[str, Key]:
    """Each key under all its names.

    >>> by_name(CASE)["peddy_ped_check"].name
    'peddy_check'
    """
    return {name: key for key in keys for name in key.names}
