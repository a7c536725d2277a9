"""Is this node well? A list of checks, each with what was found and what to do."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from samvar.model.clock import utc_now
from samvar.model.errors import BadSignature, CorruptStore, NotFound, SamvarError
from samvar.model.genome import Assembly
from samvar.node import doctor_keys as keys
from samvar.node.doctor_check import Check
from samvar.node.doctor_law import law, law_elsewhere
from samvar.node.doctor_sign_in import sign_in
from samvar.node.mirror import mirror
from samvar.store.jobs import JobState
from samvar.store.records.loads import LoadState
from samvar.store.records.sources import SourceState
from samvar.store.variants.compact import MOST_RUNS

if TYPE_CHECKING:
    from samvar.node.node import Node

_LOW_DISK_SHARE = 0.05


def examine(
    node: Node, *, verify: bool = False, laws: Mapping[str, str] | None = None
) -> list[Check]:
    """Look at everything a node stands on; `verify` also recomputes every stored digest.

    laws: what the other nodes that were asked say they go by, by node; None where none was asked.
    """

    def elsewhere(node: Node) -> Iterator[Check]:
        return law_elsewhere(node, laws)

    checks: list[Callable[[Node], Iterator[Check]]] = [
        _software, _disk, law, elsewhere, sign_in, _keys, *keys.CHECKS,
        _records, _variants, mirror, _references, _jobs, _log,
    ]  # fmt: skip
    if verify:
        checks.append(_digests)
    found: list[Check] = []
    for check in checks:
        try:
            found.extend(check(node))
        except SamvarError as error:
            name = check.__name__.strip("_").replace("_", " ")
            found.append(Check(name, "bad", error.what, error.remedy or "see the page on errors"))
    return found


def _software(_node: Node) -> Iterator[Check]:
    python = ".".join(str(part) for part in sys.version_info[:3])
    yield Check("software", "ok", f"Python {python}, SQLite {sqlite3.sqlite_version}")


def _disk(node: Node) -> Iterator[Check]:
    usage = shutil.disk_usage(node.folder)
    low = usage.free < usage.total * _LOW_DISK_SHARE
    yield Check(
        "disk",
        "warn" if low else "ok",
        f"{usage.free / 1e9:.1f} GB free of {usage.total / 1e9:.1f} GB",
        "free space before the next load" if low else "",
    )


def _keys(node: Node) -> Iterator[Check]:
    loose = [
        path.name
        for path in sorted(node.key_folder.iterdir())
        if path.is_file() and path.stat().st_mode & 0o077
    ]
    if loose:
        yield Check("keys", "bad", f"readable by others: {', '.join(loose)}", "chmod 600 the file")
    else:
        yield Check("keys", "ok", f"node key {node.key.public.id}")


def _records(node: Node) -> Iterator[Check]:
    with node.records.read() as tx:
        entries = tx.audit.count()
        pending = tx.loads.of(state=LoadState.PENDING)
    yield Check("records", "ok", f"{node.records.engine.dialect.name}, {entries} audit entries")
    if pending:
        yield Check(
            "loads", "warn", f"{len(pending)} loads are half-way", "restart the node: it mends them"
        )


def _variants(node: Node) -> Iterator[Check]:
    snapshot = node.variants.snapshot()
    yield Check("variants", "ok", f"epoch {snapshot.epoch}, {len(snapshot.contributions)} samples")
    yield rewriting(node.config.rewrite_hours, snapshot.unsettled_since)
    yield gathered(snapshot.unmerged, snapshot.writers_waited_s)
    with node.records.read() as tx:
        known = {stored.sample.id for stored in tx.samples.of()}
    if known != set(snapshot.contributions):
        apart = len(known ^ set(snapshot.contributions))
        yield Check(
            "agreement",
            "bad",
            f"{apart} samples stand in only one of records and variants",
            "restart the node; if it stays, restore the last backup",
        )
    else:
        yield Check("agreement", "ok", "records and variants name the same samples")


def gathered(runs: int, waited_s: float) -> Check:
    """Runs that wait to be joined: each makes a look-up dearer, and too many hold writers back."""
    found = f"{runs} at most in one table, writers wait from {MOST_RUNS} on; "
    found += f"they have waited {waited_s:.1f} s in all"
    if runs >= MOST_RUNS:
        return Check("runs", "warn", found, "start 'samvar serve', whose worker joins them")
    return Check("runs", "ok", found)


def rewriting(deadline_h: float, since: float | None) -> Check:
    """Withdrawn rows count nowhere at once; this is about their bytes (`since`: UNIX seconds)."""
    name = "withdrawn bytes"
    if since is None:
        return Check(name, "ok", "none in files")
    hours = (time.time() - since) / 3600
    if hours > deadline_h + 1:
        return Check(
            name,
            "bad",
            f"rows cancelled {hours:.0f} hours ago still stand in files",
            "start 'samvar serve', whose worker rewrites them",
        )
    return Check(name, "ok", f"cancelled rows are rewritten within {deadline_h:g} hours")


def _references(node: Node) -> Iterator[Check]:
    for assembly in Assembly:
        path = node.config.reference_path(assembly)
        name = f"reference {assembly.value}"
        if path is None:
            yield Check(
                name,
                "warn",
                "not mounted: only files that state they are normalised can be loaded",
                f'set references = {{ {assembly.value} = "genome.fa" }}',
            )
        elif not path.is_file():
            yield Check(name, "bad", f"{path.name} is missing", "mount the file again")
        else:
            yield Check(name, "ok", path.name)


def _jobs(node: Node) -> Iterator[Check]:
    failed = [job for job in node.jobs.list(limit=100) if job.state is JobState.FAILED]
    if failed:
        yield Check("jobs", "warn", f"{len(failed)} of the last 100 failed", "see the jobs page")
    else:
        yield Check("jobs", "ok", "none of the last 100 failed")


def _log(node: Node) -> Iterator[Check]:
    """The audit log's newest cosigned checkpoint, alarms about any log, reviews that wait."""
    with node.records.read() as tx:
        size, newest = tx.audit.count(), tx.checkpoints.newest(lambda one: one.witnesses > 0)
        alarms = tx.witnessed.alarms(open_only=True)
        waiting = tx.reviews.waiting()
        queue, now = tx.emergencies.waiting(), utc_now()
    if newest is None:
        yield Check(
            "checkpoints",
            "warn",
            "no other node has cosigned the audit log",
            "join a network, then run 'samvar audit checkpoint'",
        )
    else:
        covered = f"{newest.size} of {size} entries, {newest.witnesses} witnesses"
        yield Check("checkpoints", "ok", covered)
    if alarms:
        logs = ", ".join(sorted({f"{a.kind} of {a.node}" for a in alarms}))
        yield Check(
            "alarms", "bad", f"a log contradicts itself: {logs}", "see 'samvar audit alarms'"
        )
    else:
        yield Check("alarms", "ok", "no log that was seen contradicts itself")
    late = [one for one in queue if one.overdue(now)]
    told = f"{len(queue)} emergency accesses wait for review, {len(late)} of them for too long"
    yield Check("emergencies", "warn" if queue else "ok", told,
                "an auditor runs 'samvar emergency list'" if queue else "")  # fmt: skip
    told = f"{waiting} audit entries wait for review"
    yield Check("reviews", "ok" if waiting == 0 else "warn", told, "" if waiting == 0 else
                "an auditor runs 'samvar audit reviews'")  # fmt: skip


def _digests(node: Node) -> Iterator[Check]:
    snapshot = node.variants.snapshot()
    damaged = snapshot.verify()
    if damaged:
        yield Check(
            "digests", "bad", f"{len(damaged)} files are not what was written", "restore a backup"
        )
    else:
        yield Check("digests", "ok", f"{len(snapshot.files())} files are what was written")
    yield from _source_digests(node)
    with node.records.read() as tx:
        entries = tx.audit.verify()
    yield Check("audit", "ok", f"{entries} entries are what was written")


def _source_digests(node: Node) -> Iterator[Check]:
    from samvar.node.source import manifest_of

    with node.records.read() as tx:
        files = tx.sources.of(SourceState.KEPT)
    damaged = 0
    for each in files:
        try:
            node.objects.verify(manifest_of(node, each).sha256)
        except (BadSignature, CorruptStore, NotFound):
            damaged += 1
    if damaged:
        yield Check(
            "sealed files", "bad", f"{damaged} of {len(files)} are not what was signed",
            "restore a backup, or load the laboratory's files again",
        )  # fmt: skip
    elif files:
        yield Check("sealed files", "ok", f"{len(files)} are what was signed")
