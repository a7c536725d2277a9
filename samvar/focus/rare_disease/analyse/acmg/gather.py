"""Facts from what a file says of a variant: its consequence, and how it runs in the family.

Only what follows is filled in; the rest stays unknown. A person or other sources add to it with
`msgspec.structs.replace`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec import UNSET, UnsetType

from samvar.focus.rare_disease.model.facts import (
    DeNovo,
    Facts,
    Fit,
    Gnomad,
    Inheritance,
    Null,
    NullKind,
    Other,
    Phase,
    Trans,
)
from samvar.focus.rare_disease.model.inheritance import Model, Reason, Status, Verdicts
from samvar.focus.rare_disease.rules.acmg.null import decays
from samvar.model.consequence import Consequence, term

_OFFSET = re.compile(r":?c\.[-*]?\d+([+-]\d+)(?![\d_])")
_SITE = re.compile(r"c\.(\d+)([+-])[12](?!\d)")
_NUMBER = re.compile(r"\d+")
_OF = re.compile(r"(\d+)(?:-(\d+))?/(\d+)")
_NEW_STOP = re.compile(r"fs(?:Ter|\*)(\d+)")
NEW = (Model.AD_DN, Model.AR_HOM_DN, Model.AR_COMP_DN, Model.XD_DN, Model.XR_DN, Model.MT_DN)
_KINDS = (
    ("transcript_ablation", NullKind.DELETION),
    ("start_lost", NullKind.START),
    ("stop_gained", NullKind.TRUNCATING),
    ("frameshift_variant", NullKind.TRUNCATING),
    ("splice_acceptor_variant", NullKind.SPLICE),
    ("splice_donor_variant", NullKind.SPLICE),
)


def facts_of(
    consequence: Consequence,
    *,
    inheritance: Inheritance | None = None,
    gnomad: Gnomad | None = None,
    exon_ends: Sequence[int] = (),
    coding_bases: int = 0,
    source: str = "",
) -> Facts:
    """What one consequence tells.

    exon_ends: last place of each exon of the transcript, in order, counted from the first base of
    the start codon (so that places before it are negative). coding_bases: of the transcript, the
    stop codon with them; 0 if unknown. An exon of a MANE transcript is taken
    to be in relevant transcripts; of another one it is not known.

    >>> made = Consequence(("missense",), "NM_000277.3", "PAH", hgvs_p="NP_000268.1:p.Arg252Pro")
    >>> facts_of(made).terms, facts_of(made).codon
    (('missense_variant',), 252)
    """
    names = tuple(found.name if (found := term(each)) else each for each in consequence.terms)
    scores = {
        name: each.score for name, each in consequence.predictions.items() if each.score is not None
    }
    sources = {"scores": source, "null": source, "codon": source} if source else {}
    return Facts(
        gene=consequence.gene,
        terms=names,
        inheritance=inheritance or UNSET,
        transcript=consequence.transcript,
        hgvs_c=consequence.hgvs_c,
        hgvs_p=consequence.hgvs_p,
        codon=codon_of(consequence) or UNSET,
        intron_offset=_offset(consequence),
        null=_null(names, consequence, exon_ends, coding_bases),
        gnomad=gnomad or UNSET,
        scores=scores,
        sources=sources,
    )


def codon_of(consequence: Consequence) -> int | None:
    """Number of the first amino acid that changes; None where it is not told."""
    text = consequence.protein or consequence.hgvs_p.rpartition(":")[2]
    found = _NUMBER.search(text)
    return int(found.group()) if found and int(found.group()) > 0 else None


def de_novo_of(
    verdicts: Verdicts, variant: int, fit: Fit, *, parents_proven: bool
) -> tuple[DeNovo, ...] | UnsetType:
    """Whether it is new in the family's patient; UNSET where that could not be judged.

    fit: how well the patient's picture fits the gene: a person's judgement. parents_proven: both
    parents are shown to be the parents, by kinship of their genomes.
    """
    found = [verdicts.of(variant, model) for model in NEW]
    if any(each.status is Status.MET for each in found):
        return (DeNovo(proven=parents_proven, fit=fit),)
    if any(each.status is Status.NOT_ASSESSED for each in found):
        return UNSET
    return ()


def trans_of(verdicts: Verdicts, variant: int, partner: Other) -> tuple[Trans, ...] | UnsetType:
    """What lies opposite in the family's patient, whose class somebody knows; UNSET if unknown.

    partner: class of the second variant of the gene.
    """
    alone = verdicts.of(variant, Model.AR_HOM)
    if alone.status is Status.MET:
        return (Trans(other=Other.HOMOZYGOUS),)
    pair = verdicts.of(variant, Model.AR_COMP)
    if pair.status is Status.MET:
        return (Trans(other=partner, phase=Phase.TRANS),)
    if pair.reason is Reason.PHASE_UNKNOWN:
        return (Trans(other=partner, phase=Phase.UNKNOWN),)
    if pair.reason is Reason.SAME_COPY:
        return (Trans(other=partner, phase=Phase.CIS),)
    return () if pair.status is Status.NOT_MET else UNSET


def _offset(consequence: Consequence) -> int | UnsetType:
    found = _OFFSET.search(consequence.hgvs_c)
    return int(found.group(1)) if found else UNSET


def _null(
    names: tuple[str, ...], consequence: Consequence, exon_ends: Sequence[int], coding_bases: int
) -> Null | UnsetType:
    kind = next((kind for name, kind in _KINDS if name in names), None)
    if kind is None:
        return UNSET
    used = consequence.mane is not None or UNSET
    if kind is NullKind.DELETION:
        return Null(kind=kind, whole_gene=True)
    if kind is NullKind.START:
        return Null(kind=kind)
    if kind is NullKind.SPLICE:
        in_frame, share = _skipped(consequence.hgvs_c, exon_ends, coding_bases)
        return Null(kind=kind, exon_used=used, in_frame=in_frame, removed=share)
    stop = _stop(names, consequence)
    decay: bool | UnsetType = UNSET
    if stop is not None and exon_ends:
        decay = decays(3 * stop, exon_ends)
    elif "stop_gained" in names:
        decay = _by_exon(consequence.exon)
    length = _length(consequence.protein) or coding_bases // 3 - 1
    removed: float | UnsetType = UNSET
    codon = codon_of(consequence)
    if codon and codon <= length:
        removed = (length - codon + 1) / length
    return Null(kind=kind, decay=decay, removed=removed, exon_used=used)


def _stop(names: tuple[str, ...], consequence: Consequence) -> int | None:
    """Number of the codon at which translation ends now."""
    codon = codon_of(consequence)
    if codon is None or "stop_gained" in names:
        return codon
    found = _NEW_STOP.search(consequence.hgvs_p)
    return codon + int(found.group(1)) - 1 if found else None


def _by_exon(exon: str) -> bool | UnsetType:
    """By the number of the exon alone; the last but one has a border that the number misses."""
    found = _OF.fullmatch(exon)
    if found is None:
        return UNSET
    here, last = int(found.group(2) or found.group(1)), int(found.group(3))
    if here == last:
        return False
    return True if here < last - 1 else UNSET


def _length(protein: str) -> int | None:
    found = _OF.fullmatch(protein)
    return int(found.group(3)) if found else None


def _skipped(
    hgvs_c: str, exon_ends: Sequence[int], coding_bases: int
) -> tuple[bool | UnsetType, float | UnsetType]:
    """If the exon beside the changed splice site is skipped: is the frame kept, and how much of
    the protein goes, 0-1.

    Both UNSET for an exon that holds the start or the stop of translation, and where the site or
    the transcript is not known; the share is of a frame that is kept.
    """
    found = _SITE.search(hgvs_c)
    if found is None or not exon_ends or not coding_bases:
        return UNSET, UNSET
    place, behind = int(found.group(1)), found.group(2) == "+"
    for before, end in pairwise(exon_ends):
        inside = before > 0 and end <= coding_bases - 3
        if inside and place == (end if behind else before + 1):
            bases = end - before
            kept = bases % 3 == 0
            return kept, bases / coding_bases if kept else UNSET
    return UNSET, UNSET
