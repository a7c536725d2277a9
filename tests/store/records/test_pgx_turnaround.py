"""Answers in time on each engine: the sums are the plain ones, and few rows are read for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from samvar.focus.pharmacogenomics.share import TURNAROUND
from samvar.focus.pharmacogenomics.share.turnaround import grouped, orders_of
from samvar.model.contribution import Scope
from samvar.store.records import Records
from samvar.store.records.tables import referrals
from tests.focus.pharmacogenomics.ward import Ordered, Patient, Ward, turnaround_twin

QUESTIONS = (
    {},
    {"regions": ("12", "01", "25")},
    {"since": "2026-02-01", "until": "2026-03-01", "regions": ("12",)},
)


def drawn(number: int, seed: int) -> list[Patient]:
    """Patients with two orders each, a fifth of which have been taken back."""
    random = Random(seed)

    def order() -> Ordered:
        day = date(2026, 1, 20) + timedelta(days=random.randrange(60))
        report = random.choice((None, *range(35)))
        return Ordered(
            random.choice(("12", "01", "14")), day, report, random.choice((None, *range(35))),
            report is not None and random.random() < 0.2,
        )  # fmt: skip

    return [
        Patient(f"{n:03}", orders=(order(), order()), research=random.random() < 0.8)
        for n in range(number)
    ]


class TurnaroundContract:
    """Needs a fixture `records`: an opened, empty store."""

    def test_every_sum_is_what_counting_one_by_one_gives(self, records: Records) -> None:
        for seed in range(3):
            people = drawn(40, seed)
            ward = Ward(records).admit(people)
            for scope in Scope:
                for question in QUESTIONS:
                    args = TURNAROUND.read_args(question)
                    found = TURNAROUND.answer(args, ward.view(scope))
                    assert {c: v.tolist() for c, v in found.items()} == turnaround_twin(
                        people, scope, args
                    )

    def test_the_rows_read_do_not_grow_with_the_orders(self, records: Records) -> None:
        """Months of waiting fall into the last group: a region has at most 31 for each state."""
        wanted, person = orders_of(TURNAROUND.read_args({})), referrals.c.person
        read = {}
        for number in (1, 8):
            orders = tuple(
                Ordered("01", date(2026, 1, 1), days, days)
                for days in range(0, 120, 2)
                for _ in range(number)
            )
            view = Ward(records).admit([Patient("1", orders=orders)]).view()
            rows = view.groups_of_people(wanted, person, grouped)
            assert sum(row[-1] for row in rows) == len(orders)
            read[number] = len(rows)
        assert read[1] == read[8] <= 31


class TestOnSqlite(TurnaroundContract):
    @pytest.fixture
    def records(self, tmp_path: Path) -> Iterator[Records]:
        with Records.open(f"sqlite:///{tmp_path / 'records.sqlite'}") as opened:
            yield opened


class TestOnPostgresql(TurnaroundContract):
    @pytest.fixture
    def records(self, postgres_url: str) -> Iterator[Records]:
        with Records.open(postgres_url) as opened:
            yield opened
