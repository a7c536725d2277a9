"""Facts from a consequence and from how a variant runs in the family."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from samvar.focus.rare_disease.analyse.acmg.exons import ExonEnds
from samvar.focus.rare_disease.analyse.acmg.gather import de_novo_of, facts_of, trans_of
from samvar.focus.rare_disease.analyse.acmg.suggest import suggest
from samvar.focus.rare_disease.model.facts import (
    DeNovo,
    Fit,
    Gene,
    Loss,
    NullKind,
    Other,
    Phase,
    Trans,
    known,
)
from samvar.focus.rare_disease.model.inheritance import COLUMN, Model, Reason, Status, Verdicts
from samvar.focus.rare_disease.model.verdict import CODES, State
from samvar.focus.rare_disease.rules.acmg.shelf import rules_for
from samvar.formats.gff3.read import read_gff3
from samvar.formats.vcf.annotation import annotations_of, consequences
from samvar.formats.vcf.records import RecordFile
from samvar.model.consequence import Consequence, Prediction, most_severe
from samvar.model.errors import Where
from samvar.model.transcript import Mark
from tests.knowledge.transcript.genome import draw_genome

FIRST = (100, 300, 600)
"""Ends of three exons, counted from the start codon."""
NULLS = [
    # terms, exon, protein, hgvs_p, exon ends, kind, decay, removed
    ("stop_gained", "2/12", "101/200", "", (), NullKind.TRUNCATING, True, 0.5),
    ("stop_gained", "11/12", "101/200", "", (), NullKind.TRUNCATING, UNSET, 0.5),
    ("stop_gained", "12/12", "191/200", "", (), NullKind.TRUNCATING, False, 0.05),
    ("stop_gained", "1/1", "2", "", (), NullKind.TRUNCATING, False, UNSET),
    ("stop_gained", "", "83/200", "", FIRST, NullKind.TRUNCATING, True, 118 / 200),
    ("stop_gained", "", "84/200", "", FIRST, NullKind.TRUNCATING, False, 117 / 200),
    ("frameshift", "2/12", "20", "", (), NullKind.TRUNCATING, UNSET, UNSET),
    ("frameshift_variant", "2/3", "", "p.Cys80LeufsTer4", FIRST, NullKind.TRUNCATING, True, UNSET),
    ("frameshift_variant", "2/3", "", "p.Cys80Leufs*5", FIRST, NullKind.TRUNCATING, False, UNSET),
    ("splice_donor", "", "", "", (), NullKind.SPLICE, UNSET, UNSET),
    ("start_lost", "1/3", "1/200", "", (), NullKind.START, UNSET, UNSET),
]


@pytest.mark.parametrize(
    ("name", "exon", "protein", "change", "ends", "kind", "decay", "removed"), NULLS
)
def test_what_a_consequence_says_of_a_null_variant(
    name: str,
    exon: str,
    protein: str,
    change: str,
    ends: tuple[int, ...],
    kind: NullKind,
    decay: object,
    removed: object,
) -> None:
    made = Consequence((name,), gene="ANY", exon=exon, protein=protein, hgvs_p=change)
    null = known(facts_of(made, exon_ends=ends).null)
    assert null is not None
    assert (null.kind, null.decay) == (kind, decay)
    assert null.removed == (pytest.approx(removed) if isinstance(removed, float) else removed)


@pytest.mark.parametrize(
    ("hgvs_c", "in_frame", "removed", "why"),
    [
        ("NM_1.1:c.130+1G>A", True, 30 / 500, "an exon of 30 bases"),
        ("NM_1.1:c.101-2A>G", True, 30 / 500, "the same exon, its other site"),
        ("NM_1.1:c.330+2T>C", False, UNSET, "an exon of 200 bases"),
        ("NM_1.1:c.100+1G>A", UNSET, UNSET, "its exon holds the start"),
        ("NM_1.1:c.331-1G>A", UNSET, UNSET, "its exon holds the stop"),
        ("NM_1.1:c.130+3G>A", UNSET, UNSET, "not one of the two bases"),
        ("", UNSET, UNSET, "not told"),
    ],
)
def test_what_a_skipped_exon_does(hgvs_c: str, in_frame: object, removed: object, why: str) -> None:
    made = Consequence(("splice_donor",), gene="ANY", hgvs_c=hgvs_c)
    facts = facts_of(made, exon_ends=(-20, 100, 130, 330, 600, 900), coding_bases=500)
    null = known(facts.null)
    assert null is not None
    assert (null.in_frame, null.removed) == (in_frame, removed), why
    alone = known(facts_of(made).null)
    assert alone is not None
    assert alone.in_frame is UNSET


@settings(max_examples=15)
@given(st.integers(0, 10_000))
def test_exons_end_where_a_base_by_base_count_says(seed: int) -> None:
    """The twin numbers every base of the transcript from its start codon."""
    with TemporaryDirectory() as folder:
        genome = draw_genome(seed, genes=8, complete=False)
        transcripts = read_gff3(genome.write_gff3(Path(folder) / "genes.gff3"))
    ends = ExonEnds(transcripts)
    for place in range(len(transcripts)):
        name = transcripts.name[place]
        found, coding = ends.of(name)
        marks = int(transcripts.marks[place])
        if transcripts.coding_start[place] < 0 or marks & (Mark.START_UNKNOWN | Mark.UNEVEN):
            assert (found, coding) == ((), 0)
            continue
        exons = transcripts.exons(place)
        along = [p for start, end in exons for p in range(start, end)]
        last = {end - 1 for _, end in exons}
        if transcripts.strand[place] < 0:
            along, last = along[::-1], {start for start, _ in exons}
        inside = range(transcripts.coding_start[place], transcripts.coding_end[place])
        first = next(k for k, p in enumerate(along) if p in inside)
        numbers = [k - first + 1 if k >= first else k - first for k in range(len(along))]
        assert found == tuple(n for n, p in zip(numbers, along, strict=True) if p in last)
        assert coding == sum(p in inside for p in along)


def test_scores_come_under_the_names_that_the_rules_use() -> None:
    made = Consequence(
        ("missense",),
        gene="ANY",
        hgvs_p="NP_1.1:p.Arg252Pro",
        predictions={
            "REVEL": Prediction(score=0.95),
            "SpliceAI": Prediction(score=0.0),
            "SIFT": Prediction("deleterious"),
        },
    )
    facts = facts_of(made, source="VEP 113")
    assert facts.scores == {"REVEL": 0.95, "SpliceAI": 0.0}
    assert (facts.codon, facts.null) == (252, UNSET)
    verdicts = suggest(facts, rules_for("ANY", None))
    assert verdicts[CODES.index("PP3")].evidence == ("REVEL 0.95 (VEP 113)",)


@pytest.mark.parametrize(
    ("hgvs_c", "offset"),
    [
        ("NM_1.1:c.123+5G>A", 5),
        ("NM_1.1:c.124-21A>G", -21),
        ("NM_1.1:c.-10+7del", 7),
        ("NM_1.1:c.123G>A", UNSET),
        ("", UNSET),
    ],
)
def test_how_far_from_the_exon(hgvs_c: str, offset: object) -> None:
    assert facts_of(Consequence(("intron",), hgvs_c=hgvs_c)).intron_offset == offset


def told(**status: tuple[Status, Reason]) -> Verdicts:
    """Verdicts of one variant; what is not given is not met."""
    verdicts = Verdicts.nothing(1)
    for name, (now, reason) in status.items():
        column = COLUMN[Model[name]]
        verdicts.status[0, column], verdicts.reason[0, column] = np.int8(now), np.int8(reason)
    return verdicts


def test_new_in_the_family() -> None:
    new = told(AD_DN=(Status.MET, Reason.NOT_TRANSMITTED))
    found = de_novo_of(new, 0, Fit.SPECIFIC, parents_proven=False)
    assert found == (DeNovo(proven=False, fit=Fit.SPECIFIC),)
    unsure = told(AD_DN=(Status.NOT_ASSESSED, Reason.NOT_CALLED))
    assert de_novo_of(unsure, 0, Fit.SPECIFIC, parents_proven=True) is UNSET
    assert de_novo_of(told(), 0, Fit.SPECIFIC, parents_proven=True) == ()


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (told(AR_HOM=(Status.MET, Reason.FITS)), (Trans(other=Other.HOMOZYGOUS),)),
        (
            told(AR_COMP=(Status.MET, Reason.OPPOSITE_COPIES)),
            (Trans(other=Other.PATHOGENIC, phase=Phase.TRANS),),
        ),
        (
            told(AR_COMP=(Status.NOT_ASSESSED, Reason.PHASE_UNKNOWN)),
            (Trans(other=Other.PATHOGENIC, phase=Phase.UNKNOWN),),
        ),
        (
            told(AR_COMP=(Status.NOT_MET, Reason.SAME_COPY)),
            (Trans(other=Other.PATHOGENIC, phase=Phase.CIS),),
        ),
        (told(AR_COMP=(Status.NOT_ASSESSED, Reason.NOT_CALLED)), UNSET),
        (told(), ()),
    ],
)
def test_what_lies_opposite_in_the_family(verdicts: Verdicts, expected: object) -> None:
    assert trans_of(verdicts, 0, Other.PATHOGENIC) == expected


def test_a_nonsense_variant_from_file_to_criterion() -> None:
    made = Consequence(("stop_gained",), gene="ANY", exon="3/9", protein="40/300")
    facts = msgspec.structs.replace(facts_of(made), gene_facts=Gene(loss=Loss.ESTABLISHED))
    pvs1 = suggest(facts, rules_for("ANY", None))[0]
    assert pvs1.missing == ("null.exon_used",)


def test_a_real_familys_file_gives_criteria_for_every_variant(shared_data: Path) -> None:
    """Scout's demo trio: VEP's consequences, no predictions of REVEL, no gnomAD."""
    file = RecordFile(shared_data / "rare_disease/scout/643594.clinical.vcf.gz")
    annotation = annotations_of(file.head)[0]
    states: Counter[tuple[str, State]] = Counter()
    records, null = 0, 0
    for record in file:
        where = Where(file.name, line=record.line)
        found = consequences(annotation, record.info["CSQ"], record.ref, record.alts, where)
        worst = most_severe(found.of(1))
        assert worst is not None
        facts = facts_of(worst)
        records += 1
        null += facts.null is not UNSET
        verdicts = suggest(facts, rules_for(facts.gene, None))
        assert len(verdicts) == len(CODES)
        states.update((each.criterion, each.state) for each in verdicts)
    assert (records, null) == (680, states["PVS1", State.NOT_ASSESSED])
    assert 0 < null < 100
    for code in ("BA1", "BS1", "PM2"):
        assert states[code, State.NOT_ASSESSED] == 680
