"""PVS1 follows the tree of Abou Tayoun et al. 2018, doi:10.1002/humu.23626, figure 1."""

from __future__ import annotations

from itertools import product

import msgspec
import pytest

from samvar.focus.rare_disease.analyse.acmg.null import pvs1 as judged
from samvar.focus.rare_disease.model.facts import Facts, Gene, Loss, Null, NullKind, Tandem
from samvar.focus.rare_disease.model.verdict import State, Strength
from samvar.focus.rare_disease.rules.acmg.null import Unknown, decays, pvs1
from samvar.focus.rare_disease.rules.acmg.shelf import rules_for

VS, S, M, P = (
    Strength.VERY_STRONG,
    Strength.STRONG,
    Strength.MODERATE,
    Strength.SUPPORTING,
)
TREE = [
    # kind, answers, strength, why
    ("truncating", {"decay": True, "exon_used": True}, VS, "NMD, exon in relevant transcripts"),
    ("truncating", {"decay": True, "exon_used": False}, None, "exon not used"),
    ("truncating", {"decay": False, "critical": True}, S, "escapes NMD, critical region"),
    ("truncating", {"decay": False, "critical": False, "loss_common": True}, None, "LoF common"),
    (
        "truncating",
        {"decay": False, "critical": False, "loss_common": False, "exon_used": False},
        None,
        "exon not used",
    ),
    (
        "truncating",
        {
            "decay": False,
            "critical": False,
            "loss_common": False,
            "exon_used": True,
            "removed": 0.1,
        },
        S,
        "removes 10 %",
    ),
    (
        "truncating",
        {
            "decay": False,
            "critical": False,
            "loss_common": False,
            "exon_used": True,
            "removed": 0.09,
        },
        M,
        "removes less",
    ),
    ("splice", {"in_frame": False, "decay": True, "exon_used": True}, VS, "frame lost, NMD"),
    ("splice", {"in_frame": False, "decay": False, "critical": True}, S, "frame lost, no NMD"),
    ("splice", {"in_frame": True, "critical": True}, S, "frame kept, critical"),
    (
        "splice",
        {
            "in_frame": True,
            "critical": False,
            "loss_common": False,
            "exon_used": True,
            "removed": 0.02,
        },
        M,
        "frame kept, small",
    ),
    ("deletion", {"whole_gene": True}, VS, "whole gene"),
    (
        "deletion",
        {"whole_gene": False, "in_frame": False, "decay": True, "exon_used": True},
        VS,
        "exons, frame lost",
    ),
    ("deletion", {"whole_gene": False, "in_frame": True, "critical": True}, S, "exons, in frame"),
    (
        "duplication",
        {"tandem": Tandem.PROVEN, "in_frame": False, "decay": True},
        VS,
        "proven in tandem",
    ),
    ("duplication", {"tandem": Tandem.PRESUMED, "in_frame": False, "decay": True}, S, "presumed"),
    ("duplication", {"tandem": Tandem.PROVEN, "in_frame": True}, None, "frame kept"),
    ("duplication", {"tandem": Tandem.NO}, None, "not in tandem"),
    ("start", {"other_start": True}, None, "another start"),
    ("start", {"other_start": False, "pathogenic_upstream": True}, M, "pathogenic before it"),
    ("start", {"other_start": False, "pathogenic_upstream": False}, P, "nothing before it"),
]


@pytest.mark.parametrize(("kind", "answers", "expected", "why"), TREE)
def test_the_tree(
    kind: str, answers: dict[str, object], expected: Strength | None, why: str
) -> None:
    null = msgspec.convert({"kind": kind, **msgspec.to_builtins(answers)}, Null)
    assert pvs1(null, Loss.ESTABLISHED).strength is expected, why


@pytest.mark.parametrize(("kind", "answers", "expected", "why"), TREE)
def test_an_answer_that_is_missing_is_asked_for_and_never_guessed(
    kind: str, answers: dict[str, object], expected: Strength | None, why: str
) -> None:
    for name in answers:
        rest = {key: value for key, value in answers.items() if key != name}
        null = msgspec.convert({"kind": kind, **msgspec.to_builtins(rest)}, Null)
        with pytest.raises(Unknown, match=f"^{name}$"):
            pvs1(null, Loss.ESTABLISHED)


