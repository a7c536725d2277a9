"""`samvar demo --check`: does the network say what its generator planted, also with one node down?

Every registered operation is asked once with all nodes there and once with one of them stopped,
and each answer is compared with the truth of `demo.truth`, which never saw a store. An operation
without such a comparison fails the check, so that none can be forgotten.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec

from samvar.demo.expected import EXPECTED
from samvar.demo.network import Demo, Setting, start
from samvar.demo.pharmacogenomics.expected import HOME
from samvar.demo.planted import Expected, Planted, plant_truth, tell
from samvar.focus.pharmacogenomics.service.passport import passports_here
from samvar.govern.disclosure import ALWAYS_FLOORED
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.contribution import Scope
from samvar.network.ask import Network
from samvar.network.merge import NationalAnswer
from samvar.network.operation import Operation
from samvar.network.transport import InProcess
from samvar.node.config import environment_name

STOPPED = "vasterbotten"
FLOOR = 10
"""Carriers below which nothing is shown outside care: the usual setting of a node."""


class Check(msgspec.Struct, frozen=True):
    """One comparison. `detail`: what was compared, or the first difference."""

    name: str
    ok: bool
    detail: str


class CheckReport(msgspec.Struct, frozen=True):
    """The outcome, as `samvar demo --check --json` prints it."""

    ok: bool
    seconds_to_ready: float
    checks: tuple[Check, ...]


def check(folder: Path | None = None, setting: Setting | None = None) -> CheckReport:
    """Start the network (in a folder that is thrown away, if none is named) and compare.

    The report's `ok` is true only if every answer equals what was planted.
    """
    with tempfile.TemporaryDirectory(prefix="samvar-check-") as scratch:
        setting = setting or Setting()
        with _budget_without_end():
            demo = start(folder or Path(scratch) / "demo", setting=setting)
        try:
            return compare(demo, setting)
        finally:
            demo.close()


@contextmanager
def _budget_without_end() -> Iterator[None]:
    """Everything that was planted is asked about: far more than any account may ask in a year."""
    names = [environment_name(each) for each in ("ledger_budget", "ledger_dataset_budget")]
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, "1e12"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def compare(demo: Demo, setting: Setting, only: Container[str] | None = None) -> CheckReport:
    """The comparisons, on a demo that runs. only: operations that are compared, if not all."""
    country = setting.draw()
    checks: list[Check] = []
    carried = {node: passports_here(demo.site.nodes[node])[0].id for node in demo.site.nodes}
    told = tell(country)
    truths = {
        scope: plant_truth(country, scope, 0 if scope is Scope.CARE else FLOOR, told, carried)
        for scope in Scope
    }
    for title, asker, truth in (
        ("care", Asker.of(PERSONAS["geneticist"]), truths[Scope.CARE]),
        (
            "research",
            Asker.of(PERSONAS["researcher"], "permit-pgx-regions"),
            truths[Scope.RESEARCH],
        ),
        ("quality", Asker.of(PERSONAS["coordinator"]), replace(truths[Scope.CARE], floor=FLOOR)),
    ):
        with _own_network(demo) as (network, ways):
            network.greet()
            asked = [op for op in demo.site.registry if only is None or op.name in only]
            checks += _all(asked, network, asker, truth, title, None)
            ways[STOPPED].stopped = True
            checks += _all(asked, network, asker, truth, title, STOPPED)
    return CheckReport(all(c.ok for c in checks), round(demo.seconds_to_ready, 3), tuple(checks))


@contextmanager
def _own_network(demo: Demo) -> Iterator[tuple[Network, dict[str, InProcess]]]:
    """The network as `HOME` sees it, over ways of its own: stopping one disturbs nobody else."""
    site = demo.site
    ways = {node: InProcess(door.handle, node) for node, door in site.answerers.items()}
    network = Network(
        HOME,
        site.roster,
        site.nodes[HOME].key,
        ways,
        site.registry,
        vouch=site.vouching.at(HOME),
    )
    try:
        yield network, ways
    finally:
        network.close()


def _all(
    operations: Iterable[Operation],
    network: Network,
    asker: Asker,
    truth: Planted,
    use: str,
    stopped: str | None,
) -> list[Check]:
    title = use if stopped is None else f"{use}, {stopped} stopped"
    checks = []
    for operation in operations:
        expected = EXPECTED.get(operation.name)
        name = f"{operation.name} ({title})"
        floored = operation.permission in ALWAYS_FLOORED
        planted = replace(truth, floor=FLOOR) if floored else truth
        if expected is None:
            checks.append(Check(name, False, "nothing was planted for this operation"))
            continue
        if use not in expected.uses:
            checks.append(_refused(name, network, asker, truth, operation.name, expected, stopped))
            continue
        checks.append(_one(name, network, asker, planted, operation.name, expected, stopped))
    return checks


def _one(
    name: str,
    network: Network,
    asker: Asker,
    truth: Planted,
    operation: str,
    expected: Expected,
    stopped: str | None,
) -> Check:
    began = time.perf_counter()
    compared = 0
    for args in expected.questions(truth):
        answer = network.ask_now(operation, args, asker, deadline_s=20.0)
        fault = _coverage_fault(answer, stopped) or expected.fault(truth, args, answer, stopped)
        if fault is not None:
            return Check(name, False, fault)
        compared += expected.size(args)
    took_ms = (time.perf_counter() - began) * 1000
    return Check(name, True, f"{compared:,} {expected.noun} as planted, {took_ms:.0f} ms")


def _refused(
    name: str,
    network: Network,
    asker: Asker,
    truth: Planted,
    operation: str,
    expected: Expected,
    stopped: str | None,
) -> Check:
    """A use in which the question must be refused by everyone who hears it."""
    args = next(iter(expected.questions(truth)))
    answer = network.ask_now(operation, args, asker, deadline_s=20.0)
    answered = [p.node for p in answer.parts if p.state == "answered"]
    states = {m.node: m.state for m in answer.missing if m.node != stopped}
    ok = answer.value is None and not answered and set(states.values()) == {"refused"}
    return Check(name, ok, "refused by every node" if ok else f"not refused: {states}, {answered}")


def _coverage_fault(answer: NationalAnswer, stopped: str | None) -> str | None:
    """The missing node is named, and nobody else."""
    missing = {m.node: m.state for m in answer.missing}
    if stopped is None:
        return None if not missing else f"nodes are missing: {missing}"
    if list(missing) != [stopped] or missing[stopped] not in ("down", "late"):
        return f"{stopped} was stopped, but missing is {missing}"
    if (answer.coverage.nodes_answered, answer.coverage.nodes_eligible) != (6, 7):
        return f"coverage says {answer.coverage.nodes_answered} of {answer.coverage.nodes_eligible}"
    return None
