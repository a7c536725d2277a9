"""Beacon replies against the JSON schemas that GA4GH publishes, read from the shared inputs."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

_RAW = "https://raw.githubusercontent.com/ga4gh-beacon/beacon-v2/main/"
_VRS = "https://w3id.org/ga4gh/schema/vrs/1.3/vrs.json"
_MODEL = "models/json/beacon-v2-default-model"
_FRAMES = {
    "info": "beaconInfoResponse",
    "configuration": "beaconConfigurationResponse",
    "map": "beaconMapResponse",
    "entry_types": "beaconEntryTypesResponse",
    "filtering_terms": "beaconFilteringTermsResponse",
    "boolean": "beaconBooleanResponse",
    "count": "beaconCountResponse",
    "record": "beaconResultsetsResponse",
    "collections": "beaconCollectionsResponse",
    "error": "beaconErrorResponse",
    "service-info": "ga4gh-service-info-1-0-0-schema",
}


class Conformance:
    """Validates documents; references are resolved inside the folder, never on the network."""

    def __init__(self, exchange: Path) -> None:
        self._root = exchange / "beacon"
        self._vrs = exchange / "vrs/1.3.0/schema/vrs.json"
        self._registry: Registry[Any] = Registry(retrieve=self._retrieve)

    def _retrieve(self, uri: str) -> Resource[Any]:
        path = self._vrs if uri == _VRS else self._root / uri.removeprefix(_RAW)
        if not path.exists():
            # The dataset schema names the model's common/info.json, which only the framework has.
            path = self._root / "framework/json/common" / path.name
        return DRAFT202012.create_resource(json.loads(path.read_text()))

    @cache  # noqa: B019 - one instance for the whole run
    def _validator(self, path: str) -> Draft202012Validator:
        return Draft202012Validator({"$ref": _RAW + path}, registry=self._registry)

    def check(self, kind: str, document: dict[str, Any]) -> None:
        """The frame by its kind, and each record in it by the schema of its entry type."""
        document = json.loads(json.dumps(document))
        self._one(f"framework/json/responses/{_FRAMES[kind]}.json", document)
        if kind == "record":
            for one in document["response"]["resultSets"]:
                for record in one["results"]:
                    self._one(f"{_MODEL}/genomicVariations/defaultSchema.json", record)
        if kind == "collections":
            for dataset in document["response"]["collections"]:
                self._one(f"{_MODEL}/datasets/defaultSchema.json", dataset)

    def _one(self, path: str, document: dict[str, Any]) -> None:
        faults = [
            f"{e.json_path}: {e.message[:200]}" for e in self._validator(path).iter_errors(document)
        ]
        assert faults == []
