"""What differs between two versions of a panel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from samvar.focus.rare_disease.model.panel import (
    ChangeKind,
    Panel,
    PanelChange,
    PanelGene,
    PanelRegion,
    PanelRepeat,
)

_Entry = PanelGene | PanelRepeat | PanelRegion


def diff(old: Panel, new: Panel) -> tuple[PanelChange, ...]:
    """Entries added, removed, rated otherwise or inherited otherwise; genes first, by name.

    A gene is the same by its HGNC id, else by its symbol; one that has got an id since is found
    by its symbol too.
    """
    found = [*_genes(old, new)]
    found += _of("repeat", {e.name: e for e in old.repeats}, {e.name: e for e in new.repeats})
    found += _of("region", {e.name: e for e in old.regions}, {e.name: e for e in new.regions})
    return tuple(found)


def _genes(old: Panel, new: Panel) -> Iterator[PanelChange]:
    before = {gene.key: gene for gene in old.genes}
    unnumbered = {gene.symbol: gene.key for gene in old.genes if gene.hgnc is None}
    numbered = {gene.symbol: gene.key for gene in old.genes}
    after: dict[str, PanelGene] = {}
    for gene in new.genes:
        key = gene.key
        if key not in before:
            known = numbered if gene.hgnc is None else unnumbered
            key = known.get(gene.symbol, key)
        after[key] = gene
    yield from _of("gene", before, after)


def _of(
    what: str, before: Mapping[str, _Entry], after: Mapping[str, _Entry]
) -> Iterator[PanelChange]:
    keys = sorted({*before, *after}, key=lambda key: _name(after.get(key) or before[key]))
    for key in keys:
        was, now = before.get(key), after.get(key)
        if was is None and now is not None:
            yield PanelChange(what, _name(now), ChangeKind.ADDED, "", _rated(now))
        elif now is None and was is not None:
            yield PanelChange(what, _name(was), ChangeKind.REMOVED, _rated(was), "")
        elif was is not None and now is not None:
            if was.confidence != now.confidence:
                kind = ChangeKind.CONFIDENCE
                yield PanelChange(what, _name(now), kind, _rated(was), _rated(now))
            if was.inheritance != now.inheritance:
                kind = ChangeKind.INHERITANCE
                yield PanelChange(what, _name(now), kind, was.inheritance, now.inheritance)


def _name(entry: _Entry) -> str:
    return entry.symbol if isinstance(entry, PanelGene) else entry.name


def _rated(entry: _Entry) -> str:
    return "" if entry.confidence is None else str(entry.confidence)
