"""Reading a Beacon request, GET or POST, into one form. Nothing that restricts is ignored.

A parameter that is unknown, or known and not answered here, is an error: leaving it out would
answer a broader question than was asked.

Source: Beacon v2 framework, requests/beaconRequestBody.json.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import msgspec

from samvar.exchange.beacon.filter import Filter, filter_of
from samvar.model.errors import Incompatible, UsageError

API_VERSION = "v2.0.0"
SCHEMAS = {
    "genomicVariant": "ga4gh-beacon-variant-v2.0.0",
    "dataset": "ga4gh-beacon-dataset-v2.0.0",
}
GRANULARITIES = ("boolean", "count", "record")
INCLUDES = ("HIT", "MISS", "ALL", "NONE")
MOST_RECORDS = 1000

_TEXTS = ("referenceName", "referenceBases", "alternateBases", "assemblyId", "variantType")
_LISTS = ("start", "end")
_NUMBERS = ("variantMinLength", "variantMaxLength")
_UNANSWERED = (
    "geneId",
    "geneid",
    "aminoacidChange",
    "genomicAlleleShortForm",
    "allele",
    "mateName",
)
_META = (
    "apiVersion", "requestedSchema", "requestedSchemas", "requestedGranularity",
    "includeResultsetResponses", "skip", "limit", "testMode", "filters",
)  # fmt: skip
_VARIANT = (*_TEXTS, *_LISTS, *_NUMBERS)
_DIGITS = re.compile(r"[0-9]{1,18}", re.ASCII)
_LARGEST = 10**18


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A request as understood. `limit` and `skip` as asked: `skip` counts pages, limit 0 = most."""

    granularity: str = "record"
    include: str = "HIT"
    skip: int = 0
    limit: int = 10
    test_mode: bool = False
    api_version: str = API_VERSION
    schemas: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    asked: Mapping[str, Any] = field(default_factory=dict)

    @property
    def page(self) -> tuple[int, int]:
        """First record and number of records to give."""
        size = min(self.limit or MOST_RECORDS, MOST_RECORDS)
        return self.skip * size, size


def read_get(pairs: Iterable[tuple[str, str]]) -> Inquiry:
    """A request from its query string's pairs; lists are repeated or separated by commas.

    >>> read_get([("start", "5,9"), ("start", "11")]).asked["start"]
    Traceback (most recent call last):
    ...
    samvar.model.errors.UsageError: `start` takes one or two positions
    >>> read_get([("start", "5"), ("start", "9"), ("limit", "2")]).asked
    {'start': (5, 9)}

    Raises:
        UsageError: an unknown, repeated or malformed parameter.
        Incompatible: another version of Beacon, or another schema, is asked for.
    """
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if not (name + value).isprintable():
            raise UsageError("a parameter holds characters that cannot be printed")
        given.setdefault(name, []).append(value)
    meta: dict[str, Any] = {}
    asked: dict[str, Any] = {}
    for name, values in given.items():
        split = [part for value in values for part in value.split(",") if part]
        if name in _LISTS:
            asked[name] = [_whole(name, part) for part in split]
        elif name in ("filters", "requestedSchemas"):
            meta[name] = split
        elif len(values) > 1:
            raise UsageError(f"`{name[:40]}` is said {len(values)} times")
        elif name in _NUMBERS:
            asked[name] = _whole(name, values[0])
        elif name in ("skip", "limit"):
            meta[name] = _whole(name, values[0])
        elif name == "testMode":
            meta[name] = {"true": True, "false": False}.get(values[0].lower(), values[0])
        elif name == "requestedSchema":
            meta["requestedSchemas"] = values
        elif name in _META:
            meta[name] = values[0]
        else:
            asked[name] = values[0]
    return _inquiry(meta, asked)


