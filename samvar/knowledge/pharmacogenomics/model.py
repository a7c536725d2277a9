"""The nouns of a pharmacogenomic knowledge release, in one form whatever they came from.

Alleles are sequences of the plus strand as a VCF writes them. Every list is in the order of
its source, so that one content has one digest.
"""

from __future__ import annotations

import msgspec

from samvar.model.genome import Assembly

IUPAC = {
    "R": "AG", "Y": "CT", "S": "CG", "W": "AT", "K": "GT", "M": "AC",
    "B": "CGT", "D": "AGT", "H": "ACT", "V": "ACG", "N": "ACGT",
}  # fmt: skip
"""Cornish-Bowden 1985, doi:10.1093/nar/13.9.3021: one letter for several bases."""


class Site(msgspec.Struct, frozen=True):
    """Where a position lies in one assembly; `position` is 0-based.

    ref: the reference allele as a VCF writes it. context: the reference bases known from
    `position` on, at least `ref`; a repeat is written out whole, so that an insertion or
    deletion inside it is recognised wherever the caller has put it.
    """

    contig: str
    position: int
    ref: str
    context: str


class Position(msgspec.Struct, frozen=True):
    """One defining position: its name (rsID, else HGVS g.), its places, its alternatives."""

    id: str
    sites: dict[str, Site]
    alts: tuple[str, ...]

    def site(self, assembly: Assembly) -> Site | None:
        """The place in an assembly, None where the release does not give it."""
        return self.sites.get(assembly.value)


class NamedAllele(msgspec.Struct, frozen=True):
    """One named allele: position id -> sequence, or an IUPAC letter where several are allowed.

    A position that is not mentioned is that of the gene's reference allele. The reference
    allele mentions all. shown: the name to report, where a sub-allele stands for its core.
    """

    name: str
    bases: dict[str, str]
    reference: bool = False
    shown: str | None = None


class Function(msgspec.Struct, frozen=True):
    """What an allele does; `key` is what phenotypes are looked up by, activity or function."""

    name: str
    function: str | None
    activity: str | None
    key: str


class Phenotype(msgspec.Struct, frozen=True):
    """What a pair of functions makes of a person; `keys` is sorted (one of them if haploid)."""

    keys: tuple[str, ...]
    phenotype: str | None
    activity_score: str | None


class Priority(msgspec.Struct, frozen=True):
    """Of these diplotypes, indistinguishable without phase, the source reports `pick`."""

    diplotypes: tuple[str, ...]
    pick: str


class Gene(msgspec.Struct, frozen=True, kw_only=True):
    """All that a release knows of one gene.

    required: without any of these positions no call is made. tier1: positions that AMP's list
    of minimum alleles stands on. outside_only: never called from small variants.
    """

    name: str
    contig: str | None = None
    positions: tuple[Position, ...] = ()
    alleles: tuple[NamedAllele, ...] = ()
    functions: tuple[Function, ...] = ()
    phenotypes: tuple[Phenotype, ...] = ()
    required: tuple[str, ...] = ()
    tier1: tuple[str, ...] = ()
    priorities: tuple[Priority, ...] = ()
    outside_only: bool = False
    note: str | None = None
    citations: tuple[str, ...] = ()


class Key(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """For whom and what a recommendation holds: all of it together, and never the drug alone.

    body: who says it, `CPIC`, `DPWG`, `SE`. Each other field lists the words of `population` of
    which one must be true of the occasion; empty where the body makes no difference by it.
    """

    body: str
    routes: tuple[str, ...] = ()
    indications: tuple[str, ...] = ()
    age_groups: tuple[str, ...] = ()
    exposures: tuple[str, ...] = ()
    doses: tuple[str, ...] = ()


class Recommendation(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a guideline: drug and population, gene results that it is for, advice.

    population: as the source words it; key: what follows from it (see `population.key_of`).
    genes: gene -> result: a phenotype, an activity score (`1.5`, `≥3`), an allele's status
    (`*57:01 positive`) or `No Result`. action, translations (language -> text) and section are
    unset where the source does not state them.

    The last four were added later and are left out of the canonical form while unset, so that
    a release that was written before them keeps its digest.
    """

    drug: str
    drug_id: str
    population: str
    genes: dict[str, str]
    advice: str
    strength: str
    implications: dict[str, str] = {}
    comments: str | None = None
    guideline: str = ""
    version: str = ""
    url: str | None = None
    key: Key | msgspec.UnsetType = msgspec.UNSET
    action: str | msgspec.UnsetType = msgspec.UNSET
    translations: dict[str, str] | msgspec.UnsetType = msgspec.UNSET
    section: str | msgspec.UnsetType = msgspec.UNSET


class Knowledge(msgspec.Struct, frozen=True):
    """The facts of one release."""

    genes: tuple[Gene, ...]
    recommendations: tuple[Recommendation, ...] = ()

    def gene(self, name: str) -> Gene | None:
        """One gene, None if the release does not know it."""
        return next((gene for gene in self.genes if gene.name == name), None)


class Release(msgspec.Struct, frozen=True):
    """The facts, and where they are from: what every answer names.

    digest: SHA-256 of the facts in their canonical form. date: of the source, ISO 8601.
    """

    name: str
    date: str
    licence: str
    source: str
    digest: str
    knowledge: Knowledge
