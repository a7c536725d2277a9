"""One question, seven nodes, one honest answer."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from samvar.govern.identity import PERSONAS, Asker
from samvar.model.contribution import Scope
from samvar.model.errors import BadVariant, UsageError
from samvar.network.vector import pack_keys
from tests.network.conftest import VARIANTS, some_people
from tests.network.twin import B38, SEVEN, TwinPerson, TwinSnapshot

CARE = Asker.of(PERSONAS["geneticist"])
RESEARCH = Asker.of(PERSONAS["researcher"])
UNDER_PERMIT = Asker.of(PERSONAS["researcher"], "permit-pgx-regions")
V = VARIANTS[0]
ONE = {"assembly": "GRCh38", "variants": [V]}


def truth(people: list[TwinPerson], scope: Scope = Scope.CARE, stratum: str = ""):
    """Pooled counts of all people, the obvious way."""
    pool = TwinSnapshot(people)
    keys = pool.keys_of_texts(VARIANTS)
    return pool.counts(B38, keys, scope, stratum=stratum)


def test_the_national_sum_equals_the_pooled_people(nation):
    answer = nation.network().ask_now(
        "variant_frequency",
        {
            "assembly": "GRCh38",
            "variants": VARIANTS,
            "strata": "ancestry",
            "ancestries": ["EUR", "AFR", "SAS", "FIN"],
        },
        CARE,
    )
    assert (answer.state, answer.missing, answer.coverage.complete) == ("answered", (), True)
    for column in ("ac", "an", "hom", "hemi", "individuals"):
        pooled = [
            getattr(truth(nation.people(), stratum=label), column)
            for label in ("", "EUR", "AFR", "SAS", "FIN")
        ]
        assert answer.value[column].tolist() == np.concatenate(pooled).tolist()
    assert answer.coverage.share_of_individuals == 1.0
    assert answer.coverage.individuals_answered == len(nation.people())
    assert answer.bounds.upper["ac"].tolist() == answer.value["ac"].tolist()


def test_keys_and_words_give_the_same(nation):
    network = nation.network()
    short = [v for v in VARIANTS if len(v) < 25]
    pool = TwinSnapshot(nation.people())
    keys = np.sort(pool.keys_of_texts(short))
    words = [str(v) for v in pool.variants_of(B38, keys)]
    one = network.ask_now("variant_frequency", {"assembly": "GRCh38", "variants": words}, CARE)
    two = network.ask_now(
        "variant_frequency", {"assembly": "GRCh38", "keys": pack_keys(keys)}, CARE
    )
    assert {c: v.tolist() for c, v in one.value.items()} == {
        c: v.tolist() for c, v in two.value.items()
    }


def test_carriers_are_people_not_copies(nation):
    answer = nation.network().ask_now(
        "carriers_count", {"assembly": "GRCh38", "variants": VARIANTS}, CARE
    )
    people = nation.people()
    expected = [sum(1 for p in people if p.copies[v]) for v in VARIANTS]
    assert answer.value["carriers"].tolist() == expected
    anyone = sum(1 for p in people if any(p.copies.values()))
    assert answer.value["any_carriers"].tolist() == [anyone]
    assert answer.value["any_individuals"].tolist() == [len(people)]


def test_all_keys_of_a_contig_with_long_alleles_in_words(nation):
    network = nation.network()
    ten = network.ask_now("variant_keys", {"assembly": "GRCh38", "region": "10"}, CARE)
    assert len(ten.value.short) == 2
    six = network.ask_now("variant_keys", {"assembly": "GRCh38", "region": "6:1-40000000"}, CARE)
    assert six.value.long == {VARIANTS[2]}


def test_lists_name_every_node(nation):
    network = nation.network()
    status = network.ask_now("node_status", {}, Asker.of(PERSONAS["coordinator"]))
    assert {key[0] for key in status.value} == set(SEVEN)
    assert status.coverage.share_of_individuals is None  # a status is not of an assembly
    datasets = network.ask_now("dataset_list", {}, RESEARCH)
    assert {row.node for row in datasets.value.values()} == set(SEVEN)


def test_any_node_can_coordinate(nation):
    figures = {
        tuple(nation.network(home).ask_now("variant_frequency", ONE, CARE).value["ac"])
        for home in SEVEN
    }
    assert len(figures) == 1


def test_ask_works_from_a_loop_of_ones_own(nation):
    network = nation.network()

    async def several():
        return await asyncio.gather(
            *(network.ask("variant_frequency", ONE, CARE) for _ in range(30))
        )

    answers = asyncio.run(several())
    assert len({int(a.value["ac"][0]) for a in answers}) == 1
    # Thirty questions left thirty entries at each node, in far fewer envelopes.
    assert len(nation.nodes["skane"].sink.entries) == 30


# -- silence ------------------------------------------------------------------------------------


def test_a_node_that_is_off_is_named_and_bounds_hold_the_truth(nation):
    network = nation.network()
    network.greet()
    nation.transports["orebro"].stopped = True
    answer = network.ask_now(
        "variant_frequency", {"assembly": "GRCh38", "variants": VARIANTS}, CARE
    )
    assert [(m.node, m.state) for m in answer.missing] == [("orebro", "down")]
    assert (answer.coverage.nodes_answered, answer.coverage.nodes_eligible) == (6, 7)
    gone = len(nation.nodes["orebro"].snapshot.people)
    assert answer.missing[0].individuals == gone
    assert answer.coverage.share_of_individuals == pytest.approx(1 - gone / len(nation.people()))
    whole = truth(nation.people())
    for column in ("ac", "hom", "individuals", "an"):
        true = getattr(whole, column)
        assert (answer.bounds.lower[column] <= true).all()
        assert (true <= answer.bounds.upper[column]).all()
    frequency = whole.ac / whole.an
    assert (answer.bounds.af_lower <= frequency).all()
    assert (frequency <= answer.bounds.af_upper).all()


def test_a_node_that_never_spoke_leaves_no_upper_bound(nation):
    nation.transports["orebro"].stopped = True
    answer = nation.network().ask_now("variant_frequency", ONE, CARE)
    assert answer.missing[0].individuals is None
    assert answer.coverage.share_of_individuals is None
    assert answer.bounds.upper is None
    assert (answer.bounds.af_lower.tolist(), answer.bounds.af_upper.tolist()) == ([0.0], [1.0])


@pytest.fixture
def hang(nation) -> Iterator[threading.Event]:
    """Västerbotten hangs until the event is set."""
    release = threading.Event()
    handle = nation.answerers["vasterbotten"].handle

    def hung(raw: bytes) -> bytes:
        release.wait(30)
        return handle(raw)

    nation.transports["vasterbotten"]._handle = hung
    yield release
    release.set()


def test_a_hung_node_is_late_then_left_alone_then_trusted_again(nation, hang):
    network = nation.network()
    for _ in range(2):
        answer = network.ask_now("variant_frequency", ONE, CARE, deadline_s=0.3)
        assert [(m.node, m.state) for m in answer.missing] == [("vasterbotten", "late")]
        assert 250 < answer.took_ms < 1500
    assert network.breaker("vasterbotten").is_open
    began = time.perf_counter()
    answer = network.ask_now("variant_frequency", ONE, CARE, deadline_s=5.0)
    assert time.perf_counter() - began < 1.0  # nobody waits for it any more
    assert answer.missing[0].state == "late"
    assert "probed instead" in answer.missing[0].reason
    hang.set()
    until = time.monotonic() + 20
    while network.breaker("vasterbotten").is_open and time.monotonic() < until:
        time.sleep(0.05)
    assert network.ask_now("variant_frequency", ONE, CARE).coverage.complete


def test_one_failure_opens_nothing(nation, hang):
    network = nation.network()
    network.ask_now("variant_frequency", ONE, CARE, deadline_s=0.2)
    assert not network.breaker("vasterbotten").is_open
    hang.set()
    assert network.ask_now("variant_frequency", ONE, CARE).coverage.complete
    assert network.breaker("vasterbotten").failures == 0


def test_zero_is_an_answer_and_silence_is_not_zero(make_nation):
    nation = make_nation({n: [TwinPerson(n, {})] for n in SEVEN})
    answer = nation.network().ask_now("variant_frequency", ONE, CARE)
    assert (answer.state, answer.value["ac"].tolist()) == ("answered", [0])
    for transport in nation.transports.values():
        transport.stopped = True
    silent = nation.network().ask_now("variant_frequency", ONE, CARE)
    assert (silent.state, silent.value) == ("down", None)
    assert silent.coverage.nodes_answered == 0


def test_an_old_value_stands_beside_and_is_never_added(nation):
    network = nation.network()
    people = {n: [TwinPerson(f"{n}{i}", {V: 1}) for i in range(20)] for n in SEVEN}
    for node, rows in people.items():
        nation.nodes[node].snapshot = TwinSnapshot(rows, epoch=2)
    before = network.ask_now("variant_frequency", ONE, UNDER_PERMIT)
    assert before.stale == ()
    nation.transports["skane"].stopped = True
    after = network.ask_now("variant_frequency", ONE, UNDER_PERMIT)
    assert after.value["ac"].tolist() == [120]
    (old,) = after.stale
    assert (old.node, old.value["ac"].tolist(), old.epoch) == ("skane", [20], 2)
    assert old.at == before.asked_at
    # Care was never shown a region's part, so there is no old one to show either.
    assert network.ask_now("variant_frequency", ONE, CARE).stale == ()


# -- questions that are none ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operation", "args", "error"),
    [
        ("weather", {}, UsageError),
        ("variant_frequency", {"assembly": "GRCh36", "variants": [V]}, UsageError),
        ("variant_frequency", {"assembly": "GRCh38"}, UsageError),
        ("variant_frequency", {**ONE, "keys": bytes(8)}, UsageError),
        ("variant_frequency", {**ONE, "sql": "drop table"}, UsageError),
        ("variant_frequency", {**ONE, "ancestries": ["EUR"]}, UsageError),
        ("variant_frequency", {**ONE, "strata": "ancestry"}, UsageError),
        ("variant_frequency", {"assembly": "GRCh38", "keys": b"\1" + bytes(7)}, UsageError),
        ("variant_frequency", {"assembly": "GRCh38", "keys": bytes(7)}, UsageError),
        ("variant_frequency", {"assembly": "GRCh38", "variants": ["rs1"]}, BadVariant),
        ("variant_frequency", {"assembly": "GRCh38", "variants": [V] * 10_001}, UsageError),
        ("variant_frequency", {"assembly": "GRCh38", "keys": bytes(64_000_008)}, UsageError),
        (
            "variant_frequency",
            {
                "assembly": "GRCh38",
                "keys": np.arange(0, 2_000_000, 2, dtype="<u8").tobytes(),
                "strata": "ancestry",
                "ancestries": [str(n) for n in range(20)],
            },
            UsageError,
        ),
        ("carriers_count", {"assembly": "GRCh38", "variants": []}, UsageError),
        ("carriers_count", {"assembly": "GRCh38", "variants": [V, V]}, UsageError),
        ("variant_keys", {"assembly": "GRCh38", "region": "MT:1-99999"}, UsageError),
    ],
)
def test_a_question_that_makes_no_sense_never_leaves(nation, operation, args, error):
    with pytest.raises(error):
        nation.network().ask_now(operation, args, CARE)
    assert nation.entries() == []


def test_withdrawal_counts_for_the_very_next_question(make_nation):
    people = some_people(3)
    nation = make_nation(people)
    network = nation.network()
    before = network.ask_now("variant_frequency", ONE, CARE)
    node = nation.nodes["uppsala"]
    leaver = next(p for p in node.snapshot.people if p.copies[V])
    node.snapshot = TwinSnapshot([p for p in node.snapshot.people if p is not leaver], epoch=2)
    after = network.ask_now("variant_frequency", ONE, CARE)
    assert int(before.value["ac"][0] - after.value["ac"][0]) == leaver.copies[V]
    assert network.census("uppsala").epoch == 2
    assert after.coverage.individuals_answered == before.coverage.individuals_answered - 1


def test_a_closed_network_says_so(nation):
    network = nation.network()
    network.ask_now("variant_frequency", ONE, CARE)
    network.close()
    network.close()
    with pytest.raises(UsageError, match="closed"):
        network.ask_now("variant_frequency", ONE, CARE)


@pytest.mark.parametrize("deadline_s", [0, -1, 301, float("nan")])
def test_a_deadline_is_a_time(nation, deadline_s):
    with pytest.raises(UsageError, match="deadline"):
        nation.network().ask_now("variant_frequency", ONE, CARE, deadline_s)
