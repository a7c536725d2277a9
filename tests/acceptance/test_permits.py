"""Under a permit the figures come from the nodes that granted it, and from nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from samvar.demo.network import Demo, start
from samvar.demo.permits import NOT_GRANTING, STATIN, WAITING
from samvar.demo.pharmacogenomics.panel import panel_of
from samvar.demo.truth import Truth, truth
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.clock import utc_now
from samvar.model.contribution import Scope
from samvar.model.permit import Outcome
from samvar.node.permit import Verdict, decide
from samvar.node.permit_follow import desk, find, follow
from tests.country import USUAL, Draw

SETTING = USUAL
FLOOR = 10
GRANTING = ("stockholm", "skane", "vastra-gotaland", "uppsala", "ostergotland")
RESEARCHER = Asker.of(PERSONAS["researcher"])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, draw: Draw) -> Iterator[Demo]:
    made = start(draw(SETTING, tmp_path_factory.mktemp("permits") / "demo"), setting=SETTING)
    yield made
    made.close()


@pytest.fixture(scope="module")
def country():
    return SETTING.draw()


def pooled(country, nodes) -> Truth:
    """The people of these nodes as one pool, counted from what the generator drew."""
    out = Truth.zero(len(country.sites))
    for cohort in country.cohorts:
        if cohort.node in nodes:
            for each in (cohort, panel_of(cohort.node, country.sites)):
                out.add(truth(each, Scope.RESEARCH)[None])
    return out


def ask(demo: Demo, country, asker: Asker, many: int = 60):
    """Carriers of the commonest variants of the country."""
    order = np.argsort(-pooled(country, set(GRANTING)).carriers)[:many]
    names = tuple(country.sites.names[at] for at in order)
    args = {"assembly": "GRCh38", "variants": names}
    return order, demo.site.network("uppsala").ask_now("carriers_count", args, asker, 20.0)


def controller(demo: Demo, node: str) -> Asker:
    return Asker.of(PERSONAS["controller"].at(node))


def test_figures_are_the_pooled_truth_of_the_granting_nodes(demo, country):
    order, answer = ask(demo, country, replace(RESEARCHER, permit=STATIN.id))
    assert {part.node for part in answer.parts if part.state == "answered"} == set(GRANTING)
    assert {each.node: each.state for each in answer.missing} == dict.fromkeys(
        NOT_GRANTING, "refused"
    )
    wanted = pooled(country, set(GRANTING)).carriers[order]
    everyone = pooled(country, {c.node for c in country.cohorts}).carriers[order]
    assert (wanted != everyone).any()  # else the test could not fail
    shown = ~answer.hidden["carriers"]
    assert int(shown.sum()) >= 10
    assert answer.value["carriers"][shown].tolist() == wanted[shown].tolist()
    assert not shown[wanted < FLOOR].any()


def test_the_seven_answers_are_named_and_dated(demo):
    home = demo.site.nodes["uppsala"]
    followed = follow(home, demo.site.network("uppsala"), STATIN, RESEARCHER, utc_now())
    assert [reply.node for reply in followed.replies] == [n.id for n in demo.site.roster.nodes]
    assert set(followed.granting) == set(GRANTING)
    for reply in followed.replies:
        assert reply.row is not None
        assert reply.row.at
    said = {reply.node: reply.state for reply in followed.replies if not reply.granted}
    assert said == {node: outcome.value for node, (outcome, _) in NOT_GRANTING.items()}
    assert followed.opens("ask:regional")
    assert not followed.opens("query:rows")


def test_an_application_travels_to_a_controller_who_never_was_written_to(demo):
    node, network = demo.site.nodes["orebro"], demo.site.network("orebro")
    before = desk(node, network, controller(demo, "orebro"))
    waiting = {case.application.id for case in before.cases if case.waits(utc_now())}
    assert WAITING.id in waiting
    with node.records.read() as tx:
        assert WAITING.id not in {each.id for each in tx.permits.applications()}


def test_a_decision_and_its_withdrawal_hold_for_the_very_next_question(demo, country):
    asker = replace(RESEARCHER, permit=WAITING.id)
    home = demo.site.nodes["uppsala"]

    def heard() -> set[str]:
        answer = ask(demo, country, asker, 5)[1]
        return {part.node for part in answer.parts if part.state == "answered"}

    assert heard() == set()
    for name in ("orebro", "skane"):
        node, who = demo.site.nodes[name], controller(demo, name)
        application = find(node, demo.site.network(name), WAITING.id, who)
        until = utc_now() + timedelta(days=30)
        decide(node, application, Verdict(Outcome.GRANTED, "", ("ask:national",), until), who)
    assert heard() == {"orebro", "skane"}
    node, who = demo.site.nodes["skane"], controller(demo, "skane")
    decide(node, WAITING, Verdict(Outcome.WITHDRAWN, "a complaint"), who)
    assert heard() == {"orebro"}
    followed = follow(home, demo.site.network("uppsala"), WAITING, RESEARCHER, utc_now())
    states = {reply.node: reply.state for reply in followed.replies}
    assert (states["orebro"], states["skane"]) == ("granted", "withdrawn")
    assert states["stockholm"] == "waiting"


def test_another_researcher_sees_no_application_that_does_not_name_them(demo):
    stranger = Asker.of(PERSONAS["geneticist"])
    stranger = replace(stranger, purpose=RESEARCHER.purpose)
    network = demo.site.network("stockholm")
    for operation in ("permit_applications", "permit_decisions"):
        answer = network.ask_now(operation, {}, stranger)
        assert answer.coverage.nodes_answered == 7
        assert answer.value == {}
    nobody = network.ask_now("permit_applications", {}, Asker.of(PERSONAS["operator"]))
    assert (nobody.state, nobody.value) == ("refused", None)
