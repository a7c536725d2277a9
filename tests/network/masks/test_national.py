"""Questions under masks through the whole chain: exact, honest about who left, floors as ever."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from samvar.govern.identity import ANONYMOUS, PERSONAS, RELEASE_MANDATE, Asker
from samvar.model.errors import StoreUnavailable, UsageError
from samvar.network.kind import Sum
from samvar.network.operation import Operation, Registry
from samvar.network.operations import VARIANT_FREQUENCY
from samvar.node.build import registry as every_operation
from tests.network.conftest import VARIANTS, some_people
from tests.network.masks.ways import STEPS, Lags, Leaves
from tests.network.test_tiers import ONE, carriers_of
from tests.network.twin import SEVEN, Nation, build_nation

CARE = Asker.of(PERSONAS["geneticist"])
RESEARCH = Asker.of(PERSONAS["researcher"])
COORDINATOR = Asker.of(PERSONAS["coordinator"])
ASK = {
    "assembly": "GRCh38",
    "variants": VARIANTS,
    "strata": "ancestry",
    "ancestries": ["EUR", "AFR", "SAS"],
}
ARGS = {
    "variant_frequency": ASK,
    "carriers_count": {"assembly": "GRCh38", "variants": VARIANTS},
    "structural_frequency": {"assembly": "GRCh38", "events": ["DEL:1:1001-3000", "INS:X:77"]},
    "repeat_lengths": {"assembly": "GRCh38", "locus": "HTT"},
    "mitochondrial_frequency": {"assembly": "GRCh38", "variant": "MT-3243-A-G"},
    "allele_frequency": {"gene": "CYP2C19", "alleles": ["*2", "*17"]},
    "phenotype_frequency": {"gene": "CYP2C19", "phenotypes": ["Poor Metabolizer"]},
    "recall": {"release": "pharmcat-2025-11-05", "genes": ["DPYD", "TPMT"]},
    "turnaround": {"regions": ["01", "12"]},
    "diagnostic_yield": {"strata": "region", "labels": ["01", "12"]},
    "rare_turnaround": {"regions": ["01", "12"]},
    "variant_phenotypes": {
        "assembly": "GRCh38",
        "variant": VARIANTS[0],
        "terms": ["HP:0001250", "HP:0001263", "HP:0000252"],
    },
    "emergency_access": {"centres": ["stockholm", "skane"]},
}
SUMS = [operation for operation in every_operation() if isinstance(operation.kind, Sum)]


def same(one, other) -> None:
    """Two answers that say the same of the nation."""
    assert one.state == other.state
    for column in one.value:
        assert one.value[column].tolist() == other.value[column].tolist()
        if column in one.hidden:
            assert one.hidden[column].tolist() == other.hidden[column].tolist()
        assert one.bounds.lower[column].tolist() == other.bounds.lower[column].tolist()
        if one.bounds.upper is not None:
            assert one.bounds.upper[column].tolist() == other.bounds.upper[column].tolist()
    assert replace(one.coverage, masked=True) == other.coverage
    assert other.coverage.masked
    assert all(part.value is None and not part.regional for part in other.parts)
    assert other.stale == ()


def with_random_parts(declared: Operation, seed: int) -> tuple[Registry, dict]:
    """The operation, answered at each node with numbers of its own."""
    dice = np.random.default_rng(seed)
    args = declared.read_args(ARGS[declared.name])
    most = int(dice.choice([3, 40, 1 << 45]))
    parts = {
        node: {c: dice.integers(0, most, n) for c, n in declared.kind.length(args).items()}
        for node in SEVEN
    }
    answered = replace(declared, answer=lambda _, view: parts[view.node_id], earlier=None)
    return Registry([answered]), parts


@pytest.mark.parametrize("declared", SUMS, ids=lambda operation: operation.name)
@pytest.mark.parametrize("seed", range(3))
def test_every_sum_is_the_open_sum(declared, seed):
    assert ARGS.keys() == {operation.name for operation in SUMS}
    spoken, parts = with_random_parts(declared, seed)
    nation = build_nation({node: [] for node in SEVEN}, spoken)
    answered = 0
    try:
        for asker in (CARE, RESEARCH, COORDINATOR):
            network = nation.network()
            network.greet()
            openly = network.ask_now(declared.name, ARGS[declared.name], asker, 20)
            hidden = network.ask_now(declared.name, ARGS[declared.name], asker, 20, masked=True)
            if openly.value is None:
                assert hidden.value is None
                assert (openly.state, hidden.state) == ("refused", "refused")
                continue
            same(openly, hidden)
            answered += 1
            if not hidden.hidden:
                for column, total in hidden.value.items():
                    assert total.tolist() == sum(parts[n][column] for n in SEVEN).tolist()
    finally:
        nation.close()
    assert answered  # else refusals were compared


def test_real_nodes_give_the_open_sum(nation):
    network = nation.network()
    openly = network.ask_now("variant_frequency", ASK, CARE)
    hidden = network.ask_now("variant_frequency", ASK, CARE, 20, masked=True)
    same(openly, hidden)
    assert [part.node for part in hidden.parts] == list(SEVEN)
    assert [part.individuals for part in hidden.parts] == [6, 7, 8, 9, 10, 11, 12]
    assert len(hidden.receipts) == 7


@pytest.mark.parametrize(("carriers", "state"), [(9, "suppressed"), (10, "answered")])
def test_the_floor_stands_under_masks(make_nation, carriers, state):
    network = make_nation(carriers_of(carriers)).network()
    same(
        network.ask_now("variant_frequency", ONE, RESEARCH),
        answer := network.ask_now("variant_frequency", ONE, RESEARCH, 20, masked=True),
    )
    assert answer.state == state
    assert ("'ac': array([9])" in repr(answer)) is False


def test_the_largest_floor_of_any_node_wins_under_masks(make_nation):
    nation = make_nation(carriers_of(15))
    nation.answerers["orebro"]._floor = 20
    answer = nation.network().ask_now("variant_frequency", ONE, RESEARCH, 20, masked=True)
    assert answer.state == "suppressed"


def leave(nation: Nation, nodes, step: str, *, after: bool = False) -> None:
    for node in nodes:
        nation.transports[node] = Leaves(nation.transports[node], step, after=after)


def truth(nation: Nation, nodes) -> list[int]:
    people = [p for n in nodes for p in nation.nodes[n].snapshot.people]
    return [sum(p.copies[v] or 0 for p in people) for v in VARIANTS]


def asked(nation: Nation, deadline_s: float = 20.0):
    return nation.network().ask_now("variant_frequency", ASK, CARE, deadline_s, masked=True)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_two_nodes_leave_at_each_step_and_the_rest_is_read(nation, step, after):
    gone = ("orebro", "skane")
    leave(nation, gone, step, after=after)
    answer = asked(nation)
    kept = step in ("Sign", "Lift")  # their parts were given already
    assert answer.state == "answered"
    assert [(m.node, m.state) for m in answer.missing] == (
        [] if kept else [("skane", "down"), ("orebro", "down")]
    )
    stayed = [n for n in SEVEN if kept or n not in gone]
    assert answer.value["ac"].tolist()[: len(VARIANTS)] == truth(nation, stayed)
    assert answer.coverage.nodes_answered == len(stayed)
    if not kept:
        m = 0 if answer.missing[0].individuals is None else 1
        assert (answer.bounds.upper is None) == (m == 0)


def test_bounds_hold_the_silent_nodes_people(nation):
    network = nation.network()
    network.greet()
    nation.transports["orebro"].stopped = True
    answer = network.ask_now("variant_frequency", ASK, CARE, 20, masked=True)
    assert [(m.node, m.state, m.individuals) for m in answer.missing] == [("orebro", "down", 12)]
    for n, whole in enumerate(truth(nation, SEVEN)):
        assert answer.bounds.lower["ac"][n] <= whole <= answer.bounds.upper["ac"][n]
    assert answer.bounds.upper["ac"][0] == answer.value["ac"][0] + 24


@pytest.mark.parametrize("step", STEPS)
def test_three_leave_and_the_question_fails_honestly(nation, step):
    leave(nation, ("orebro", "skane", "uppsala"), step)
    answer = asked(nation)
    assert (answer.state, answer.value, answer.parts) == ("too-few", None, ())
    states = {m.node: m.state for m in answer.missing}
    assert states == dict.fromkeys(SEVEN, "too-few") | dict.fromkeys(
        ("orebro", "skane", "uppsala"), "down"
    )
    said = {m.reason for m in answer.missing if m.state == "too-few"}
    assert said == {"4 of 7 centres stayed; with fewer than 5 no mask can be lifted"}
    assert answer.coverage.nodes_answered == 0


def test_a_late_node_is_left_out_and_named(nation):
    lags = nation.transports["skane"] = Lags(nation.transports["skane"], "Mask")
    answer = asked(nation, 5.0)
    assert [(m.node, m.state) for m in answer.missing] == [("skane", "late")]
    assert answer.value["ac"].tolist()[:4] == truth(nation, [n for n in SEVEN if n != "skane"])
    assert answer.took_ms < 8000
    assert len(lags.late) == 1  # what it says is of no use any more: see test_late


def test_only_sums_can_be_masked(nation):
    for operation in every_operation():
        if operation.name in ARGS or operation.name not in {o.name for o in nation.registry}:
            continue
        args = {"variant_keys": {"assembly": "GRCh38", "region": "10"}}.get(operation.name, {})
        with pytest.raises(UsageError, match="only sums can be masked"):
            nation.network().ask_now(operation.name, args, CARE, masked=True)
    assert nation.entries() == []


def test_two_centres_have_nothing_to_hide_from_each_other(make_nation):
    people = some_people(1)
    nation = make_nation({n: people[n] for n in SEVEN[:2]})
    with pytest.raises(UsageError, match="fewer than three"):
        nation.network().ask_now("variant_frequency", ASK, CARE, masked=True)


def test_three_centres_must_all_stay(make_nation):
    people = some_people(1)
    nation = make_nation({n: people[n] for n in SEVEN[:3]})
    assert asked(nation).coverage.complete
    nation.transports["skane"].stopped = True
    assert asked(nation).state == "too-few"


def test_who_may_not_ask_is_refused_and_gets_no_keys(nation):
    answer = nation.network().ask_now(
        "variant_frequency", ASK, Asker.of(ANONYMOUS), 20, masked=True
    )
    assert (answer.state, answer.value) == ("refused", None)
    assert {e.outcome for e in nation.entries()} == {"refused"}
    assert len(nation.entries()) == 7
    assert all(len(a.masks.sessions) == 0 for a in nation.answerers.values())


def test_each_step_that_gives_something_is_written_down_first(nation):
    asked(nation)
    for node in SEVEN:
        written = nation.nodes[node].sink.entries
        # Five nodes' shares suffice, so that the last two may not have been waited for.
        assert [(e.verb, e.outcome) for e in written][:2] == [
            ("network-masks", "done"),
            ("ask-variant-frequency", "answered"),
        ]
        assert {e.question for e in written} == {
            VARIANT_FREQUENCY.hash(VARIANT_FREQUENCY.read_args(ASK))
        }


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_nothing_leaves_a_node_that_cannot_write(nation, nth):
    """First no keys, then no part, then no shares."""
    sink = nation.nodes["skane"].sink
    honest, count = sink.append_many, [0]

    def failing(entries):
        count[0] += 1
        if count[0] >= nth:
            raise StoreUnavailable("the disk is full")
        return honest(entries)

    sink.append_many = failing
    answer = asked(nation)
    if nth < 3:
        assert [(m.node, m.state) for m in answer.missing] == [("skane", "down")]
    else:
        assert answer.coverage.complete  # its part was given, the others give the shares
    assert answer.state == "answered"


def test_policy_is_asked_again_before_the_part_is_given(nation):
    """A permit that ends between keys and part counts no more."""
    answerer = nation.answerers["skane"]
    honest, count = answerer._policy.decide, [0]

    class Changed:
        def __getattr__(self, name: str):
            return getattr(policy, name)

        def decide(self, asker, permission, *more):
            if permission == "ask:national":
                count[0] += 1
                if count[0] == 2:
                    return honest(Asker.of(ANONYMOUS), permission, *more)
            return honest(asker, permission, *more)

    policy, answerer._policy = answerer._policy, Changed()
    answer = asked(nation)
    assert count[0] == 2
    assert [(m.node, m.state) for m in answer.missing] == [("skane", "refused")]


def test_others_cannot_be_asked_the_same_within_the_hour(nation):
    """Seven centres, then six, would show the seventh's part."""
    assert asked(nation).coverage.complete
    assert asked(nation).coverage.complete  # the same again tells nothing new
    nation.transports["skane"].stopped = True
    answer = asked(nation)
    assert (answer.state, answer.value) == ("refused", None)
    assert {m.state for m in answer.missing if m.node != "skane"} == {"refused"}
    assert "within the hour" in next(m.reason for m in answer.missing if m.node == "uppsala")
    for each in nation.answerers.values():
        each.masks._seconds = later(each.masks._seconds)
    assert asked(nation).value["ac"].tolist()[:4] == truth(
        nation, [n for n in SEVEN if n != "skane"]
    )


