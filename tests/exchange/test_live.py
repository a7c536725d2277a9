"""A node's own Beacon: who gets exact figures, a floor, or nothing; all of it written down."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from samvar.demo.permits import DEMO_PERMITS
from samvar.exchange.beacon.handler import Beacon
from samvar.exchange.beacon.live import LiveNode, identity
from samvar.govern.audit import AuditLog, MemorySink
from samvar.govern.disclosure import Tier
from samvar.govern.identity import ANONYMOUS, PERSONAS, Asker
from samvar.govern.ledger import Ledger, Rules
from samvar.govern.ledger_price import Form, capacity, cost
from samvar.govern.permit import PermitBook
from samvar.govern.policy import Policy
from samvar.model.calls import Calls, Stretches
from samvar.model.contribution import Contribution, CountingRules, Scope
from samvar.model.genome import CODE, Assembly, Sex
from samvar.model.place import CENTRES
from samvar.network.operations import registry
from samvar.network.spend import Till
from samvar.network.view import DatasetRow, NodeHealth, NodeView
from samvar.store.records import Records
from samvar.store.variants import VariantStore

PEOPLE = 40
NOW = datetime(2026, 11, 23, tzinfo=UTC)
SITES = [
    # 0-based position on chr10, ref, alt, carriers
    (94781858, "G", "A", 30),
    (94781870, "C", "T", 3),
    (94781900, "CAT", "C", 12),
    (94781950, "T", "T" + "GATTACA" * 3, 11),
    (94782000, "ACGTACGTACGTACGT", "A", 20),
]
NEARLY_ALL = (94782500, "G", "T", 36)
"""So many have nothing else; four people have another allele."""
CALLABLE = (94781000, 94783000)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = VariantStore.create(tmp_path_factory.mktemp("node") / "variants")
    names = tuple(f"S{n}" for n in range(PEOPLE))
    own = [
        Contribution(
            sample=f"sam_{n}",
            person=f"per_{n}",
            assembly=Assembly.GRCh38,
            sex=Sex.FEMALE,
            ancestry=None,
            assay="asy_1",
            dataset="dat_1",
            counts=True,
            why=None,
            scopes=frozenset(Scope) if n >= 5 else frozenset({Scope.CARE}),
            rules=CountingRules(),
        )
        for n in range(PEOPLE)
    ]
    dosage = np.array([[1 if n < site[3] else 0 for n in range(PEOPLE)] for site in SITES])
    all_but_few = np.array([2 if n < NEARLY_ALL[3] else 0 for n in range(PEOPLE)])
    dosage = np.vstack([dosage, all_but_few])
    sites = [*SITES, NEARLY_ALL]
    calls = Calls(
        samples=names,
        contig=np.full(len(sites), 10, dtype=np.int8),
        position=np.array([site[0] for site in sites], dtype=np.int32),
        ref=tuple(site[1] for site in sites),
        alt=tuple(site[2] for site in sites),
        dosage=dosage.astype(np.int8),
        called=np.full(dosage.shape, 2, dtype=np.int8),
        written=np.full(dosage.shape, 2, dtype=np.int8),
        passed=np.ones(len(sites), dtype=bool),
    )
    with store.writer() as writer:
        writer.load(
            own,
            [calls],
            {name: f"sam_{n}" for n, name in enumerate(names)},
            {c.sample: Stretches.of([(CODE["10"], *CALLABLE)]) for c in own},
            "loa_1",
        )
        writer.commit()
    return store


class Known:
    """Prices without a release: every variant as common as can be."""

    def people(self, assembly):
        return {"skane": 7000, "stockholm": 4000}

    def frequency(self, assembly, keys):
        return np.full(len(keys), 0.5)


class Node:
    """The part of a node that its Beacon needs."""

    def __init__(self, store, records):
        self.store = store
        self.till = Till(Ledger(records, "stockholm", Rules(), frozenset({"skane"})), Known())
        self.sink = MemorySink()
        self.policy = Policy.load(permits=PermitBook(DEMO_PERMITS))

    def view(self, scope, asker=None):
        row = DatasetRow(
            "stockholm", "dat_1", "panel", "Panel", "", "GRCh38", (), "2026-01-01T00:00:00Z", 40
        )
        health = NodeHealth("0.1.0", "2026-11-23T08:00:00Z", None, "well")
        return NodeView(
            "stockholm", scope, self.store.snapshot(), lambda _: [row], lambda: health, asker
        )

    def beacon(self, asker) -> Beacon:
        centre = CENTRES["stockholm"]
        source = LiveNode(
            "stockholm",
            centre,
            self,
            self.policy,
            AuditLog(self.sink),
            asker,
            self.till,
            clock=lambda: NOW,
        )
        return Beacon(identity(centre), source)


@pytest.fixture
def node(store, tmp_path):
    with Records.open(f"sqlite:///{tmp_path / 'r.sqlite'}") as records:
        yield Node(store, records)


GENETICIST = Asker.of(PERSONAS["geneticist"])
RESEARCHER = Asker.of(PERSONAS["researcher"], "permit-pgx-regions")
WHOLE = {"start": "94781800", "end": "94782100"}


def ask(node, asker, **pairs):
    base = {"referenceName": "10", "assemblyId": "GRCh38"}
    return node.beacon(asker).answer("GET", "g_variants", list({**base, **pairs}.items()), b"", "u")


def told(reply) -> dict[str, tuple[int, int]]:
    return {
        r["variantInternalId"].removeprefix("GRCh38-10-"): (
            r["frequencyInPopulations"][0]["frequencies"][0]["alleleCount"],
            r["frequencyInPopulations"][0]["frequencies"][0]["alleleNumber"],
        )
        for one in reply.body["response"]["resultSets"]
        for r in one["results"]
    }


def test_care_at_the_centre_sees_exact_figures(node, conformance):
    reply = ask(node, GENETICIST, **WHOLE)
    conformance.check("record", reply.body)
    assert told(reply) == {
        f"{p + 1}-{ref}-{alt}": (carriers, 2 * PEOPLE) for p, ref, alt, carriers in SITES
    }


def test_a_permit_sees_only_what_enough_research_participants_carry(node, conformance):
    seen = {}
    for position, ref, alt, _ in SITES:
        place = {"start": str(position), "referenceBases": ref, "alternateBases": alt}
        reply = ask(node, RESEARCHER, **place)
        conformance.check("record", reply.body)
        seen |= told(reply)
    assert seen == {
        "94781859-G-A": (25, 70),
        "94782001-ACGTACGTACGTACGT-A": (15, 70),
    }


def test_where_nearly_everybody_has_a_variant_the_floor_holds_for_the_others(node):
    place = {"start": "94782500", "referenceBases": "G", "alternateBases": "T"}
    assert told(ask(node, GENETICIST, **place)) == {"94782501-G-T": (72, 80)}
    assert told(ask(node, RESEARCHER, **place)) == {}


def left(node, asker=RESEARCHER):
    return node.till.standing(asker, NOW).left


ONE = {"start": "94781858", "referenceBases": "G", "alternateBases": "A"}


def test_under_a_permit_a_figure_costs_once_and_care_pays_nothing(node):
    ask(node, GENETICIST, **WHOLE)
    assert left(node) == 1.0
    ask(node, RESEARCHER, **ONE)
    after = left(node)
    price = cost(np.array([0.5]), 4000, 10, Form.ALLELES)[0] / capacity(1.0)
    assert after == pytest.approx(1 - price)  # as of the smallest region's people
    for form in (ONE, {**ONE, "requestedGranularity": "boolean"}):
        ask(node, RESEARCHER, **form)
    assert left(node) == after


def test_another_spelling_of_a_variant_is_the_same_figure(node):
    ask(node, RESEARCHER, **ONE)
    after = left(node)
    longer = {"start": "94781857", "referenceBases": "AG", "alternateBases": "AA"}
    ask(node, RESEARCHER, **longer)
    assert left(node) == after


@pytest.mark.parametrize(
    "stretch",
    [
        WHOLE,
        {"start": "94781850,94781860", "end": "94781855,94781870"},
        {"start": "94781858", "alternateBases": "A"},
        {"start": "94781858", "alternateBases": "N", "referenceBases": "G"},
    ],
    ids=("range", "bracket", "no reference", "any base"),
)
def test_what_is_in_a_stretch_is_not_for_sale(node, conformance, stretch):
    reply = ask(node, RESEARCHER, **stretch)
    assert reply.status == 403
    conformance.check("error", reply.body)
    assert "names the variants of single people" in str(reply.body)
    assert left(node) == 1.0
    assert [(e.verb, e.outcome) for e in node.sink.entries] == [("ask-beacon", "refused")]


def test_when_the_budget_is_spent_nothing_is_told_and_that_is_written_down(node):
    answered = 0
    for step in range(1000):
        reply = ask(node, RESEARCHER, **{**ONE, "start": str(94781900 + step)})
        if reply.status != 200:
            break
        answered += 1
    price = cost(np.array([0.5]), 4000, 10, Form.ALLELES)[0]
    assert answered == int(capacity(1.0) / price)
    assert "disclosure budget" in str(reply.body)
    assert node.sink.entries[-1].outcome == "refused"
    assert "ledger" in node.sink.entries[-1].reason


def test_a_part_is_one_figure_whether_it_was_a_beacons_or_the_nations(node):
    ask(node, RESEARCHER, **ONE)
    after = left(node)
    operation = registry().newest("variant_frequency")
    args = operation.read_args({"assembly": "GRCh38", "variants": ("10-94781859-G-A",)})

    def whole(regional):
        node.till.spend(operation, args, RESEARCHER, Tier.PERMIT, epoch=node.store.snapshot().epoch,
                        asked_by="stockholm", regional=regional, now=NOW)  # fmt: skip

    whole(False)
    total = left(node)
    assert total < after
    whole(True)
    assert left(node) == total


def test_below_the_floor_and_absent_look_alike_to_a_permit(node):
    rare = ask(node, RESEARCHER, start="94781870", alternateBases="T", referenceBases="C")
    absent = ask(node, RESEARCHER, start="94781870", alternateBases="G", referenceBases="C")
    for reply in (rare, absent):
        reply.body["meta"].pop("receivedRequestSummary")
    assert rare.body == absent.body
    assert "fewer than 10" in rare.body["info"]["absence"][0]


def test_to_care_a_zero_says_among_how_many_and_a_blind_spot_is_unknown(node):
    inside = ask(node, GENETICIST, start="94781880", alternateBases="G", referenceBases="C")
    assert "at least 40 people" in inside.body["info"]["absence"][0]
    outside = ask(node, GENETICIST, start="94790000", alternateBases="G", referenceBases="C")
    assert outside.body["info"]["absence"][0].startswith("unknown")


def test_an_allele_that_reaches_into_the_range_is_found(node):
    reply = ask(node, GENETICIST, start="94782015", end="94782016")
    assert list(told(reply)) == ["94782001-ACGTACGTACGTACGT-A"]
    assert told(ask(node, GENETICIST, start="94782016", end="94782017")) == {}


def test_in_an_assembly_without_people_there_is_no_no(node, conformance):
    reply = ask(node, GENETICIST, assemblyId="GRCh37", **WHOLE)
    assert reply.status == 404
    conformance.check("error", reply.body)


STRANGERS = [
    Asker.of(ANONYMOUS),
    Asker.of(PERSONAS["patient"]),
    Asker.of(PERSONAS["industry"], "permit-industry"),
    Asker.of(PERSONAS["researcher"]),
    Asker.of(PERSONAS["geneticist"].at("skane")),
]


@pytest.mark.parametrize("asker", STRANGERS, ids=lambda a: f"{a.user.id}-{a.user.centre}")
def test_others_are_refused_and_the_refusal_is_written_down(node, conformance, asker):
    reply = ask(node, asker, **WHOLE)
    assert reply.status == 403
    conformance.check("error", reply.body)
    assert [(e.verb, e.outcome) for e in node.sink.entries] == [("ask-beacon", "refused")]


def test_every_question_is_written_down_without_what_was_asked(node):
    ask(node, GENETICIST, **WHOLE)
    (entry,) = node.sink.entries
    assert (entry.person, entry.verb, entry.outcome) == ("geneticist", "ask-beacon", "answered")
    assert len(entry.question) == 64
    assert "94781" not in repr(entry)


def test_datasets_are_the_sum_and_its_parts(node, conformance):
    beacon = node.beacon(GENETICIST)
    reply = beacon.answer("GET", "datasets")
    conformance.check("collections", reply.body)
    names = [one["id"] for one in reply.body["response"]["collections"]]
    assert names == ["stockholm-GRCh38", "dat_1"]
    pairs = [("referenceName", "10"), ("assemblyId", "GRCh38"), *WHOLE.items()]
    assert beacon.answer("GET", "datasets/stockholm-GRCh38/g_variants", pairs).status == 200
    apart = beacon.answer("GET", "datasets/dat_1/g_variants", pairs)
    assert apart.status == 400
