"""Reports of a rare disease, as records, for tests of their forms."""

from __future__ import annotations

from datetime import UTC, datetime

from samvar.focus.rare_disease.model.report import (
    DepthLine,
    Feature,
    FilterPin,
    GateLine,
    NationalCount,
    Pin,
    RareReport,
    Reader,
    ReportedFinding,
)

SOLVED = RareReport(
    id="rep_rare0000000000000000001",
    case="cas_rare0000000000000000001",
    case_label="fam",
    referral="ref_rare0000000000000000001",
    referral_label="RD-1",
    person="per_rare0000000000000000001",
    patient="STO-1",
    sample="sam_rare0000000000000000001",
    made=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
    by="geneticist",
    centre="Karolinska",
    referring_region="03",
    requester="Neuropaediatrics",
    question="Seizures since the first week",
    indication="epilepsy",
    features=(
        Feature("HP:0001250", "Seizure", True),
        Feature("HP:0001263", "Global developmental delay", False),
    ),
    assembly="GRCh38",
    members=("son", "dad", "mum"),
    pins=(
        Pin("knowledge", "hpo-2025-01-16", "2025-01-16", "ab" * 32, "HPO, https://hpo.jax.org"),
        Pin("panel", "epilepsy", "3.2", "cd" * 32),
        Pin("list", "small.vcf", "snv", "ef" * 32),
    ),
    gates=(
        GateLine("sex", ("son",), "pass", ()),
        GateLine(
            "relatedness", ("son", "mum"), "flagged", ("peddy flags the pair",),
            "few sites on a panel", "second-reader", "2026-11-19T08:00:00Z",
        ),
        GateLine("contamination", ("son",), "not assessed", ("no file says it",)),
    ),
    outcome="solved",
    findings=(
        ReportedFinding(
            "snv", "20-63400000-G-A", "KCNQ2",
            ("NM_172107.4:c.821C>T, NP_742105.1:p.(Thr274Met)",), "pathogenic", "het",
            "KCNQ2-related epilepsy", "AD, de novo", False, False, 12,
            ("PS2", "PS3", "PM2_Supporting"), "",
            NationalCount(1, 280, 7, 7, "answered", "2026-11-20T09:30:00Z"),
        ),
        ReportedFinding(
            "snv", "13-32340300-GT-G", "BRCA2", (), "likely_pathogenic", "unknown",
            "Hereditary breast and ovarian cancer", "", False, True, None, (), "", None,
        ),
    ),
    text="The variant explains the boy's epilepsy.\nSodium channel blockers are worth trying.",
    round=1,
    readers=(Reader("geneticist@stockholm", "solved"), Reader("second-reader@stockholm", "solved")),
    agreed=True,
    secondary="told",
    not_examined=("list str", "gate contamination son"),
    software="samvar 0.6.0",
    filters=(
        FilterPin(
            "snv", "rare and grave", {"freq": "0.001", "model": "AD,AR_hom"}, "0f" * 32,
            41, 5120, "geneticist", "2026-11-18T13:00:00Z",
        ),
    ),
    depths=(
        DepthLine("son", "target", 84.25, {"10": 0.9921, "20": 0.9714}, "coverage"),
        DepthLine("dad", "sites", 33.0, {}, "somalier"),
        DepthLine("mum"),
    ),
)  # fmt: skip

UNSOLVED = RareReport(
    **{
        **{name: getattr(SOLVED, name) for name in SOLVED.__slots__},
        "id": "rep_rare0000000000000000002",
        "outcome": "unsolved",
        "findings": (),
        "text": "",
        "features": (),
        "gates": (),
        "readers": (Reader("geneticist@stockholm", "unsolved"),),
        "agreed": None,
        "secondary": "not_asked",
        "question": "",
        "requester": "",
        "not_examined": (),
        "supersedes": SOLVED.id,
        "filters": None,
        "depths": None,
    }
)

STORIES = {"solved": SOLVED, "unsolved": UNSOLVED}
