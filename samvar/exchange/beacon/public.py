"""The nation's public Beacon: answers from the newest public release, never from live counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from samvar.exchange.beacon.source import (
    Dataset,
    Identity,
    Organisation,
    Rows,
    Silent,
    Told,
    around,
)
from samvar.model.errors import NotFound
from samvar.model.genome import Assembly, Interval
from samvar.model.variant import Variant
from samvar.network.release.manifest import Manifest
from samvar.network.release.read import Release

Newest = Callable[[str, Assembly], Release | None]
"""How the newest release of a kind and assembly is found: `Shelf.newest`."""

NATION = Identity(
    id="se.samvar.beacon",
    name="samvar: Sweden",
    description=(
        "Allele frequencies of the Swedish regional nodes together, from the newest epoch "
        "release: common variants only. Answers never come from live counts."
    ),
    organisation=Organisation("se.samvar", "samvar network of regional nodes"),
    security="PUBLIC",
    info={
        "positions": "0-based, half-open",
        "alleles": "left-aligned and trimmed, as bcftools norm writes them",
    },
)


def told(manifest: Manifest) -> Told:
    """What a release says of itself beside each answer."""
    absence = (
        f"not in the release of epoch {manifest.number}: seen in nobody, or rarer than "
        f"{manifest.min_frequency:g}, or carried by fewer than {manifest.floor_carriers} people "
        f"or by all but fewer{_unsaid(manifest)}, or not callable; this is not a statement that "
        "nobody carries it"
    )
    if manifest.missing:
        silent = ", ".join(part.node for part in manifest.missing)
        absence += f". People of these regions are not counted: {silent}"
    return Told(
        id=manifest.name,
        assembly=Assembly.parse(manifest.assembly),
        source="samvar public release",
        population="Sweden, regions that answered",
        epoch=manifest.number,
        made_at=manifest.made_at,
        nodes_eligible=len(manifest.nodes),
        nodes_answered=len(manifest.answered),
        individuals=manifest.individuals,
        share_of_individuals=manifest.share_of_individuals,
        silent=tuple(Silent(part.node, part.state) for part in manifest.missing),
        min_frequency=manifest.min_frequency,
        floor_carriers=manifest.floor_carriers,
        absence=absence,
    )


def _unsaid(manifest: Manifest) -> str:
    """Why a common variant may be missing, in a release that may betray only so much."""
    if not manifest.left_out:
        return ""
    return f", or one of {manifest.left_out} left out so that the figures together betray nobody"


@dataclass(frozen=True, slots=True)
class PublicRelease:
    """The newest public release of each assembly. A new one is seen by the next question."""

    newest: Newest

    def named(self, variant: Variant) -> Rows:
        """See `FrequencySource.named`."""
        return self.starting(variant.assembly, around(variant))

    def starting(self, assembly: Assembly, interval: Interval) -> Rows:
        """See `FrequencySource.starting`."""
        release = self._release(assembly)
        return Rows(release.starting(interval), told(release.manifest))

    def overlapping(self, assembly: Assembly, interval: Interval) -> Rows:
        """See `FrequencySource.overlapping`."""
        release = self._release(assembly)
        return Rows(release.overlapping(interval), told(release.manifest))

    def datasets(self) -> tuple[Dataset, ...]:
        """One for each assembly that has a release."""
        found = (self.newest("public", assembly) for assembly in Assembly)
        return tuple(_dataset(release.manifest) for release in found if release is not None)

    def _release(self, assembly: Assembly) -> Release:
        release = self.newest("public", assembly)
        if release is None:
            raise NotFound(
                f"no public release of {assembly.value} has been made",
                why="without one there is neither a yes nor a no",
                remedy="see datasets for what there is",
            )
        return release


def _dataset(manifest: Manifest) -> Dataset:
    return Dataset(
        id=manifest.name,
        name=f"Public release of epoch {manifest.number}, {manifest.assembly}",
        description=(
            f"{manifest.rows} variants with frequency at least {manifest.min_frequency:g} and at "
            f"least {manifest.floor_carriers} carriers, and as many people with another allele, "
            f"among {manifest.individuals} people of "
            f"{len(manifest.answered)} of {len(manifest.nodes)} nodes."
        ),
        assembly=manifest.assembly,
        created_at=manifest.made_at,
        version=f"epoch {manifest.number}",
        told=told(manifest),
    )
