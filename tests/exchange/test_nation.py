"""The live national Beacon: the figures of `samvar ask`, and the regions that were silent."""

from __future__ import annotations

import pytest

from samvar.exchange.beacon.handler import Beacon
from samvar.exchange.beacon.nation import LIVE_NATION, LiveNation
from samvar.govern.identity import ANONYMOUS, PERSONAS, Asker
from tests.network.twin import SEVEN, TwinPerson, build_nation

COMMON, RARE, LONG = "10-94781859-G-A", "10-94781871-C-T", "10-94781901-ACGTACGTACGTACGT-A"
CARE = Asker.of(PERSONAS["geneticist"])
PERMIT = Asker.of(PERSONAS["researcher"], "permit-pgx-regions")
RESEARCH = Asker.of(PERSONAS["researcher"])
RANGE = {"start": "94781800", "end": "94781950"}
NAMED = {"start": "94781858", "referenceBases": "G", "alternateBases": "A"}
NAMED_RARE = {"start": "94781870", "referenceBases": "C", "alternateBases": "T"}


@pytest.fixture
def nation():
    nation = build_nation(
        {
            node: [
                TwinPerson(
                    f"{node}-{n}",
                    {
                        COMMON: 1,
                        LONG: 1 if n < 4 else 0,
                        RARE: 1 if (node, n) == ("skane", 0) else 0,
                    },
                )
                for n in range(10)
            ]
            for node in SEVEN
        }
    )
    yield nation
    nation.close()


def ask(nation, asker, **pairs):
    beacon = Beacon(LIVE_NATION, LiveNation(nation.network(), asker))
    base = {"referenceName": "10", "assemblyId": "GRCh38"}
    return beacon.answer("GET", "g_variants", list({**base, **pairs}.items()), b"", "https://x")


def told(reply) -> dict[str, tuple[int, int]]:
    return {
        r["variantInternalId"].removeprefix("GRCh38-"): (
            r["frequencyInPopulations"][0]["frequencies"][0]["alleleCount"],
            r["frequencyInPopulations"][0]["frequencies"][0]["alleleNumber"],
        )
        for one in reply.body["response"]["resultSets"]
        for r in one["results"]
    }


def test_care_sees_what_the_nation_says(nation, conformance):
    reply = ask(nation, CARE, **RANGE)
    conformance.check("record", reply.body)
    assert told(reply) == {COMMON: (70, 140), RARE: (1, 140), LONG: (28, 140)}
    args = {"assembly": "GRCh38", "variants": (COMMON,)}
    asked = nation.network().ask_now("variant_frequency", args, CARE).value
    assert told(ask(nation, CARE, **NAMED)) == {COMMON: (asked["ac"][0], asked["an"][0])}


def test_a_named_variant_needs_no_list_and_a_list_needs_a_permit(nation, conformance):
    assert told(ask(nation, RESEARCH, **NAMED)) == {COMMON: (70, 140)}
    refused = ask(nation, RESEARCH, **RANGE)
    assert refused.status == 403
    conformance.check("error", refused.body)
    assert told(ask(nation, PERMIT, **RANGE)) == {COMMON: (70, 140), LONG: (28, 140)}


def test_a_rare_variant_is_not_told_below_the_floor_and_not_called_absent(nation):
    reply = ask(nation, RESEARCH, **NAMED_RARE)
    assert told(reply) == {}
    assert "fewer than 10" in reply.body["info"]["absence"][0]
    assert told(ask(nation, CARE, **NAMED_RARE)) == {RARE: (1, 140)}


@pytest.mark.parametrize("asker", [Asker.of(ANONYMOUS), Asker.of(PERSONAS["patient"])])
def test_others_are_refused(nation, conformance, asker):
    reply = ask(nation, asker, **NAMED)
    assert reply.status == 403
    conformance.check("error", reply.body)


def test_a_silent_region_is_named_beside_a_no(nation):
    del nation.transports["skane"]
    reply = ask(nation, CARE, **NAMED_RARE)
    assert reply.body["responseSummary"]["exists"] is False
    assert "skane" in reply.body["info"]["absence"][0]
    coverage = reply.body["info"]["sources"][0]["coverage"]
    assert (coverage["nodesAnswered"], coverage["nodesEligible"]) == (6, 7)


def test_without_any_region_there_is_no_no(nation, conformance):
    nation.transports.clear()
    reply = ask(nation, CARE, **NAMED)
    assert reply.status == 503
    conformance.check("error", reply.body)
