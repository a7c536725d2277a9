"""What every route declares: permission, purpose, audit verb, title.

The guard, the audit record, the navigation and the completeness test read this declaration.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from samvar.govern.purpose import Purpose
from samvar.model.errors import UsageError

PERMISSIONS: Mapping[str, str] = MappingProxyType(
    {
        "see:node": "See a node's status: epoch, individuals per assay, last load",
        "see:datasets": "See which datasets there are, and their terms",
        "ask:national": "Ask the nation for a sum",
        "ask:regional": "See each region's part of a national sum",
        "load:data": "Load a file into a node",
        "withdraw:sample": "Take a sample or a person out of everything",
        "see:audit": "Read a node's audit trail",
        "see:jobs": "See a node's long work",
        "run:job": "Start or stop a node's long work",
        "change:node": "Change a node's settings, back it up, restore it",
        "query:rows": "Query a node's own rows",
        "export:data": "Take data out of a node as a file",
        "beacon:node": "Ask one node's Beacon",
        "beacon:nation": "Ask the nation's public Beacon, which reads the release",
        "release:make": "Make the releases of an epoch",
        "ask:quality": "Ask the nation how its care is doing: turnaround, recalls, yield",
        "ask:oversight": "Ask the nation how often the glass was broken, and what waits for review",
        "see:referrals": "See a laboratory's orders, its patients' results and reports",
        "take:report": "Take a patient's report or passport out as a file",
        "place:referral": "Order a test for a patient",
        "answer:referral": "Note samples, call, sign reports, see to recalls",
        "acknowledge:report": "Acknowledge an answer that one has read",
        "see:own-referrals": "See the referrals of one's own care unit, and how far they are",
        "place:own-referral": "Refer a patient for one's own care unit",
        "read:own-answer": "Read the signed answer to a referral of one's own care unit",
        "acknowledge:own-answer": "Acknowledge the answer to a referral of one's own care unit",
        "issue:passport": "Issue and take back a passport for a patient",
        "read:passport": "Fetch and check the passport that a patient carries",
        "see:knowledge": "See releases of medical knowledge and what changed between two",
        "change:knowledge": "Call by another release, and assess everybody under it",
        "see:own-access": "See who has read one's own data",
        "change:own-choices": "Change one's own consents, blocks and opt-outs",
        "see:choices": "See what a patient in one's care has consented to and blocked",
        "change:choices": "Note down what a patient in one's care has decided",
        "apply:permit": "Apply for a permit",
        "see:permits": "See applications for permits, and what each controller said to them",
        "decide:permit": "Decide on an application for a permit, and take a permit back",
        "break:glass": "Open a blocked patient's data in an emergency",
        "see:emergency": "See one's own emergency openings, and end them",
        "review:glass": "Review each time that the glass was broken",
        "see:reviews": "See the samples of the audit trail that are to be reviewed",
        "do:review": "Review a sample of the audit trail",
        "erase:contribution": "Take a patient's contribution out of every sum and release",
        "destroy:record": "Destroy a patient's record",
        "change:policy": "Sign and adopt the rules that a node goes by",
        "rotate:keys": "Change a node's keys",
        "open": "Open to anyone: sign-in, help, health, static files",
    }
)
"""Every permission there is, with its sentence. Cedar's actions carry the same names."""


@dataclass(frozen=True, slots=True)
class RouteDeclaration:
    """What a route is for. `purpose` None: the signed-in user's current purpose counts."""

    permission: str
    purpose: Purpose | None
    audit: str
    title: str


def declare(
    permission: str, purpose: Purpose | None, audit: str, title: str
) -> dict[str, RouteDeclaration]:
    """The `opt` of a route: `@get("/jobs", opt=declare("see:jobs", None, "see-jobs", "Jobs"))`.

    audit: the verb under which a use is written to the audit log. title: a translation key.

    >>> declare("see:jobs", None, "see-jobs", "Jobs")["declaration"].permission
    'see:jobs'

    Raises:
        UsageError: a permission that does not exist, or an empty verb or title.
    """
    if permission not in PERMISSIONS:
        raise UsageError(
            f"'{permission}' is not a permission", remedy="see samvar.govern.route.PERMISSIONS"
        )
    if not audit or not title:
        raise UsageError("a route needs an audit verb and a title")
    return {"declaration": RouteDeclaration(permission, purpose, audit, title)}
