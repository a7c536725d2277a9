"""Known holes in what is locked, asked of an advisory source by pip-audit; never a false all-clear.

Where no source answers, pip-audit can end with "No known vulnerabilities found", because a package
that the source does not know counts as skipped. So a version with a published hole is asked first:
a source that does not name it is no source, and this says NOT AUDITED.

    python tools/advisories.py               ends 0 where there is no source, and says so
    python tools/advisories.py --required    ends 3 there: for a CI that has one

A finding that does not concern us stands in tools/advisories.toml with the reason and a last day.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements-dev.lock", "requirements-node.lock", "requirements-spark.lock")
KNOWN_HOLE, HOLE = "jinja2==2.11.2", "CVE-2020-28493"
"""Published in 2021, mended in 2.11.3."""
CLEAN, HOLES, NO_SOURCE = 0, 1, 3


@dataclass(frozen=True)
class Finding:
    """One hole in one package. names: its ids in all registers."""

    package: str
    version: str
    names: frozenset[str]
    mended: str


@dataclass(frozen=True)
class Report:
    """asked: packages that the source knows; unknown: packages that it said nothing about."""

    asked: int
    unknown: tuple[str, ...]
    findings: tuple[Finding, ...]


def read_report(text: str) -> Report:
    """What pip-audit wrote as JSON.

    >>> read_report('{"dependencies": [{"name": "a", "skip_reason": "not found"}]}').unknown
    ('a',)
    """
    packages: list[dict[str, Any]] = json.loads(text)["dependencies"]
    return Report(
        sum("skip_reason" not in each for each in packages),
        tuple(each["name"] for each in packages if "skip_reason" in each),
        tuple(
            Finding(
                each["name"],
                each["version"],
                frozenset({hole["id"], *hole.get("aliases", ())}),
                ", ".join(hole.get("fix_versions", ())),
            )
            for each in packages
            for hole in each.get("vulns", ())
        ),
    )


def accepted(path: Path, today: date) -> dict[str, str]:
    """Id -> reason of the findings that were looked at; one past its last day counts no more.

    Raises:
        ValueError: an entry without a reason.
    """
    entries = tomllib.loads(path.read_text()).get("accepted", []) if path.exists() else []
    for entry in entries:
        if not entry.get("why"):
            raise ValueError(f"{entry.get('id')} is accepted without a reason")
    return {entry["id"]: entry["why"] for entry in entries if entry["until"] >= today}


def ask(*locks: Path) -> Report | None:
    """The source's answer for these files; None where it cannot be reached."""
    command = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip"]
    command += ["--progress-spinner", "off", "--format", "json", "--timeout", "20"]
    for lock in locks:
        command += ["--requirement", str(lock)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return read_report(done.stdout)
    except ValueError:
        return None


def is_source(probe: Report | None) -> bool:
    """Whether whoever answered knows advisories: the published hole was named."""
    return probe is not None and any(HOLE in each.names for each in probe.findings)


def judge(report: Report | None, known: dict[str, str]) -> tuple[int, list[str]]:
    """Exit status and what to say."""
    if report is None or report.unknown:
        what = "the source broke off" if report is None else f"unknown: {', '.join(report.unknown)}"
        return NO_SOURCE, [f"NOT AUDITED, or not wholly: {what}"]
    said, status = [], CLEAN
    for each in report.findings:
        why = next((known[name] for name in sorted(each.names) if name in known), None)
        mark = f"accepted, {why}" if why else f"mended in {each.mended or 'no version yet'}"
        said.append(f"{each.package} {each.version}: {', '.join(sorted(each.names))}: {mark}")
        status = status if why else HOLES
    return status, [*said, f"{report.asked} packages asked, {len(report.findings)} findings"]


def main(*, required: bool) -> int:
    """Probe, ask, judge."""
    with tempfile.TemporaryDirectory() as folder:
        probe = Path(folder) / "probe.txt"
        probe.write_text(KNOWN_HOLE + "\n")
        there = is_source(ask(probe))
    if not there:
        print("NOT AUDITED: no source of advisories answers here; nothing is known of the locks")
        return NO_SOURCE if required else CLEAN
    known = accepted(ROOT / "tools/advisories.toml", datetime.now(UTC).date())
    status, said = judge(ask(*(ROOT / lock for lock in LOCKS)), known)
    print("\n".join(said))
    return status


if __name__ == "__main__":
    raise SystemExit(main(required="--required" in sys.argv[1:]))