def read_post(body: bytes) -> Inquiry:
    """A request from the JSON document of a POST; `requestParameters` flat or under `g_variant`.

    Raises:
        UsageError: not JSON, or not of the specification's shape.
        Incompatible: as `read_get`.
    """
    try:
        document = msgspec.json.decode(body) if body.strip() else {}
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise UsageError("the body is not a JSON document") from None
    document = _object(document, "the body")
    _only(document, ("$schema", "meta", "query"), "the body")
    head = _object(document.get("meta"), "`meta`")
    query = _object(document.get("query"), "`query`")
    _only(
        query,
        (
            "$schema", "filters", "includeResultsetResponses", "pagination",
            "requestParameters", "requestedGranularity", "testMode",
        ),
        "`query`",
    )  # fmt: skip
    asked = dict(_object(query.get("requestParameters"), "`requestParameters`"))
    asked.pop("$schema", None)
    if "g_variant" in asked:
        asked = dict(asked) | dict(_object(asked.pop("g_variant"), "`g_variant`"))
        asked.pop("g_variant", None)
    pages = _object(query.get("pagination"), "`pagination`")
    meta = {
        name: value
        for name, value in {
            "apiVersion": head.get("apiVersion"),
            "requestedSchemas": head.get("requestedSchemas"),
            "requestedGranularity": query.get("requestedGranularity"),
            "includeResultsetResponses": query.get("includeResultsetResponses"),
            "testMode": query.get("testMode"),
            "filters": query.get("filters"),
            "skip": pages.get("skip"),
            "limit": pages.get("limit"),
        }.items()
        if value is not None
    }
    return _inquiry(meta, {k: v for k, v in asked.items() if v is not None})


def _inquiry(meta: Mapping[str, Any], asked: Mapping[str, Any]) -> Inquiry:
    default = Inquiry()
    version = meta.get("apiVersion", API_VERSION)
    if not isinstance(version, str) or not re.fullmatch(r"v?2(\.\d{1,3}){0,3}", version, re.ASCII):
        raise Incompatible("this Beacon speaks version 2", remedy=f"say apiVersion {API_VERSION}")
    test_mode = meta.get("testMode", False)
    if not isinstance(test_mode, bool):
        raise UsageError("`testMode` is true or false")
    return Inquiry(
        granularity=_one_of(meta, "requestedGranularity", GRANULARITIES, default.granularity),
        include=_one_of(meta, "includeResultsetResponses", INCLUDES, default.include),
        skip=_whole("skip", meta.get("skip", default.skip)),
        limit=_whole("limit", meta.get("limit", default.limit)),
        test_mode=test_mode,
        api_version=version,
        schemas=tuple(_schema(one) for one in _list(meta, "requestedSchemas")),
        filters=tuple(filter_of(one) for one in _list(meta, "filters")),
        asked=_parameters(asked),
    )


def _parameters(asked: Mapping[str, Any]) -> dict[str, Any]:
    checked: dict[str, Any] = {}
    for name, value in asked.items():
        if name in _LISTS:
            values = value if isinstance(value, list) else [value]
            if not 1 <= len(values) <= 2:
                raise UsageError(f"`{name}` takes one or two positions")
            checked[name] = tuple(_whole(name, one) for one in values)
        elif name in _NUMBERS:
            checked[name] = _whole(name, value)
        elif name in _TEXTS:
            if not isinstance(value, str) or len(value) > 10_000:
                raise UsageError(f"`{name}` is a text")
            checked[name] = value
        else:
            raise _unknown(name)
    return checked


def _unknown(name: str) -> UsageError:
    if name in _UNANSWERED:
        return UsageError(
            f"`{name}` cannot be answered here",
            why="leaving it out would answer another question",
            remedy="ask by referenceName and position",
        )
    near = get_close_matches(name[:40], (*_VARIANT, *_META), n=1)
    return UsageError(
        f"`{name[:40]}` is not a parameter", remedy=f"did you mean `{near[0]}`?" if near else None
    )


def _whole(name: str, value: object) -> int:
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LARGEST:
        return value
    raise UsageError(f"`{name}` is a whole number from 0")


def _one_of(meta: Mapping[str, Any], name: str, choices: tuple[str, ...], default: str) -> str:
    value = meta.get(name, default)
    if value not in choices:
        raise UsageError(f"`{name}` is none of {', '.join(choices)}")
    return str(value)


def _schema(given: object) -> str:
    named = given.get("schema") if isinstance(given, Mapping) else given
    if named not in SCHEMAS.values():
        raise Incompatible(
            "this Beacon does not speak the schema asked for",
            remedy="ask for " + " or ".join(SCHEMAS.values()),
        )
    return str(named)


def _list(meta: Mapping[str, Any], name: str) -> list[Any]:
    value = meta.get(name, [])
    if not isinstance(value, list) or len(value) > 100:
        raise UsageError(f"`{name}` is a list")
    return value


def _object(value: object, what: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise UsageError(f"{what} is not an object")
    return value


def _only(document: Mapping[str, Any], names: tuple[str, ...], what: str) -> None:
    for name in document:
        if name not in names:
            raise UsageError(f"`{name[:40]}` is not a part of {what}")
