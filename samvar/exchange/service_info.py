"""GA4GH service-info 1.0: one small document at the root of each service."""

from __future__ import annotations

from typing import Any


def service_info(
    *,
    id: str,
    name: str,
    artifact: str,
    artifact_version: str,
    organisation: tuple[str, str],
    version: str,
    description: str = "",
    environment: str = "dev",
    created_at: str | None = None,
) -> dict[str, Any]:
    """The description of one service. organisation: its name and address.

    >>> service_info(id="se.samvar", name="n", artifact="beacon", artifact_version="v2.0.0",
    ...              organisation=("o", "https://example.org"), version="1")["type"]["group"]
    'org.ga4gh'

    Source: GA4GH service-info 1.0.0.
    """
    document: dict[str, Any] = {
        "id": id,
        "name": name,
        "type": {"group": "org.ga4gh", "artifact": artifact, "version": artifact_version},
        "organization": {"name": organisation[0], "url": organisation[1]},
        "version": version,
        "environment": environment,
    }
    if description:
        document["description"] = description
    if created_at:
        document["createdAt"] = created_at
    return document
