"""A family with its planted cause and everything else that its genomes have, by a seed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from samvar.demo.rare_disease.background import Row, background
from samvar.demo.rare_disease.call import level, seen, with_reads
from samvar.demo.rare_disease.effect import Effect, draw_effect
from samvar.demo.rare_disease.event import Deletion, draw_deletion
from samvar.demo.rare_disease.gene import Gene, genes
from samvar.demo.rare_disease.kind import Beside, Kind, People
from samvar.demo.rare_disease.repeat import Repeat, draw_repeats
from samvar.focus.rare_disease.model.family import Family, Member
from samvar.model.genome import Sex

_OFTEN = 8
"""Terms that a referral names of the disease at most; one more is noise."""
_MITOCHONDRIAL = {
    "MT-TL1": (3242, "A", "G", "non_coding_transcript_exon_variant"),
    "MT-ATP6": (8992, "T", "G", "missense_variant"),
}
"""m.3243A>G and m.8993T>G, which patients really have."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A whole family. rows: its small variants, the causal ones among them, in no order.

    cause: names of the small variants that are the cause. terms: features that the proband has;
    absent: looked for in vain. mismatch: a laboratory has swapped the father's sample.
    """

    label: str
    kind: Kind
    gene: Gene
    family: Family
    rows: tuple[Row, ...]
    deletions: tuple[Deletion, ...]
    repeats: tuple[Repeat, ...]
    cause: tuple[str, ...]
    terms: tuple[str, ...]
    absent: tuple[str, ...]
    mismatch: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The samples, the proband first."""
        return tuple(member.name for member in self.family.members)


def draw_family(
    seed: int,
    kind: Kind,
    label: str,
    *,
    gene: Gene | None = None,
    effects: tuple[Effect, ...] = (),
    others: int = 40,
    certain: bool = False,
) -> Drawn:
    """Family number `seed`, always the same one.

    gene: where the cause lies, if not drawn. effects: of the causal variants, if not drawn.
    others: about how many small variants there are beside the cause. certain: the calls of the
    causal ones are neither lost nor poor.
    """
    rng = np.random.default_rng([seed, 20261127])
    family = _people(rng, kind, label)
    chosen = genes(kind.mode)
    own = gene or chosen[int(rng.integers(len(chosen)))]
    deletions: tuple[Deletion, ...] = ()
    if kind.beside in (Beside.OVER_DELETION, Beside.IN_GENE):
        whole = kind.beside is Beside.OVER_DELETION
        deletions = (draw_deletion(rng, own, kind.deletion.split(), whole=whole),)
    rows = _cause(rng, kind, own, family, effects, certain=certain)
    affected = [each.affected is True for each in family.members]
    repeats = draw_repeats(rng, family, own if kind.beside is Beside.REPEAT else None, affected)
    taken = {(row.effect.gene.contig, row.effect.position) for row in rows}
    rest = background(rng, family, others, taken, own)
    terms, absent = _features(rng, own)
    return Drawn(
        label, kind, own, family, (*rows, *rest), deletions, repeats,
        tuple(row.effect.name for row in rows), terms, absent,
    )  # fmt: skip


def swapped(drawn: Drawn) -> Drawn:
    """The same, where the father's sample is another man's, and the file of relatedness says so."""
    return replace(drawn, mismatch=True)


def healthy(drawn: Drawn) -> Drawn:
    """The same of somebody who is not ill, and has no features."""
    members = tuple(replace(each, affected=False) for each in drawn.family.members)
    family = replace(drawn.family, members=members)
    return replace(drawn, family=family, terms=(), absent=())


def _people(rng: np.random.Generator, kind: Kind, label: str) -> Family:
    sex = Sex.MALE if kind.boy or rng.random() < 0.5 else Sex.FEMALE
    names = [f"{label}-{number}" for number in (1, 2, 3)]
    child = Member(names[0], sex, True)
    father = Member(names[1], Sex.MALE, "father" in kind.ill)
    mother = Member(names[2], Sex.FEMALE, "mother" in kind.ill)
    if kind.people is People.ALONE:
        return Family(label, (child,))
    if kind.people is People.DUO:
        return Family(label, (replace(child, mother=names[2]), mother))
    if kind.beside is Beside.REPEAT:
        father = replace(father, affected=True)
    return Family(label, (replace(child, father=names[1], mother=names[2]), father, mother))


def _cause(
    rng: np.random.Generator,
    kind: Kind,
    gene: Gene,
    family: Family,
    effects: tuple[Effect, ...],
    *,
    certain: bool,
) -> tuple[Row, ...]:
    if kind.beside is Beside.MITOCHONDRIAL:
        return (_mitochondrial(rng, gene, family),)
    found = []
    stretch = (0.05, 0.4) if kind.beside is Beside.IN_GENE else (0.1, 0.9)
    for number, text in enumerate(kind.rows):
        if number < len(effects):
            effect = effects[number]
        else:
            part = (stretch[0] + 0.4 * number * len(kind.rows[1:]), stretch[1])
            effect = draw_effect(rng, gene, str(rng.choice(kind.terms)), part)
        calls = [seen(rng, each, certain=certain) for each in text.split()]
        if kind.beside is Beside.MOSAIC:
            depth = int(rng.integers(30, 60))
            reads = int(rng.integers(2, max(3, int(depth * 0.18))))
            calls[1] = with_reads("0/0", reads, depth)
        phase = gene.start + 1 if "|" in text else None
        found.append(Row(effect, tuple(calls), None, phase, 0))
    return tuple(found)


def _mitochondrial(rng: np.random.Generator, gene: Gene, family: Family) -> Row:
    position, ref, alt, term = _MITOCHONDRIAL[gene.symbol]
    part = float(rng.uniform(0.3, 0.98))
    parts = (part, 0.0, part * float(rng.uniform(0.02, 0.6)))
    effect = Effect(
        gene, position, ref, alt, term, hgvs_c=f"NC_012920.1:m.{position + 1}{ref}>{alt}"
    )
    return Row(effect, tuple(level(rng, each) for each in parts[: len(family)]), None, None, 0)


def _features(rng: np.random.Generator, gene: Gene) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Features by how often patients of the disease have them; one is of another disease."""
    has = [term for term, share in gene.features if rng.random() < share]
    lacks = [term for term, _ in gene.features if term not in has]
    others = [term for each in genes() if each is not gene for term, _ in each.features]
    noise = str(rng.choice(others))
    seen_here = has[:_OFTEN] or [gene.features[0][0]]
    absent = [term for term in lacks[:2] if term not in seen_here and term != noise]
    return tuple(dict.fromkeys((*seen_here, noise))), tuple(absent)
