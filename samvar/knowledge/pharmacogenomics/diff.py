"""What changed between two releases, one line per fact: the root of every recall."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from samvar.knowledge.pharmacogenomics.model import Gene, Knowledge, Release


class Change(msgspec.Struct, frozen=True):
    """One fact that differs. kind: what sort of fact; `old` or `new` is None where it is not."""

    subject: str
    kind: str
    item: str
    old: str | None
    new: str | None


def diff(old: Release, new: Release) -> tuple[Change, ...]:
    """Every difference of the facts, genes first, then drugs; empty for equal facts.

    >>> from samvar.knowledge.pharmacogenomics.own import own_release
    >>> diff(own_release(), own_release())
    ()
    """
    changes: list[Change] = []
    before = {gene.name: gene for gene in old.knowledge.genes}
    after = {gene.name: gene for gene in new.knowledge.genes}
    for name in sorted(before.keys() | after.keys()):
        changes += _gene(name, before.get(name), after.get(name))
    changes += _compare("", "recommendation", _advice(old.knowledge), _advice(new.knowledge))
    return tuple(changes)


def _gene(name: str, old: Gene | None, new: Gene | None) -> Iterable[Change]:
    for kind, table in (
        ("position", _positions),
        ("allele", _alleles),
        ("function", _functions),
        ("phenotype", _phenotypes),
        ("rule", _rules),
    ):
        yield from _compare(name, kind, table(old) if old else {}, table(new) if new else {})


def _compare(
    subject: str, kind: str, old: Mapping[str, str], new: Mapping[str, str]
) -> Iterable[Change]:
    for item in sorted(old.keys() | new.keys()):
        if old.get(item) != new.get(item):
            yield Change(subject or item.split(" | ")[0], kind, item, old.get(item), new.get(item))


def _positions(gene: Gene) -> dict[str, str]:
    return {
        f"{each.id} {assembly}": "-".join(
            (site.contig, str(site.position + 1), site.ref, "/".join(each.alts))
        )
        for each in gene.positions
        for assembly, site in each.sites.items()
    }


def _alleles(gene: Gene) -> dict[str, str]:
    return {
        each.name: "reference"
        if each.reference
        else " ".join(f"{key}={base}" for key, base in sorted(each.bases.items()))
        for each in gene.alleles
    }


def _functions(gene: Gene) -> dict[str, str]:
    return {
        each.name: " ".join(text for text in (each.function, each.activity) if text)
        for each in gene.functions
    }


def _phenotypes(gene: Gene) -> dict[str, str]:
    return {
        " + ".join(each.keys): f"{each.phenotype} ({each.activity_score})"
        if each.activity_score
        else str(each.phenotype)
        for each in gene.phenotypes
    }


def _rules(gene: Gene) -> dict[str, str]:
    return {
        "required positions": " ".join(gene.required),
        "tier-1 positions": " ".join(gene.tier1),
        "called from": "outside calls only" if gene.outside_only else "variants",
        **{" | ".join(each.diplotypes): each.pick for each in gene.priorities},
    }


def _advice(knowledge: Knowledge) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in knowledge.recommendations:
        genes = ", ".join(f"{gene} {key}" for gene, key in sorted(each.genes.items()))
        item = f"{each.drug} | {each.population} | {genes}"
        text = f"[{each.strength}] {each.advice}"
        found[item] = text if item not in found else f"{found[item]} / {text}"
    return found
