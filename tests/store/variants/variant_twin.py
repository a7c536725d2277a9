"""The slow, obvious twin of the variant store: dicts and Python integers, everything recounted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from samvar.model.calls import Calls, Stretches
from samvar.model.contribution import Contribution, CountingRules, Scope
from samvar.model.genome import CODE, CONTIGS, Assembly, Sex, ploidy
from samvar.model.person import Person
from samvar.model.strata import EVERYONE
from samvar.model.variant import Variant

B38 = Assembly.GRCh38
LONG_DELETION = "CAGGTTCAGGACTTACCA"


@dataclass(frozen=True)
class Call:
    """One call of one sample, with the qualities that the rules look at."""

    dosage: int
    called: int
    written: int = 2
    passed: bool = True
    dp: int = -1
    gq: int = -1
    ad: int = -1


# What the field writes -> what a reader hands over.
WRITTEN = {
    "0/0": Call(0, 2),
    "0/1": Call(1, 2),
    "1/1": Call(2, 2),
    "./1": Call(1, 1),
    "./0": Call(0, 1),
    "./.": Call(0, 0),
    "1": Call(1, 1, 1),
    "0": Call(0, 1, 1),
    ".": Call(0, 0, 1),
    "1/2": Call(1, 2),
    "0/1/1": Call(2, 3, 3),
}

VARIANTS = (
    Variant(B38, "1", 999, "G", "A"),
    Variant(B38, "1", 999, "G", "T"),
    Variant(B38, "1", 1000, "GA", "G"),
    Variant(B38, "1", 1500, "A", "ANA"),
    Variant(B38, "2", 10, LONG_DELETION, "C"),
    Variant(B38, "2", 10, "C", LONG_DELETION + "A"),
    Variant(B38, "19", 3323934, "A", "T"),
    Variant(B38, "X", 20000, "C", "T"),  # pseudoautosomal
    Variant(B38, "X", 50000000, "C", "T"),
    Variant(B38, "X", 50000001, "C", LONG_DELETION),
    Variant(B38, "Y", 20000, "C", "T"),  # pseudoautosomal: counted on X
    Variant(B38, "Y", 20000000, "C", "T"),
    Variant(B38, "MT", 150, "C", "T"),
)
EVERYWHERE = ((1, 0, 248956422), (2, 0, 1000), (19, 0, 4000000), (23, 0, 156040895))
EVERYWHERE += ((24, 0, 57227415), (25, 0, 16569))


def stretches(rows: Iterable[tuple[int, int, int]]) -> Stretches:
    """Stretches from rows, nothing joined that does not touch."""
    return Stretches.of(list(rows))


def contribution(sample: str, person: str | None = None, **change: object) -> Contribution:
    """A contribution that counts in both scopes, unless told otherwise."""
    plain = Contribution(
        sample=sample,
        person=person or f"per_{sample}",
        assembly=B38,
        sex=Sex.FEMALE,
        ancestry=None,
        assay="asy_1",
        dataset="dat_1",
        counts=True,
        why=None,
        scopes=frozenset(Scope),
        rules=CountingRules(),
    )
    return replace(plain, **change)


def batch(samples: Sequence[str], sites: Sequence[tuple[Variant, Sequence[Call], bool]]) -> Calls:
    """Calls of sites: the variant, one call a sample, and whether FILTER is PASS."""

    def matrix(name: str, width: type) -> np.ndarray:
        rows = [[getattr(call, name) for call in calls] for _, calls, _ in sites]
        return np.array(rows, dtype=width).reshape(len(sites), len(samples))

    return Calls(
        samples=tuple(samples),
        contig=np.array([CODE[v.contig] for v, _, _ in sites], dtype=np.int8),
        position=np.array([v.position for v, _, _ in sites], dtype=np.int32),
        ref=tuple(v.ref for v, _, _ in sites),
        alt=tuple(v.alt for v, _, _ in sites),
        dosage=matrix("dosage", np.int8),
        called=matrix("called", np.int8),
        written=matrix("written", np.int8),
        passed=np.array([passed for _, _, passed in sites], dtype=bool),
        dp=matrix("dp", np.int32),
        gq=matrix("gq", np.int32),
        ad=matrix("ad", np.int32),
    )


@dataclass
class Held:
    """One sample as the twin keeps it."""

    contribution: Contribution
    person: Person
    load: str
    stretches: tuple[tuple[int, int, int], ...]
    calls: dict[Variant, Call]
    deletions: list[tuple[int, int, int]] | None = None
    """Start, end and copies (0: not called) where it was looked for deletions; None: it was not."""
    lengths: tuple[int, int] | None = None
    """Units at the one locus, where it was called there."""
    told: str | None = None
    """The load that told these."""

    def joined(self) -> list[list[int]]:
        """The callable stretches without the gaps that the rules close."""
        gap = self.contribution.rules.close_gap_bp
        joined: list[list[int]] = []
        for contig, start, end in sorted(self.stretches):
            if joined and joined[-1][0] == contig and start <= joined[-1][2] + gap:
                joined[-1][2] = max(joined[-1][2], end)
            else:
                joined.append([contig, start, end])
        return joined

    def touches(self, contig: str, start: int, end: int) -> bool:
        """Whether any base of a place was callable."""
        return any(c == CODE[contig] and a < end and start < b for c, a, b in self.joined())

    def copies(self, variant: Variant) -> int | None:
        """Alleles this person has to give at a variant; 0 where not callable."""
        if not self.touches(variant.contig, variant.position, variant.position + 1):
            return 0
        return ploidy(B38, variant.contig, variant.position, self.contribution.sex) or 0

    def adds(self, variant: Variant) -> tuple[int, int, int, int]:
        """Copies counted, alleles missed, hemizygous, and people callable: 0 or 1."""
        own = self.copies(variant) or 0
        if own == 0:
            return 0, 0, 0, 0
        call = self.calls.get(variant)
        if call is None:
            return 0, 0, 0, 1
        rules = self.contribution.rules
        good = (
            (call.passed or not rules.pass_only)
            and (rules.min_dp == 0 or call.dp >= rules.min_dp)
            and (rules.min_gq == 0 or call.gq >= rules.min_gq)
        )
        if not good or call.called == 0 or (own == 2 and call.called > 2):
            return 0, own, 0, 1
        if own == 2:
            return call.dosage, 2 - call.called, 0, 1
        if call.dosage == 0:
            return 0, 0, 0, 1
        if call.dosage == call.called:
            return 1, 0, 1, 1
        return 0, 1, 0, 1

    def stored(self, variant: Variant) -> bool:
        """Whether the sample's genome has a row for it."""
        call = self.calls.get(variant)
        return call is not None and (call.dosage > 0 or self.adds(variant)[1] > 0)


