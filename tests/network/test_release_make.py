"""Releases of a small nation: what the public may see, who was silent, who has left."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import numpy as np
import pytest

from samvar.govern.ledger_price import Form, capacity, cost
from samvar.model.contribution import Scope
from samvar.model.errors import PeerUnavailable
from samvar.model.genome import CONTIGS, Interval
from samvar.model.variant import Variant
from samvar.network.release.make import make_epoch
from samvar.network.release.rules import NODES, PUBLIC, public_rules
from samvar.network.release.shelf import Shelf
from tests.network.twin import B38, SEVEN, TwinPerson, build_nation

COMMON, RARE, LONG = "10-94781859-G-A", "17-43045701-A-T", "2-1001-A-" + "ACGT" * 5
FEW_CARRIERS = "3-501-C-T"  # frequent enough, but carried by nine people only
FEW_WITHOUT = "4-601-G-C"  # everybody has nothing else, but for nine people
ENOUGH_WITHOUT = "4-701-G-C"  # the same, but for ten
BASE = "1-101-A-G"
ALL_COMMON = replace(PUBLIC, budget=math.inf)
"""A public release without the bound on what it betrays, which 280 people soon reach."""


def _people(node: str, count: int = 40) -> list[TwinPerson]:
    rng = random.Random(node)
    people = []
    for n in range(count):
        copies: dict[str, int | None] = {COMMON: rng.choice([0, 0, 1, 2])}
        copies[LONG] = rng.choice([0, 1])
        copies[BASE] = rng.choice([0, 1, None])
        if n < 1 and node == "skane":
            copies[RARE] = 1
        if n < 9 and node == "orebro":
            copies[FEW_CARRIERS] = 2
        copies[FEW_WITHOUT] = 1 if node == "uppsala" and n < 9 else 2
        copies[ENOUGH_WITHOUT] = 1 if node == "uppsala" and n < 10 else 2
        people.append(TwinPerson(f"{node}-{n}", {k: v for k, v in copies.items() if v != 0}))
    return people


@pytest.fixture
def nation():
    nation = build_nation({node: _people(node) for node in SEVEN})
    yield nation
    nation.close()


@pytest.fixture
def shelf(tmp_path, nation):
    shelf = Shelf(
        tmp_path / "releases",
        lambda node: (nation.nodes[node].key.public,) if node in nation.nodes else (),
    )
    yield shelf
    shelf.close()


def make(nation, shelf, **more):
    network = nation.network("uppsala")
    more.setdefault("kinds", (NODES, ALL_COMMON))
    return make_epoch(network, shelf, nation.nodes["uppsala"].key, deadline_s=20, **more)


def told(release) -> dict[str, tuple[int, int]]:
    return {
        f"{CONTIGS[r['contig'] - 1]}-{r['position'] + 1}-{r['ref']}-{r['alt']}": (r["ac"], r["an"])
        for contig in CONTIGS
        for r in release.starting(_whole(contig)).to_pylist()
    }


def _whole(contig):
    return Interval(contig, 0, B38.length(contig))


def _truth(people, scope=Scope.CARE) -> dict[str, tuple[int, int, int]]:
    """The naive twin: allele count, allele number, and the fewer of those who carry the variant
    and those who have another allele there."""
    there = [p for p in people if scope in p.scopes]
    truth = {}
    for variant in {v for p in there for v, c in p.copies.items() if c}:
        called = [p.copies.get(variant, 0) for p in there]
        called = [c for c in called if c is not None]
        fewest = min(sum(c > 0 for c in called), sum(c < 2 for c in called))
        truth[variant] = (sum(called), 2 * len(called), fewest)
    return truth


def test_the_nodes_release_is_complete_and_the_public_one_common(nation, shelf):
    made = make(nation, shelf)
    assert [r.manifest.name for r in made] == ["nodes-GRCh38-000001", "public-GRCh38-000001"]
    truth = _truth(nation.people())
    nodes, public = made
    assert told(nodes) == {v: (ac, an) for v, (ac, an, _) in truth.items()}
    all_of_them = {COMMON, RARE, LONG, FEW_CARRIERS, FEW_WITHOUT, ENOUGH_WITHOUT, BASE}
    assert set(told(nodes)) == all_of_them
    assert told(public) == {
        v: (ac, an) for v, (ac, an, who) in truth.items() if who >= 10 and ac >= 0.01 * an
    }
    assert set(told(public)) == {COMMON, LONG, ENOUGH_WITHOUT, BASE}
    assert public.manifest.missing == ()
    assert public.manifest.individuals == 280
    assert {part.epoch for part in public.manifest.nodes} == {1}
    assert public.manifest.purpose == "HRESCH"


def test_the_public_release_tells_no_genotypes(nation, shelf):
    nodes, public = make(nation, shelf)
    assert {"hom", "hemi"} <= set(nodes.schema.names)
    assert not {"hom", "hemi"} & set(public.schema.names)


def test_who_opted_out_of_research_is_in_no_public_release(nation, shelf):
    care_only = frozenset({Scope.CARE})
    for node in nation.nodes.values():
        people = [replace(p, scopes=care_only) for p in node.snapshot.people[:20]]
        node.snapshot.people[:20] = people
    nodes, public = make(nation, shelf)
    assert nodes.manifest.individuals == 280
    assert public.manifest.individuals == 140
    research = _truth(nation.people(), Scope.RESEARCH)
    assert told(public)[COMMON] == research[COMMON][:2]


def test_a_silent_region_is_named_and_in_no_denominator(nation, shelf):
    del nation.transports["vasterbotten"]
    silent = nation.network("uppsala")
    (public,) = make_epoch(
        silent, shelf, nation.nodes["uppsala"].key, kinds=[ALL_COMMON], deadline_s=5
    )
    (missing,) = public.manifest.missing
    assert (missing.node, missing.state) == ("vasterbotten", "down")
    there = [p for n in SEVEN if n != "vasterbotten" for p in nation.nodes[n].snapshot.people]
    assert told(public)[COMMON] == _truth(there)[COMMON][:2]
    assert public.manifest.individuals == 240
    assert public.manifest.share_of_individuals is None  # it never said how many it has


def test_the_withdrawn_are_absent_from_the_next_release_only(nation, shelf):
    make(nation, shelf)
    for node in nation.nodes.values():
        node.snapshot.people = node.snapshot.people[5:]
        node.snapshot.epoch += 1
    make(nation, shelf)
    old, new = (shelf.open("nodes", B38, n) for n in (1, 2))
    assert old.manifest.individuals == 280
    assert told(new) == {v: (ac, an) for v, (ac, an, _) in _truth(nation.people()).items()}
    assert RARE not in told(new)
    assert RARE in told(old)
    newest = shelf.newest("nodes", B38)
    assert newest is new


def test_when_everybody_has_left_the_next_release_is_empty_not_missing(nation, shelf):
    make(nation, shelf)
    for node in nation.nodes.values():
        node.snapshot.people = []
    made = make(nation, shelf)
    assert [(r.manifest.number, len(r)) for r in made] == [(2, 0), (2, 0)]


def test_a_region_that_changes_while_asked_is_asked_again(nation, shelf):
    skane = nation.nodes["skane"]
    turns = iter(range(1000))
    asked = skane.view

    def view(scope, asker=None):
        if next(turns) == 7:
            skane.snapshot.epoch = 2
        return asked(scope, asker)

    skane.view = view
    (public,) = make(nation, shelf, kinds=[ALL_COMMON])
    epochs = {part.node: part.epoch for part in public.manifest.nodes}
    assert epochs["skane"] == 2


def test_a_region_that_never_stands_still_stops_the_release(nation, shelf):
    skane = nation.nodes["skane"]
    asked = skane.view

    def view(scope, asker=None):
        skane.snapshot.epoch += 1
        return asked(scope, asker)

    skane.view = view
    with pytest.raises(PeerUnavailable, match="skane"):
        make(nation, shelf, kinds=[NODES])
    assert shelf.next_number() == 1


def test_without_any_region_there_is_no_release(nation, shelf):
    nation.transports.clear()
    with pytest.raises(PeerUnavailable, match="no region answered"):
        make(nation, shelf)


def test_every_question_of_a_release_is_written_down(nation, shelf):
    make(nation, shelf, kinds=[ALL_COMMON])
    entries = nation.nodes["orebro"].sink.entries
    assert {e.person for e in entries} == {"mandate-release"}
    assert {e.outcome for e in entries} == {"answered"}


def test_a_public_release_betrays_no_more_than_its_budget(nation, shelf):
    (public,) = make(nation, shelf, kinds=[PUBLIC])
    assert set(told(public)) < {COMMON, LONG, ENOUGH_WITHOUT, BASE}
    assert ENOUGH_WITHOUT not in told(public)  # nearly everybody has it: dear
    assert public.manifest.left_out == 4 - len(public)
    assert public.manifest.budget == 1.0
    rows = public.starting(_whole("10")).to_pylist() + public.starting(_whole("1")).to_pylist()
    rows += public.starting(_whole("2")).to_pylist()
    spent = sum(
        cost(np.array([r["ac"] / r["an"]]), r["individuals"], 10, Form.ALLELES)[0] for r in rows
    )
    assert len(rows) == len(public) > 0
    assert spent <= capacity(1.0)


def test_what_was_published_stays_before_others_come_in(nation, shelf):
    (first,) = make(nation, shelf, kinds=[replace(PUBLIC, budget=0.4)])
    (held,) = told(first)
    for node in nation.nodes.values():
        for n, person in enumerate(node.snapshot.people):
            copies = dict(person.copies)
            copies[BASE if held != BASE else COMMON] = n % 2  # now the cheapest there is
            node.snapshot.people[n] = replace(person, copies=copies)
        node.snapshot.epoch += 1
    (second,) = make(nation, shelf, kinds=[replace(PUBLIC, budget=0.6)])
    assert held in told(second)


def test_the_controllers_list_comes_in_its_order_and_nothing_beside_it(nation, shelf):
    wanted = tuple(Variant.parse(text, B38) for text in (RARE, BASE, "9-5-A-C"))
    rules = public_rules(0.01, 10, 1.0, wanted)
    (public,) = make(nation, shelf, kinds=[rules])
    assert set(told(public)) == {BASE}
    (none,) = make(nation, shelf, kinds=[public_rules(0.01, 10, 0.0, wanted)])
    assert told(none) == {}
