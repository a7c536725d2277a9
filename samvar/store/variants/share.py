"""What some samples add to a family of sums: sums of their own, asked as the store's are."""

from __future__ import annotations

from collections.abc import Iterable

from samvar.model.contribution import Scope
from samvar.model.genome import Assembly
from samvar.model.strata import EVERYONE
from samvar.store.variants.delta import Deltas
from samvar.store.variants.genome import kept_of
from samvar.store.variants.segment import contig_bounds
from samvar.store.variants.snapshot import Snapshot
from samvar.store.variants.sums import Sums
from samvar.store.variants.tables import no_rows


def share_of(snapshot: Snapshot, samples: Iterable[str], assembly: Assembly, scope: Scope) -> Sums:
    """The part of these samples in the sums, replayed from what was decided at their load.

    Samples that do not count, or not for this scope, add nothing: what is taken from the sums by
    these is what a withdrawal of all of them would take.

    Raises:
        NotFound: a sample is not live. Conflict: one was withdrawn since this snapshot.
    """
    deltas, stretches = Deltas(), {}
    for sample in dict.fromkeys(samples):
        table = snapshot.genotypes(sample)
        entry = snapshot.opened.entries[sample]
        if entry.contribution.assembly is assembly:
            stretches[entry.content] = snapshot.stretches(sample)
            scopes = entry.contribution.scopes & {scope}
            deltas.replay(entry.contribution, scopes, kept_of(table)[0].sums(), entry.content, 1)
    delta = deltas.of(assembly, scope)
    rows = delta.total_rows().get(EVERYONE, no_rows())
    parts = {
        (EVERYONE, code): rows.between(low, high) for code, low, high in contig_bounds(rows.key)
    }
    tracks = delta.tracks(assembly, stretches.__getitem__)
    return Sums([(parts, {(stratum, 0): track for stratum, track in tracks.items()})])
