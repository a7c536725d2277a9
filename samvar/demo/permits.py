"""The demo's permits, as events of its seven nodes: two granted by all, one by five of seven,
and one that waits for its controllers, for a visitor to decide."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from samvar.govern.permit import Permit, permit_of
from samvar.model.clock import iso, parse_iso
from samvar.model.permit import Application, Outcome, PermitDecision
from samvar.model.place import CENTRES
from samvar.node.node import Node

_MADE = datetime(2026, 11, 23, tzinfo=UTC)
_DECIDED = datetime(2026, 11, 24, 9, tzinfo=UTC)


def _anywhere(*personas: str) -> tuple[str, ...]:
    """Accounts of the demo's personas, whom a visitor may employ at any centre."""
    return tuple(f"{one}@{centre}" for one in personas for centre in ("", *CENTRES))


PGX = Application(
    id="permit-pgx-regions",
    node="uppsala",
    applicant="researcher@uppsala",
    title="Pharmacogenes in seven regions",
    purpose="How often people carry alleles that change what a drug does, by region and ancestry.",
    holders=_anywhere("researcher", "bioinformatician"),
    ethics="2025-04711-01",
    asks=("ask:national", "ask:regional", "query:rows", "beacon:node"),
    until="2029-12-31T00:00:00.000000Z",
    at=iso(_MADE),
    uses=("DUO:0000037", "DUO:0000032"),
)
INDUSTRY = Application(
    id="permit-industry",
    node="stockholm",
    applicant="industry@",
    title="Feasibility counts for a trial",
    purpose="Whether a trial of a drug could find its people in the country.",
    holders=_anywhere("industry"),
    ethics="2025-06112-01",
    asks=("ask:national",),
    until="2028-12-31T00:00:00.000000Z",
    at=iso(_MADE),
    uses=("DUO:0000039",),
)
STATIN = Application(
    id="permit-statin",
    node="uppsala",
    applicant="researcher@uppsala",
    title="Muscle pain under statins",
    purpose="How many people carry SLCO1B1 alleles with which statins more often hurt muscles.",
    holders=_anywhere("researcher"),
    ethics="2026-00815-01",
    asks=("ask:national", "ask:regional"),
    until="2028-06-30T00:00:00.000000Z",
    at=iso(_MADE),
    uses=("DUO:0000038", "DUO:0000037"),
)
WAITING = Application(
    id="permit-dpyd",
    node="uppsala",
    applicant="researcher@uppsala",
    title="DPYD before treatment of colorectal cancer",
    purpose="How many people would need another dose of a fluoropyrimidine, by ancestry.",
    holders=_anywhere("researcher"),
    ethics="2026-02290-01",
    asks=("ask:national", "ask:regional"),
    until="2028-12-31T00:00:00.000000Z",
    at=iso(_MADE),
    uses=("DUO:0000039", "DUO:0000037"),
)
APPLICATIONS = (PGX, INDUSTRY, STATIN, WAITING)
NOT_GRANTING: Mapping[str, tuple[Outcome, str]] = {
    "vasterbotten": (Outcome.REFUSED, "Too few of our people have taken a statin to be asked."),
    "orebro": (Outcome.ASKED_MORE, "Which statins, and since when?"),
}
"""What two controllers said to `STATIN`."""


def decision_of(application: Application, node: str) -> PermitDecision | None:
    """What the demo's controller of a node has said; None while it waits."""
    if application is WAITING:
        return None
    outcome, reason = Outcome.GRANTED, ""
    if application is STATIN and node in NOT_GRANTING:
        outcome, reason = NOT_GRANTING[node]
    granted = outcome is Outcome.GRANTED
    return PermitDecision(
        permit=application.id,
        digest=application.digest,
        outcome=outcome,
        by=f"controller@{node}",
        at=_DECIDED,
        grants=application.asks if granted else (),
        until=parse_iso(application.until) if granted else None,
        reason=reason,
    )


def permits_at(node: str) -> tuple[Permit, ...]:
    """What the demo's node of this id has granted."""
    said = ((each, decision_of(each, node)) for each in APPLICATIONS)
    made = (permit_of(each, word) for each, word in said if word is not None)
    return tuple(permit for permit in made if permit is not None)


DEMO_PERMITS = permits_at("vasterbotten")
"""The permits that every node of the demo has granted."""


def plant_permits(nodes: Mapping[str, Node]) -> None:
    """Write the events into nodes that have none of them yet."""
    for node in nodes.values():
        with node.records.begin() as tx:
            known = {each.id for each in tx.permits.applications()}
            for application in APPLICATIONS:
                word = decision_of(application, node.id)
                here = application.node == node.id
                if application.id not in known and (here or word is not None):
                    tx.permits.keep(application)
                    if word is not None:
                        tx.permits.decide(word)
