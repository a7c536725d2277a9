"""How often a node counts its people: as often as they change, and not once for each reply."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

from samvar.model.contribution import Scope
from samvar.network.census import Census


class Counting:
    """A node whose counts can be changed, and that notes how often each was asked for."""

    def __init__(self) -> None:
        self.epoch, self.orders, self.now, self.slow = 1, 3, 0.0, 0.0
        self.asked: Counter[str] = Counter()

    def view(self, scope: Scope, asker: object = None) -> SimpleNamespace:
        def individuals(*_: object) -> int:
            self.asked["individuals"] += 1
            return 10 * self.epoch

        def settled() -> dict[str, int]:
            self.asked["settled"] += 1
            return {"pgx:TPMT": self.epoch}

        def moving() -> dict[str, int]:
            self.asked["moving"] += 1
            self.now += self.slow
            return {"pgx-orders": self.orders}

        snapshot = SimpleNamespace(epoch=self.epoch, individuals=individuals)
        return SimpleNamespace(scope=scope, snapshot=snapshot, settled=settled, moving=moving)


def test_what_holds_for_an_epoch_is_counted_once_in_it_by_any_number_of_threads():
    node = Counting()
    census = Census(node, lambda: node.now)
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: census.told(node.view(Scope.CARE)), range(200)))
    assert all(each == told[0] for each in told)
    assert told[0]["GRCh38/care"] == told[0]["GRCh37/research"] == 10
    assert (told[0]["pgx:TPMT/care"], told[0]["pgx-orders/research"]) == (1, 3)
    assert node.asked == {"individuals": 4, "settled": 2, "moving": 2}
    node.epoch = 2
    assert census.told(node.view(Scope.RESEARCH))["pgx:TPMT/care"] == 2
    assert node.asked["settled"] == 4


def test_an_answer_counts_what_moves_anew_and_only_that():
    node = Counting()
    census = Census(node, lambda: node.now)
    census.told(node.view(Scope.CARE))
    before = Counter(node.asked)
    for node.orders in (4, 5):
        assert census.of(node.view(Scope.CARE), "pgx-orders") == node.orders
    assert census.of(node.view(Scope.CARE), "pgx:TPMT") == 1
    assert node.asked - before == {"moving": 2}


def test_a_census_may_be_a_second_old_and_older_where_counting_takes_long():
    node = Counting()
    census = Census(node, lambda: node.now)

    def told() -> int:
        return census.told(node.view(Scope.CARE))["pgx-orders/care"]

    assert told() == 3
    node.orders, node.now = 4, 0.9
    assert told() == 3
    node.now, node.slow = 1.1, 0.1  # two scopes: a fifth of a second
    assert told() == 4
    node.orders, node.now = 5, node.now + 9
    assert told() == 4
    node.now += 2
    assert told() == 5


def test_an_answer_from_an_older_epoch_has_the_people_of_that_epoch():
    node = Counting()
    census, old = Census(node, lambda: node.now), node.view(Scope.CARE)
    old.settled = lambda: {"pgx:TPMT": 1}
    old.snapshot.individuals = lambda *_: 10
    node.epoch = 2
    assert census.of(node.view(Scope.CARE), "pgx:TPMT") == 2
    assert census.of(old, "pgx:TPMT") == 1
    asked = node.asked["settled"]
    assert census.of(node.view(Scope.CARE), "GRCh38") == 20
    assert node.asked["settled"] == asked  # the newer count was not thrown away
