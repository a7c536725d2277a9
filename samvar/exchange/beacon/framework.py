"""What a Beacon says of itself: info, service-info, configuration, map, entry types, filters."""

from __future__ import annotations

from typing import Any

from samvar import __version__
from samvar.exchange.beacon.filter import FREQUENCY
from samvar.exchange.beacon.request import API_VERSION, SCHEMAS
from samvar.exchange.beacon.source import Identity
from samvar.exchange.service_info import service_info

Json = dict[str, Any]
_MODEL = (
    "https://raw.githubusercontent.com/ga4gh-beacon/beacon-v2/main/"
    "models/json/beacon-v2-default-model"
)
_STATUS = {"prod": "PROD", "test": "TEST", "staging": "TEST", "dev": "DEV"}


def info(identity: Identity, base_url: str) -> Json:
    """Beacon's own description of a service."""
    organisation = identity.organisation
    described: Json = {
        "id": identity.id,
        "name": identity.name,
        "apiVersion": API_VERSION,
        "environment": identity.environment,
        "description": identity.description,
        "version": __version__,
        "welcomeUrl": base_url,
        "organization": {"id": organisation.id, "name": organisation.name},
        "info": dict(identity.info),
    }
    if organisation.url:
        described["organization"]["welcomeUrl"] = organisation.url
    if identity.created_at:
        described["createDateTime"] = identity.created_at
    return described


def service(identity: Identity, base_url: str) -> Json:
    """The same as GA4GH service-info."""
    return service_info(
        id=identity.id,
        name=identity.name,
        artifact="beacon",
        artifact_version=API_VERSION,
        organisation=(identity.organisation.name, identity.organisation.url or base_url),
        version=__version__,
        description=identity.description,
        environment=identity.environment,
        created_at=identity.created_at,
    )


def configuration(identity: Identity) -> Json:
    """How mature and how guarded this Beacon is, and what it holds."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "maturityAttributes": {"productionStatus": _STATUS[identity.environment]},
        "securityAttributes": {
            "defaultGranularity": "record",
            "securityLevels": [identity.security],
        },
        "entryTypes": entry_types()["entryTypes"],
    }


def entry_types() -> Json:
    """The two kinds of entry: variants, and the datasets that they are in."""
    return {
        "entryTypes": {
            "genomicVariant": {
                "id": "genomicVariant",
                "name": "Genomic Variants",
                "description": "Small variants with their frequency; no record of any person.",
                "ontologyTermForThisType": {"id": "ENSGLOSSARY:0000092", "label": "Variant"},
                "partOfSpecification": "Beacon v2.0.0",
                "defaultSchema": _schema("genomicVariant", "genomicVariations", "variation"),
                "additionallySupportedSchemas": [],
                "nonFilteredQueriesAllowed": False,
            },
            "dataset": {
                "id": "dataset",
                "name": "Dataset",
                "description": "What is answered from: a release, or the live data of one node.",
                "ontologyTermForThisType": {"id": "NCIT:C47824", "label": "Data set"},
                "partOfSpecification": "Beacon v2.0.0",
                "defaultSchema": _schema("dataset", "datasets", "dataset"),
                "aCollectionOf": [{"id": "genomicVariant", "name": "Genomic Variants"}],
                "additionallySupportedSchemas": [],
                "nonFilteredQueriesAllowed": True,
            },
        }
    }


def beacon_map(base_url: str) -> Json:
    """Where each kind of entry is asked for."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "endpointSets": {
            "genomicVariant": {
                "entryType": "genomicVariant",
                "rootUrl": f"{base_url}/g_variants",
                "singleEntryUrl": f"{base_url}/g_variants/{{id}}",
            },
            "dataset": {
                "entryType": "dataset",
                "rootUrl": f"{base_url}/datasets",
                "singleEntryUrl": f"{base_url}/datasets/{{id}}",
                "endpoints": {
                    "genomicVariant": {
                        "returnedEntryType": "genomicVariant",
                        "url": f"{base_url}/datasets/{{id}}/g_variants",
                    }
                },
            },
        },
    }


def filtering_terms() -> Json:
    """The one filter that is answered."""
    return {
        "resources": [],
        "filteringTerms": [
            {
                "id": FREQUENCY,
                "label": "Allele frequency, 0 to 1",
                "type": "alphanumeric",
                "scopes": ["genomicVariant"],
            }
        ],
    }


def _schema(entity: str, folder: str, noun: str) -> Json:
    return {
        "id": SCHEMAS[entity],
        "name": f"Default schema for a genomic {noun}" if noun == "variation" else "Dataset",
        "referenceToSchemaDefinition": f"{_MODEL}/{folder}/defaultSchema.json",
        "schemaVersion": API_VERSION,
    }
