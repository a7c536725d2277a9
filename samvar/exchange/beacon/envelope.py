"""The frame around each reply: who answers, what was understood, how far it may be trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from samvar.exchange.beacon.request import API_VERSION, SCHEMAS, Inquiry
from samvar.exchange.beacon.source import Identity, Told
from samvar.model.errors import SamvarError

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back: an HTTP status and a JSON document."""

    status: int
    body: Json
    headers: Mapping[str, str] = field(default_factory=dict)


def schemas(entity: str) -> list[Json]:
    """The schema that the records of a reply follow."""
    return [{"entityType": entity, "schema": SCHEMAS[entity]}] if entity in SCHEMAS else []


def informational(identity: Identity, entity: str, response: Json) -> Reply:
    """A reply that describes the Beacon itself."""
    meta = {
        "beaconId": identity.id,
        "apiVersion": API_VERSION,
        "returnedSchemas": [{"entityType": entity, "schema": f"beacon-{entity}-{API_VERSION}"}],
    }
    return Reply(200, {"meta": meta, "response": response})


def error(
    identity: Identity,
    what: SamvarError,
    inquiry: Inquiry | None = None,
    status: int | None = None,
) -> Reply:
    """A reply that says why there is no answer, under the error's own HTTP status or another."""
    code = status or what.status
    body = {
        "meta": _meta(identity, inquiry or Inquiry(), "boolean", []),
        "error": {"errorCode": code, "errorMessage": str(what)},
    }
    # RFC 9110, 15.5.6: a 405 says which methods are taken.
    return Reply(code, body, {"allow": "GET, POST"} if code == 405 else {})


@dataclass(frozen=True, slots=True)
class Found:
    """The result of one dataset: how many records match, and those of the page asked for."""

    id: str
    count: int
    records: Sequence[Json]
    told: Told | None


def results(
    identity: Identity, inquiry: Inquiry, entity: str, sets: Sequence[Found], *, collections: bool
) -> Reply:
    """A reply with as much as was asked for: yes or no, a count, or the records.

    NONE asks for no result sets, and so for a count at most.
    """
    total = sum(one.count for one in sets)
    granularity = inquiry.granularity
    if granularity == "record" and inquiry.include == "NONE":
        granularity = "count"
    body: Json = {"meta": _meta(identity, inquiry, granularity, schemas(entity))}
    body["responseSummary"] = {"exists": total > 0}
    if granularity != "boolean":
        body["responseSummary"]["numTotalResults"] = total
    if granularity == "record" and collections:
        body["response"] = {"collections": [r for one in sets for r in one.records]}
    elif granularity == "record":
        wanted = {"HIT": (True,), "MISS": (False,), "ALL": (True, False)}[inquiry.include]
        body["response"] = {"resultSets": [_set(one) for one in sets if (one.count > 0) in wanted]}
    body["info"] = _info(inquiry, sets, total, paged=granularity == "record")
    return Reply(200, body)


def _set(one: Found) -> Json:
    found: Json = {
        "id": one.id,
        "setType": "dataset",
        "exists": one.count > 0,
        "resultsCount": one.count,
        "results": list(one.records),
    }
    if one.told is not None:
        found["info"] = _said(one.told)
    return found


def _meta(identity: Identity, inquiry: Inquiry, returned: str, spoken: list[Json]) -> Json:
    summary: Json = {
        "apiVersion": inquiry.api_version,
        "requestedSchemas": [{"schema": name} for name in inquiry.schemas],
        "pagination": {"skip": inquiry.skip, "limit": inquiry.limit},
        "requestedGranularity": inquiry.granularity,
        "includeResultsetResponses": inquiry.include,
        "filters": [str(one) for one in inquiry.filters],
        "testMode": inquiry.test_mode,
    }
    if inquiry.asked:
        # The schema wants an object under each name, so the parameters stand under their entry.
        summary["requestParameters"] = {
            "g_variant": {
                name: list(value) if isinstance(value, tuple) else value
                for name, value in inquiry.asked.items()
            }
        }
    return {
        "beaconId": identity.id,
        "apiVersion": API_VERSION,
        "returnedGranularity": returned,
        "returnedSchemas": spoken,
        "receivedRequestSummary": summary,
        "testMode": inquiry.test_mode,
    }


def _info(inquiry: Inquiry, sets: Sequence[Found], total: int, *, paged: bool) -> Json:
    told = [one.told for one in sets if one.told is not None]
    info: Json = {"sources": [_said(one) for one in told]} if told else {}
    if told and total == 0:
        info["absence"] = [one.absence or "seen in nobody who was counted" for one in told]
    if paged:
        first, size = inquiry.page
        info["pagination"] = {"first": first, "size": size, "total": total}
    return info


def _said(told: Told) -> Json:
    said: Json = {
        "id": told.id,
        "assembly": told.assembly.value,
        "coverage": {
            "nodesEligible": told.nodes_eligible,
            "nodesAnswered": told.nodes_answered,
            "individualsAnswered": told.individuals,
            "shareOfIndividuals": told.share_of_individuals,
            "missing": [{"node": one.node, "state": one.state} for one in told.silent],
        },
    }
    if told.epoch is not None:
        said["epoch"] = told.epoch
    if told.made_at is not None:
        said["madeAt"] = told.made_at
    if told.floor_carriers is not None or told.min_frequency is not None:
        said["suppression"] = {
            "minFrequency": told.min_frequency,
            "floorCarriers": told.floor_carriers,
        }
    return said
