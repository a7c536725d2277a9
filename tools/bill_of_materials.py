"""A CycloneDX bill of materials of all that is locked, Python and front end, as one JSON file.

Read from the lock files, not from the machine: what a hospital installs is what stands there.
Licences come from the installed packages' own metadata where they are installed. Each Python
package may be one of several files (a wheel for each system); all their hashes are listed.

    python tools/bill_of_materials.py dist/samvar.cdx.json
"""

from __future__ import annotations

import base64
import json
import os
import re
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parent.parent
RUNS = "requirements.lock"
BUILDS = ("requirements-build.lock", "requirements-dev.lock", "requirements-spark.lock")
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "samvar")
SILENT = {"cedarpy": "Apache-2.0", "rich-click": "MIT"}
"""Packages whose metadata name no licence; read in the licence file that they carry."""
_LINE = re.compile(r"^([a-z0-9.-]+)==([^\s;\\]+)")


def bill(root: Path = ROOT, now: datetime | None = None) -> Bom:
    """The bill: what runs is `required`, what only builds and tests is `excluded`."""
    licence = LicenseFactory()
    whole = Component(
        name="samvar",
        type=ComponentType.APPLICATION,
        version=_version(root),
        licenses=[licence.make_from_string("Apache-2.0")],
        purl=PackageURL("pypi", name="samvar", version=_version(root)),
        bom_ref="samvar",
    )
    found = {part.bom_ref.value: part for part in (*_python(root), *_front_end(root))}
    made = Bom(
        components=found.values(),
        metadata=BomMetaData(component=whole, timestamp=now or _now()),
        serial_number=uuid.uuid5(_NAMESPACE, "".join(sorted(map(str, found)))),
    )
    made.register_dependency(whole, found.values())
    return made


def written(made: Bom) -> str:
    """The bill as CycloneDX 1.6 JSON, checked against its schema.

    Raises:
        ValueError: it does not keep to the schema.
    """
    text = JsonV1Dot6(made).output_as_string(indent=1)
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if wrong is not None:
        raise ValueError(f"not CycloneDX 1.6: {str(wrong)[:200]}")
    return text


def locked(lock: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Name, version and allowed SHA-256 of each package of a lock file."""
    for block in re.split(r"\n(?=\S)", lock.read_text().strip()):
        named = _LINE.match(block)
        if named:
            yield named[1], named[2], re.findall(r"--hash=sha256:([0-9a-f]{64})", block)


def _python(root: Path) -> Iterator[Component]:
    for lock in (*BUILDS, RUNS):  # the last word counts: what runs is required
        for name, version, hashes in locked(root / lock):
            purl = PackageURL("pypi", name=name, version=version)
            yield Component(
                name=name,
                version=version,
                purl=purl,
                bom_ref=str(purl),
                scope=ComponentScope.REQUIRED if lock == RUNS else ComponentScope.EXCLUDED,
                licenses=_licences(name),
                properties=[Property(name="samvar:lock:sha256", value=one) for one in hashes],
            )


def _front_end(root: Path) -> Iterator[Component]:
    packages: dict[str, dict[str, Any]] = json.loads((root / "package-lock.json").read_text())[
        "packages"
    ]
    for path, entry in packages.items():
        if not path:
            continue
        group, _, name = path.removeprefix("node_modules/").rpartition("/")
        purl = PackageURL("npm", namespace=group or None, name=name, version=entry["version"])
        kind, _, digest = entry["integrity"].partition("-")
        if kind != "sha512":
            raise ValueError(f"{path} is locked by {kind}")
        yield Component(
            name=name,
            group=group or None,
            version=entry["version"],
            purl=purl,
            bom_ref=str(purl),
            scope=ComponentScope.EXCLUDED if entry.get("dev") else ComponentScope.REQUIRED,
            licenses=[LicenseFactory().make_from_string(entry["license"])],
            hashes=[HashType(alg=HashAlgorithm.SHA_512, content=base64.b64decode(digest).hex())],
        )


def _licences(name: str) -> list[Any]:
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return []
    stated = about["License-Expression"] or SILENT.get(name)
    if stated:
        return [LicenseFactory().make_from_string(stated)]
    last = [c.rpartition(" :: ")[2] for c in about.get_all("Classifier") or () if "License ::" in c]
    if not last and about["License"] and len(about["License"]) < 60:
        last = [about["License"]]
    return [LicenseFactory().make_with_name(one) for one in sorted({*last})]


def _version(root: Path) -> str:
    found = re.search(r'__version__ = "([^"]+)"', (root / "samvar/__init__.py").read_text())
    if found is None:
        raise ValueError("the package states no version")
    return found[1]


def _now() -> datetime:
    """SOURCE_DATE_EPOCH, so that the same commit gives the same bytes, or now."""
    stated = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(stated), UTC) if stated else datetime.now(UTC)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(written(bill()) + "\n")
    print(f"bill of materials: {target}")