class Twin:
    """What the store should say."""

    def __init__(self) -> None:
        self.held: dict[str, Held] = {}

    def load(
        self,
        contributions: Sequence[Contribution],
        persons: dict[str, Person],
        calls: dict[str, dict[Variant, Call]],
        callable_: dict[str, tuple[tuple[int, int, int], ...]],
        load: str,
    ) -> None:
        for arriving in contributions:
            person = persons[arriving.person]
            own = arriving
            if own.counts:
                counted = [h for h in self.held.values() if h.contribution.counts]
                if any(h.contribution.person == own.person for h in counted):
                    own = replace(own, counts=False, why="person")
                elif own.rules.relatives == "unrelated" and any(
                    related(person, h.person) for h in counted
                ):
                    own = replace(own, counts=False, why="relative")
            self.held[own.sample] = Held(
                own, person, load, callable_[own.sample], calls[own.sample]
            )

    def withdraw(self, sample: str) -> None:
        del self.held[sample]

    def stratify(self, sample: str, strata: tuple[str, ...]) -> None:
        held = self.held[sample]
        held.contribution = replace(held.contribution, strata=strata)

    def opt(self, sample: str, scope: Scope, *, into: bool) -> None:
        held = self.held[sample]
        scopes = held.contribution.scopes - {scope} | ({scope} if into else set())
        held.contribution = replace(held.contribution, scopes=frozenset(scopes))

    def counted(self, scope: Scope, stratum: str = EVERYONE) -> list[Held]:
        return [
            held
            for held in self.held.values()
            if held.contribution.counts
            and scope in held.contribution.scopes
            and stratum in (EVERYONE, held.contribution.ancestry, *held.contribution.strata)
        ]

    def counts(
        self, variant: Variant, scope: Scope, stratum: str = EVERYONE
    ) -> tuple[int, int, int, int, int]:
        """ac, an, hom, hemi, individuals."""
        ac = an = hom = hemi = individuals = 0
        for held in self.counted(scope, stratum):
            copies, missed, haploid, person = held.adds(variant)
            ac += copies
            an += (held.copies(variant) or 0) - missed
            hom += copies == 2
            hemi += haploid
            individuals += person
        return ac, an, hom, hemi, individuals

    def carriers(self, variant: Variant, scope: Scope) -> list[tuple[str, int]]:
        found = [(h.contribution.sample, h.adds(variant)[0]) for h in self.counted(scope)]
        return sorted((sample, copies) for sample, copies in found if copies)

    def with_deletion(self, start: int, end: int, scope: Scope) -> tuple[int, int, int]:
        """Carriers of a deletion that overlaps by 0.7 both ways, homozygotes, individuals."""
        carriers = twice = individuals = 0
        for held in self.counted(scope):
            if held.deletions is None or not held.touches("1", start, end):
                continue  # its assay has a target, and people are counted within it
            like = [
                copies
                for a, b, copies in held.deletions
                if min(b, end) - max(a, start) >= 0.7 * max(b - a, end - start)
            ]
            carriers += any(like)
            twice += 2 in like
            individuals += any(like) or not like
        return carriers, twice, individuals

    def genome(self, sample: str) -> list[tuple[object, ...]]:
        """Rows of a genome, in order of contig and position."""
        held = self.held[sample]
        rows = []
        for variant, call in held.calls.items():
            if not held.stored(variant):
                continue
            copies, missed, haploid, _ = held.adds(variant)
            given = [None if v < 0 else v for v in (call.dp, call.gq, call.ad)]
            where = (CODE[variant.contig], variant.position, variant.ref, variant.alt)
            decided = (call.dosage, call.called, copies, missed, haploid, int(call.passed))
            rows.append((*where, *decided, *given))
        return sorted(rows, key=str)


