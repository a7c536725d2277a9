"""What changed between two releases, one line per fact: the root of every recall."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec

from samvar.knowledge.pharmacogenomics.model import Gene, Knowledge, Recommendation, Release
from samvar.knowledge.pharmacogenomics.population import key_of


class Change(msgspec.Struct, frozen=True):
    """One fact that differs. kind: what sort of fact; `old` or `new` is None where it is not.

    Of a recommendation `recommendation` is its strength and text, `advice-action` the action that
    its body states, `advice-source` where it stands, `advice-translation` the text in another
    language; the item is body, drug, for whom, and results.
    """

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
    for kind in _ADVICE:
        then, now = _advice(kind, old.knowledge), _advice(kind, new.knowledge)
        changes += _compare("", kind, then, now)
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
            yield Change(subject or item.split(" | ")[1], kind, item, old.get(item), new.get(item))


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


def _advice(kind: str, knowledge: Knowledge) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in knowledge.recommendations:
        said = _ADVICE[kind](each)
        item = _item(each)
        if said:
            found[item] = said if item not in found else f"{found[item]} / {said}"
    return found


def _item(line: Recommendation) -> str:
    key = key_of(line)
    genes = ", ".join(f"{gene} {result}" for gene, result in sorted(line.genes.items()))
    return f"{key.body if key else 'unknown'} | {line.drug} | {line.population} | {genes}"


_ADVICE: Mapping[str, Callable[[Recommendation], str]] = {
    "recommendation": lambda line: f"[{line.strength}] {line.advice}",
    "advice-action": lambda line: "" if line.action is msgspec.UNSET else line.action,
    "advice-source": lambda line: ", ".join(
        part
        for part in (
            line.guideline,
            line.version,
            "" if line.section is msgspec.UNSET else line.section,
            line.url or "",
        )
        if part
    ),
    "advice-translation": lambda line: (
        ""
        if line.translations is msgspec.UNSET
        else " / ".join(f"{code}: {text}" for code, text in sorted(line.translations.items()))
    ),
}