LOWER = [
    # loss          full  strong  moderate
    (Loss.ESTABLISHED, VS, S, M),
    (Loss.LIKELY, S, M, P),
    (Loss.POSSIBLE, M, P, None),
    (Loss.NONE, None, None, None),
]


@pytest.mark.parametrize(("loss", "full", "strong", "moderate"), LOWER)
def test_a_doubtful_mechanism_lowers_the_strength(
    loss: Loss, full: Strength | None, strong: Strength | None, moderate: Strength | None
) -> None:
    """Abou Tayoun et al. 2018, table 1."""
    assert pvs1(Null(kind=NullKind.DELETION, whole_gene=True), loss).strength is full
    part = Null(kind=NullKind.TRUNCATING, decay=False, critical=True)
    assert pvs1(part, loss).strength is strong
    start = Null(kind=NullKind.START, other_start=False, pathogenic_upstream=True)
    assert pvs1(start, loss).strength is moderate


DECAY = [
    # stop, ends of exons, expected, why
    (100, [300, 600, 900], True, "an early stop"),
    (550, [300, 600, 900], True, "51st base before the last junction"),
    (551, [300, 600, 900], False, "50th base before the last junction"),
    (700, [300, 600, 900], False, "in the last exon"),
    (100, [900], False, "a transcript of one exon"),
]


@pytest.mark.parametrize(("stop", "ends", "expected", "why"), DECAY)
def test_where_decay_is_expected(stop: int, ends: list[int], expected: bool, why: str) -> None:
    assert decays(stop, ends) is expected, why


def test_every_complete_set_of_answers_leads_to_an_end() -> None:
    flags = ["decay", "exon_used", "critical", "loss_common", "in_frame", "whole_gene"]
    for kind in NullKind:
        for answers in product([True, False], repeat=len(flags) + 2):
            given = dict(zip([*flags, "other_start", "pathogenic_upstream"], answers, strict=True))
            for tandem in Tandem:
                null = Null(kind=kind, removed=0.5, tandem=tandem, **given)
                path = pvs1(null, Loss.ESTABLISHED)
                assert path.steps


def facts(**more: object) -> Facts:
    return Facts(gene="ANY", **{"terms": ("stop_gained",), **more})  # type: ignore[arg-type]


LOST = Null(kind=NullKind.TRUNCATING, decay=True, exon_used=True)


def test_the_verdict_names_what_is_missing() -> None:
    rules = rules_for("ANY", None)
    assert judged(Facts(gene="ANY"), rules).missing == ("terms",)
    assert judged(facts(), rules).missing == ("null",)
    assert judged(facts(null=LOST), rules).missing == ("gene_facts.loss",)
    part = Null(kind=NullKind.TRUNCATING, decay=True)
    gene = Gene(loss=Loss.ESTABLISHED)
    assert judged(facts(null=part, gene_facts=gene), rules).missing == ("null.exon_used",)
    assert judged(facts(gene_facts=Gene(loss=Loss.NONE)), rules).state is State.NOT_MET
    assert judged(facts(terms=("missense_variant",)), rules).state is State.NOT_MET
    found = judged(facts(null=LOST, gene_facts=gene, hgvs_c="c.10C>T"), rules)
    assert (found.label, found.evidence) == ("PVS1", ("c.10C>T",))
    assert "decay of the transcript is expected" in found.why


def test_what_rna_shows_replaces_what_is_predicted() -> None:
    """Walker et al. 2023, doi:10.1016/j.ajhg.2023.06.002."""
    rules = rules_for("ANY", None)
    lost = Null(kind=NullKind.SPLICE, in_frame=False, decay=True, exon_used=True)
    gene = Gene(loss=Loss.ESTABLISHED)
    splice = ("splice_donor_variant",)
    seen = judged(facts(terms=splice, null=lost, gene_facts=gene, rna=True), rules)
    assert seen.label == "PVS1(RNA)"
    normal = judged(facts(terms=splice, null=lost, gene_facts=gene, rna=False), rules)
    assert normal.state is State.NOT_MET
    deep = judged(facts(terms=("intron_variant",), null=lost, gene_facts=gene, rna=True), rules)
    assert deep.label == "PVS1(RNA)"
