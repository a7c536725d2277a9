"""What is installed is what is locked, what is locked is on the bill, and no audit is pretended."""

from __future__ import annotations

import importlib.util
import json
import re
from datetime import UTC, date, datetime
from importlib import metadata
from pathlib import Path
from types import ModuleType

import pytest

from tests.architecture.tree import ROOT

OF_THE_VENV = {"setuptools", "wheel"}
"""What `venv` itself puts into an environment of Python 3.11; nothing of ours asks for it."""


def tool(name: str) -> ModuleType:
    """One of `tools/`, which are no package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / f"tools/{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def bills() -> ModuleType:
    return tool("bill_of_materials")


@pytest.fixture(scope="module")
def advisories() -> ModuleType:
    return tool("advisories")


def test_nothing_is_installed_outside_the_locks(bills: ModuleType) -> None:
    allowed: dict[str, set[str]] = {}
    for lock in ROOT.glob("requirements*.lock"):
        for name, version, _ in bills.locked(lock):
            allowed.setdefault(name, set()).add(version)
    for each in metadata.distributions():
        name = re.sub(r"[-_.]+", "-", each.metadata["Name"]).lower()
        if name not in {"samvar", *OF_THE_VENV}:
            assert each.version in allowed.get(name, set()), f"{name} {each.version}"


def test_the_bill_holds_all_that_is_locked_and_keeps_to_cyclonedx(bills: ModuleType) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    text = bills.written(bills.bill(now=now))  # raises where it breaks the schema
    assert text == bills.written(bills.bill(now=now))
    made = json.loads(text)
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    on_it = {(part["name"], part["version"]): part for part in made["components"]}
    for lock in ("requirements.lock", "requirements-dev.lock", "requirements-build.lock"):
        for name, version, hashes in bills.locked(ROOT / lock):
            part = on_it[name, version]
            assert {p["value"] for p in part["properties"]} == {*hashes}
            if lock == "requirements.lock":
                assert part["scope"] == "required"
    front = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert {entry["version"] for path, entry in front.items() if path} <= {v for _, v in on_it}


def test_what_runs_is_under_a_licence_that_a_hospital_may_use(bills: ModuleType) -> None:
    """No GPL or AGPL among what samvar needs to run, and none without a licence."""
    made = json.loads(bills.written(bills.bill()))
    for part in made["components"]:
        if part["scope"] == "required":
            words = json.dumps(part.get("licenses", []))
            installed = part["purl"].startswith("pkg:npm") or _is_installed(part["name"])
            assert words != "[]" or not installed, part["name"]
            assert not re.search(r'"A?GPL|(?<!Lesser )General Public', words), part["name"]


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


HOLE = {"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["2"]}


def test_a_source_that_skips_packages_is_no_all_clear(advisories: ModuleType) -> None:
    """So answers a mirror that knows no advisories; pip-audit itself ends with 0 then."""
    said = json.dumps({"dependencies": [{"name": "jinja2", "skip_reason": "not found"}]})
    report = advisories.read_report(said)
    assert not advisories.is_source(report)
    status, words = advisories.judge(report, {})
    assert status == advisories.NO_SOURCE
    assert "NOT AUDITED" in words[0]
    assert advisories.judge(None, {})[0] == advisories.NO_SOURCE


def test_a_finding_fails_unless_it_was_looked_at(advisories: ModuleType, tmp_path: Path) -> None:
    said = json.dumps({"dependencies": [{"name": "a", "version": "1", "vulns": [HOLE]}]})
    report = advisories.read_report(said)
    assert advisories.judge(report, {})[0] == advisories.HOLES
    file = tmp_path / "advisories.toml"
    file.write_text('[[accepted]]\nid = "CVE-1"\nwhy = "not reached"\nuntil = 2026-06-01\n')
    known = advisories.accepted(file, date(2026, 6, 1))
    assert advisories.judge(report, known)[0] == advisories.CLEAN
    assert advisories.accepted(file, date(2026, 6, 2)) == {}
    file.write_text('[[accepted]]\nid = "CVE-1"\nuntil = 2026-06-01\n')
    with pytest.raises(ValueError, match="without a reason"):
        advisories.accepted(file, date(2026, 6, 1))


def test_the_probe_names_a_hole_that_the_source_must_know(advisories: ModuleType) -> None:
    hole = {"id": "PYSEC-2021-66", "aliases": [advisories.HOLE], "fix_versions": ["2.11.3"]}
    said = {"dependencies": [{"name": "jinja2", "version": "2.11.2", "vulns": [hole]}]}
    assert advisories.is_source(advisories.read_report(json.dumps(said)))
    said["dependencies"][0]["vulns"] = []
    assert not advisories.is_source(advisories.read_report(json.dumps(said)))
    assert not advisories.is_source(None)
