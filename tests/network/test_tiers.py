"""Who is shown what: care exact sums, research floors, a permit regions, nobody live counts."""

from __future__ import annotations

import numpy as np
import pytest

from samvar.govern.identity import ANONYMOUS, PERSONAS, RELEASE_MANDATE, Asker
from samvar.govern.purpose import Purpose
from samvar.model.contribution import Scope
from tests.network.conftest import VARIANTS
from tests.network.twin import SEVEN, TwinPerson

CARE = Asker.of(PERSONAS["geneticist"])
RESEARCH = Asker.of(PERSONAS["researcher"])
UNDER_PERMIT = Asker.of(PERSONAS["researcher"], "permit-pgx-regions")
V = VARIANTS[0]
ONE = {"assembly": "GRCh38", "variants": [V]}


def carriers_of(count: int, where: str = "skane") -> dict[str, list[TwinPerson]]:
    """`count` heterozygous people at one node, and forty without at each."""
    people = {n: [TwinPerson(f"{n}{i}", {}) for i in range(40)] for n in SEVEN}
    people[where] = people[where] + [TwinPerson(f"c{i}", {V: 1}) for i in range(count)]
    return people


def test_care_sees_the_exact_sum_and_no_region(make_nation):
    nation = make_nation(carriers_of(1))
    answer = nation.network().ask_now("variant_frequency", ONE, CARE)
    assert answer.value["ac"].tolist() == [1]
    assert all(part.value is None for part in answer.parts)
    assert len(answer.receipts) == 7


@pytest.mark.parametrize(
    ("carriers", "state"), [(0, "suppressed"), (9, "suppressed"), (10, "answered")]
)
def test_research_has_a_floor_on_the_national_total(make_nation, carriers, state):
    nation = make_nation(carriers_of(carriers))
    answer = nation.network().ask_now("variant_frequency", ONE, RESEARCH)
    assert answer.state == state
    assert answer.value["an"].tolist() == [2 * (280 + carriers)]  # denominators are shown
    if state == "suppressed":
        assert [answer.value[c].tolist() for c in ("ac", "hom", "hemi")] == [[-1]] * 3
        assert answer.bounds.lower["ac"].tolist() == answer.bounds.upper["ac"].tolist() == [-1]
        assert np.isnan(answer.bounds.af_lower).all()
        assert "'ac': array([9])" not in repr(answer)
    else:
        assert answer.value["ac"].tolist() == [10]
        assert all(part.value is None for part in answer.parts)


def test_floors_are_element_by_element(make_nation):
    people = carriers_of(12)
    people["uppsala"].append(TwinPerson("rare", {VARIANTS[1]: 2}))
    answer = (
        make_nation(people)
        .network()
        .ask_now("variant_frequency", {"assembly": "GRCh38", "variants": VARIANTS[:2]}, RESEARCH)
    )
    assert answer.state == "answered"
    assert answer.value["ac"].tolist() == [12, -1]
    assert answer.hidden["ac"].tolist() == [False, True]


def test_the_largest_floor_of_any_node_wins(make_nation):
    nation = make_nation(carriers_of(15))
    nation.answerers["orebro"]._floor = 20
    assert nation.network().ask_now("variant_frequency", ONE, RESEARCH).state == "suppressed"


def test_carriers_counts_have_the_floor_too(make_nation):
    nation = make_nation(carriers_of(9))
    answer = nation.network().ask_now(
        "carriers_count", {"assembly": "GRCh38", "variants": [V]}, RESEARCH
    )
    assert answer.state == "suppressed"
    assert answer.value["any_carriers"].tolist() == answer.value["carriers"].tolist() == [-1]


def test_a_permit_for_regions_shows_parts_but_no_small_one(make_nation):
    people = {n: [TwinPerson(f"{n}{i}", {V: 1}) for i in range(20)] for n in SEVEN}
    people["orebro"] = people["orebro"][:4]
    nation = make_nation(people)
    answer = nation.network().ask_now("variant_frequency", ONE, UNDER_PERMIT)
    assert answer.value["ac"].tolist() == [124]
    shown = {p.node: int(p.value["ac"][0]) for p in answer.parts}
    assert shown["orebro"] == -1
    # Another is hidden with it, or 124 - 6 x 20 would tell.
    assert sorted(shown.values()) == [-1, -1, 20, 20, 20, 20, 20]


def test_opted_out_of_research_is_in_care_only(make_nation):
    people = carriers_of(12)
    people["skane"].append(TwinPerson("out", {V: 2}, scopes=frozenset({Scope.CARE})))
    network = make_nation(people).network()
    assert network.ask_now("variant_frequency", ONE, CARE).value["ac"].tolist() == [14]
    assert network.ask_now("variant_frequency", ONE, RESEARCH).value["ac"].tolist() == [12]


def test_the_nodes_release_is_exact_and_the_public_one_has_a_floor(make_nation):
    network = make_nation(carriers_of(3)).network()
    exact = network.ask_now("variant_frequency", ONE, Asker.of(RELEASE_MANDATE))
    assert exact.value["ac"].tolist() == [3]
    public = network.ask_now("variant_frequency", ONE, Asker(RELEASE_MANDATE, Purpose.HRESCH))
    assert public.state == "suppressed"


REFUSED = [
    (Asker.of(ANONYMOUS), "variant_frequency"),
    (Asker(ANONYMOUS, Purpose.TREAT), "node_status"),
    (Asker.of(PERSONAS["patient"]), "variant_frequency"),
    (Asker.of(PERSONAS["operator"]), "carriers_count"),
    (Asker(PERSONAS["researcher"], Purpose.TREAT), "variant_frequency"),
    (Asker.of(PERSONAS["researcher"], "permit-industry"), "variant_frequency"),
    (Asker.of(PERSONAS["industry"]), "carriers_count"),
    (RESEARCH, "variant_keys"),
]


@pytest.mark.parametrize(("asker", "operation"), REFUSED)
def test_a_refusal_is_no_answer_and_is_written_down_at_every_node(nation, asker, operation):
    args = {
        "variant_frequency": ONE,
        "carriers_count": ONE,
        "variant_keys": {"assembly": "GRCh38", "region": "10"},
        "node_status": {},
    }[operation]
    answer = nation.network().ask_now(operation, args, asker)
    assert (answer.state, answer.value, answer.coverage.nodes_answered) == ("refused", None, 0)
    for node in nation.nodes.values():
        (written,) = node.sink.entries
        assert (written.outcome, written.person) == ("refused", asker.user.id)
        assert written.verb == f"ask-{operation.replace('_', '-')}"
        assert written.reason
