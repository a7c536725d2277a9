"""samvar's own small set of facts and recommendations: what a fresh install speaks from."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from samvar.knowledge.pharmacogenomics.layer import read_layer
from samvar.knowledge.pharmacogenomics.model import (
    Function,
    Gene,
    Knowledge,
    NamedAllele,
    Phenotype,
    Position,
    Release,
    Site,
)
from samvar.knowledge.pharmacogenomics.phenotype import key_of
from samvar.knowledge.pharmacogenomics.release import make
from samvar.model.genome import Assembly

_FILE = Path(__file__).with_name("own.toml")
_LAYERS = ("cpic_layer.toml", "swedish_layer.toml")


@cache
def own_release() -> Release:
    """The release that comes with samvar: both assemblies, an excerpt of CPIC, a Swedish draft.

    >>> own_release().knowledge.gene("DPYD").tier1[0]
    'rs67376798'
    """
    facts = tomllib.loads(_FILE.read_text("utf-8"))
    genes = tuple(_gene(row) for row in facts["gene"])
    lines = tuple(line for name in _LAYERS for line in read_layer(_FILE.with_name(name)).lines)
    return make(
        facts["name"], facts["date"], facts["licence"], facts["source"], Knowledge(genes, lines)
    )


def _gene(row: dict[str, Any]) -> Gene:
    places = row.get("positions", [])
    positions = tuple(_position(place, row["contig"]) for place in places)
    reference = {place["id"]: place["ref"] for place in places}
    named = row.get("alleles", [])
    alleles = tuple(
        NamedAllele(
            name=each["name"],
            bases=reference if each.get("reference") else each["bases"],
            reference=each.get("reference", False),
        )
        for each in named
        if positions
    )
    return Gene(
        name=row["name"],
        contig=row.get("contig"),
        positions=positions,
        alleles=alleles,
        functions=tuple(_function(each) for each in named),
        phenotypes=tuple(
            Phenotype(
                keys=key_of(each["keys"]),
                phenotype=each["phenotype"],
                activity_score=each.get("score"),
            )
            for each in row.get("phenotypes", [])
        ),
        tier1=tuple(place["id"] for place in places if place.get("tier1")),
        outside_only=row.get("outside_only", False),
        note=row.get("note"),
        citations=tuple(row["citations"]),
    )


def _position(place: dict[str, Any], contig: str) -> Position:
    context = place.get("context", place["ref"])
    sites = {
        assembly.value: Site(contig, place[assembly.value] - 1, place["ref"], context)
        for assembly in Assembly
    }
    return Position(id=place["id"], sites=sites, alts=tuple(place["alts"]))


def _function(row: dict[str, Any]) -> Function:
    activity = row.get("activity")
    return Function(
        name=row["name"],
        function=row["function"],
        activity=activity,
        key=activity if activity is not None else row["function"],
    )
