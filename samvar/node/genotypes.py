"""Taking the genotypes of a dataset out of a node, as a PLINK 2 fileset."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

import samvar
from samvar.formats.pgen.difflist import UInt8
from samvar.formats.pgen.record import ALT, MISSING, REF
from samvar.formats.pgen.write import paths, write_pgen, write_psam, write_pvar
from samvar.govern.act import permit
from samvar.govern.identity import Asker
from samvar.govern.pseudonym import project_key, pseudonym
from samvar.model.calls import Int8, Stretches, UInt64
from samvar.model.clock import iso, utc_now
from samvar.model.contribution import Contribution
from samvar.model.errors import NotFound
from samvar.model.genome import CONTIGS, Assembly, Sex
from samvar.node.ledger import tell_rows
from samvar.node.node import Node
from samvar.store.variants import Snapshot
from samvar.store.variants.callability import inside, ploidy_classes, ploidy_of
from samvar.store.variants.genome import kept_of
from samvar.store.variants.key import decode_places

_CELLS = 4_000_000  # genotypes worked on at a time
_TUMOUR = "tumour"


@dataclass(frozen=True, slots=True)
class _Person:
    """key: sorted; category: of each key. Everything else inside the stretches is reference."""

    sex: Sex
    key: UInt64
    category: UInt8
    stretches: Stretches


def export_pgen(
    node: Node, dataset: str, assembly: Assembly, asker: Asker, target: Path
) -> dict[str, str]:
    """Write the germline samples of a dataset that may serve the asker's purpose.

    target: the .pgen; .pvar and .psam come beside it. A genotype is what the counting rules
    accept: no call where one of its alleles was not called, or the place was not callable, or the
    sex forbids. A single copy is written as two, as PLINK does. Under a permit samples bear the
    project's pseudonyms. Memory: some ten bytes for each stored call.
    Returns the provenance that is also in the .pvar.

    Raises:
        Refused: the person may not read rows, or not take data out.
        NotFound: no such dataset, or nobody of it may serve the purpose.
    """
    permit(node, asker, "query:rows", "read-genotypes")
    permit(node, asker, "export:data", "export-pgen")
    snapshot = node.variants.snapshot()
    who = _who(node, snapshot, dataset, assembly, asker)
    name = str
    if asker.permit is not None:
        with node.records.begin() as tx:
            name = partial(pseudonym, project_key(tx, node.keys, asker.permit))  # type: ignore[assignment]
    who.sort(key=lambda c: name(c.sample))
    people = [_person(snapshot, contribution) for contribution in who]
    keys = _keys(people)
    if not len(keys):
        raise NotFound("nobody of the dataset carries a variant")
    tell_rows(node, asker, sum(int((one.category != REF).sum()) for one in people))
    provenance = {
        "source": f"samvar {samvar.__version__}, node {node.id}",
        "assembly": assembly.value,
        "epoch": str(snapshot.epoch),
        "samples": str(len(people)),
        "variants": str(len(keys)),
        "purpose": asker.purpose.value,
        "made": iso(utc_now()),
    }
    meta = [
        *(f"##samvar_{key}={value}" for key, value in provenance.items()),
        *(f"##contig=<ID={contig},length={assembly.length(contig)}>" for contig in CONTIGS),
    ]
    with _replacing(paths(target)) as (pgen, pvar, psam):
        with pgen.open("wb") as out:
            write_pgen(out, _categories(assembly, keys, people), len(keys), len(people))
        with pvar.open("wb") as out:
            write_pvar(out, snapshot.variants_of(assembly, keys), meta)
        with psam.open("wb") as out:
            write_psam(out, ((name(c.sample), c.sex) for c in who))
    return provenance


def _who(
    node: Node, snapshot: Snapshot, dataset: str, assembly: Assembly, asker: Asker
) -> list[Contribution]:
    with node.records.read() as tx:
        known = tx.datasets.by_name(dataset)
    found = [
        one
        for one in snapshot.contributions.values()
        if known is not None
        and one.dataset == known.id
        and one.assembly is assembly
        and asker.purpose.scope in one.scopes
        and one.why != _TUMOUR
    ]
    if not found:
        raise NotFound(
            f"no sample of such a dataset may serve the purpose in {assembly.value}",
            remedy="see the datasets of this node, or give another --assembly",
        )
    return found


def _person(snapshot: Snapshot, contribution: Contribution) -> _Person:
    kept, _ = kept_of(snapshot.genotypes(contribution.sample))
    twice = (kept.counted == 2) | (kept.hemizygous == 1)
    category = np.where(twice, ALT, kept.counted).astype(np.uint8)
    category[kept.missed > 0] = MISSING
    order = np.argsort(kept.key)
    return _Person(
        contribution.sex, kept.key[order], category[order], snapshot.stretches(contribution.sample)
    )


def _keys(people: Sequence[_Person]) -> UInt64:
    """Sorted keys that somebody carries."""
    found = np.zeros(0, np.uint64)
    for one in people:
        carried = (one.category != REF) & (one.category != MISSING)
        found = np.union1d(found, one.key[carried])
    return found


def _categories(assembly: Assembly, keys: UInt64, people: Sequence[_Person]) -> Iterator[UInt8]:
    step = max(1, _CELLS // len(people))
    for low in range(0, len(keys), step):
        part = keys[low : low + step]
        contig, position = decode_places(part)
        classes = ploidy_classes(assembly, contig, position)
        table = np.empty((len(part), len(people)), np.uint8)
        seen: dict[int, np.ndarray] = {}
        for column, one in enumerate(people):
            if id(one.stretches) not in seen:
                seen[id(one.stretches)] = inside(one.stretches, contig, position)
            table[:, column] = _column(one, part, classes, seen[id(one.stretches)])
        yield from table


def _column(one: _Person, part: UInt64, classes: Int8, seen: np.ndarray) -> UInt8:
    found = np.full(len(part), REF, np.uint8)
    first, last = np.searchsorted(one.key, [part[0], part[-1] + np.uint64(1)])
    own = one.key[first:last]
    at = np.minimum(np.searchsorted(part, own), len(part) - 1)
    same = part[at] == own
    found[at[same]] = one.category[first:last][same]
    has = np.array([ploidy_of(each, one.sex) > 0 for each in range(classes.max() + 1)])
    found[~(seen & has[classes])] = MISSING
    return found


@contextmanager
def _replacing(targets: Sequence[Path]) -> Iterator[tuple[Path, ...]]:
    """Files beside the targets that take their places together, or vanish on a fault."""
    parts = tuple(path.with_name(f".{path.name}.part") for path in targets)
    with ExitStack() as stack:
        for part in parts:
            stack.callback(part.unlink, missing_ok=True)
        yield parts
        for part, path in zip(parts, targets, strict=True):
            part.replace(path)