def related(one: Person, other: Person) -> bool:
    """Same family label, or parent and child."""
    return (
        (one.family is not None and one.family == other.family)
        or other.id in (one.father, one.mother)
        or one.id in (other.father, other.mother)
    )


STRATA = (
    *("AFR", "EUR", "sex:female", "sex:male", "affected:affected", "affected:unaffected"),
    *("area:cancer", "area:rare_disease", "assay:exome", "assay:panel"),
)


def check(snapshot: object, twin: Twin, strata: Sequence[str] = STRATA) -> None:
    """Every question of a snapshot has the twin's answer."""
    assert set(snapshot.contributions) == set(twin.held)
    for sample, held in twin.held.items():
        stored = snapshot.contributions[sample]
        assert replace(stored, why=None) == replace(held.contribution, why=None)
        assert (stored.why is None) == (held.contribution.why is None)
        table = snapshot.genotypes(sample)
        assert sorted((tuple(r.values()) for r in table.to_pylist()), key=str) == twin.genome(
            sample
        )
    loads = {load for held in twin.held.values() for load in (held.load, held.told) if load}
    assert snapshot.loads == loads
    keys = snapshot.keys_of(VARIANTS)
    for scope in Scope:
        for stratum in (EVERYONE, *strata):
            counts = snapshot.counts(B38, keys, scope, stratum=stratum)
            found = list(
                zip(
                    *(c.tolist() for c in (counts.ac, counts.an, counts.hom, counts.hemi)),
                    counts.individuals.tolist(),
                    strict=True,
                )
            )
            assert found == [twin.counts(v, scope, stratum) for v in VARIANTS]
            people = len(twin.counted(scope, stratum))
            assert snapshot.individuals(B38, scope, stratum=stratum) == people
        seen = [v for v in VARIANTS if twin.counts(v, scope)[0]]
        assert set(snapshot.variants_of(B38, snapshot.all_keys(B38, scope))) == set(seen)
        for variant, key in zip(VARIANTS, keys.tolist(), strict=True):
            assert snapshot.carriers(B38, key, scope) == twin.carriers(variant, scope)
        anyone = {sample for v in VARIANTS for sample, _ in twin.carriers(v, scope)}
        assert snapshot.carriers_any(B38, keys, scope) == anyone
    longs = {
        (v.ref, v.alt) for v in VARIANTS for h in twin.held.values() if h.stored(v) and is_long(v)
    }
    assert set(snapshot.opened.alleles.get(B38, {}).values()) == longs


def is_long(variant: Variant) -> bool:
    return len(variant.ref + variant.alt) > 11 or "N" in variant.ref + variant.alt


def contig_name(code: int) -> str:
    return CONTIGS[code - 1]