def later(seconds: Callable[[], float]) -> Callable[[], float]:
    return lambda: seconds() + 3601


def test_a_node_of_another_version_is_left_out(nation):
    """A part in an older form could not be brought into this one under its mask."""

    rows = tuple(
        replace_operations(node, {"variant_frequency": [99]}) if node.id == "skane" else node
        for node in nation.roster.nodes
    )
    keys = {name: node.key for name, node in nation.nodes.items()}
    changed = type(nation.roster)(nation.roster.version, rows).signed(keys)
    nation.roster = changed
    for answerer in nation.answerers.values():
        answerer._roster = answerer.masks._roster = lambda: changed
    answer = asked(nation)
    assert [(m.node, m.state) for m in answer.missing] == [("skane", "incompatible")]


def replace_operations(node, operations):
    return type(node)(node.id, node.centre, node.url, node.keys, operations)


def test_a_breaker_that_is_open_costs_no_time(nation):
    network = nation.network()
    nation.transports["skane"].stopped = True
    for _ in range(3):
        answer = network.ask_now("carriers_count", ARGS["carriers_count"], CARE, 20, masked=True)
        assert [(m.node, m.state) for m in answer.missing] == [("skane", "down")]
    assert network.breaker("skane").is_open


def test_a_centre_can_give_sums_under_masks_only(nation):
    """Else whoever wants to see parts would leave the masks out."""
    nation.answerers["skane"]._masks_only = True
    network = nation.network()
    openly = network.ask_now("variant_frequency", ASK, CARE, 20)
    assert [(m.node, m.state) for m in openly.missing] == [("skane", "refused")]
    assert "under masks only" in openly.missing[0].reason
    assert asked(nation).coverage.complete
    mandated = network.ask_now("variant_frequency", ONE, Asker.of(RELEASE_MANDATE), 20)
    assert mandated.coverage.complete  # a release is made openly, by the roster's mandate
    assert network.ask_now("dataset_list", {}, RESEARCH).coverage.complete  # nothing to mask
