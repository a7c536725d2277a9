"""Random lives of a store, told to its naive twin too: every table, and a rebuild, must agree."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from kill_writer import OPERATIONS, stop_at
from lives import SAMPLES, arrival, people_of_life
from looked_twin import calls_of, lengths_of
from variant_twin import B38, VARIANTS, WRITTEN, Call, Twin, batch, check, contribution
from variant_twin import stretches as stretches_of

from samvar.model.contribution import Scope
from samvar.model.errors import SamvarError
from samvar.model.genome import Sex
from samvar.model.person import Person
from samvar.model.strata import strata_of
from samvar.model.structural import Event, EventKind
from samvar.store.variants import VariantStore, compact, merging, rebuild, runs, staging
from samvar.store.variants.beside import REPEATS, STRUCTURAL
from samvar.store.variants.event import Question, told_anew
from samvar.store.variants.event import rows_of as event_rows
from samvar.store.variants.lengths import rows_of as repeat_rows

DELETIONS = ((1000, 2000), (1100, 2050), (1000, 1500), (5000, 5100))


@contextmanager
def a_disk_that_fills(after: int) -> Iterator[None]:
    """So many more file operations succeed, then one fails."""
    whole = {name: getattr(os, name) for name in OPERATIONS}
    stop_at(after, "error")
    try:
        yield
    finally:
        for name, real in whole.items():
            setattr(os, name, real)


class Life(RuleBasedStateMachine):
    """Loads, withdrawals, reloads, opt-outs, compactions, crashes and second thoughts."""

    lived: ClassVar[int] = 0
    crashed: ClassVar[int] = 0

    @initialize(people=people_of_life)
    def begin(self, people):
        self.people = people
        self.twin = Twin()
        self.place = tempfile.TemporaryDirectory()
        self.folder = Path(self.place.name)
        self.store = VariantStore.create(self.folder / "store", grace_s=0)
        self.loads = 0
        self.checked = -1

    def stage(self, writer, samples, arrivals, failing, files):
        """One load of several samples; its sites split over `files` files."""
        self.loads += 1
        own, calls, callable_ = [], {}, {}
        for sample, told in zip(samples, arrivals, strict=True):
            person = self.people[told["person"]]
            own.append(
                contribution(
                    sample,
                    person.id,
                    sex=person.sex,
                    ancestry=person.ancestry,
                    counts=not told["tumour"],
                    why="a tumour sample" if told["tumour"] else None,
                    scopes=told["scopes"],
                    rules=told["rules"],
                    strata=strata_of(person.sex, told["area"], told["affected"], told["assay"]),
                )
            )
            callable_[sample] = told["callable"]
            calls[sample] = {
                variant: Call(
                    WRITTEN[text].dosage,
                    WRITTEN[text].called,
                    WRITTEN[text].written,
                    variant not in failing,
                    dp,
                    gq,
                )
                for variant, (text, dp, gq) in told["calls"].items()
            }
        # A site of a file has a call for everyone: those without one are known to have none.
        sites = [v for v in VARIANTS if any(v in calls[sample] for sample in samples)]
        for sample in samples:
            for v in sites:
                calls[sample].setdefault(v, Call(0, 2, 2, v not in failing, 30, 60))
        rows = [(v, [calls[s][v] for s in samples], v not in failing) for v in sites]
        parts = [rows[n::files] for n in range(files)]
        load = f"loa_{self.loads}"
        writer.load(
            own,
            [batch([f"file_{s}" for s in samples], part) for part in parts],
            {f"file_{s}": s for s in samples},
            {s: stretches_of(callable_[s]) for s in samples},
            load,
            people=self.people,
        )
        return own, calls, callable_, load

    @rule(
        arrivals=st.lists(arrival, min_size=1, max_size=3),
        failing=st.sets(st.sampled_from(VARIANTS), max_size=2),
        files=st.integers(1, 3),
        commit=st.sampled_from([True, True, True, False]),
    )
    def load(self, arrivals, failing, files, commit):
        free = [s for s in SAMPLES if s not in self.twin.held][: len(arrivals)]
        if not free:
            return
        with self.store.writer() as writer:
            own = self.stage(writer, free, arrivals[: len(free)], failing, files)
            if commit:
                writer.commit()
                self.twin.load(own[0], self.people, *own[1:])

    @precondition(lambda self: self.twin.held)
    @rule(data=st.data(), commit=st.sampled_from([True, True, True, False]))
    def withdraw(self, data, commit):
        gone = data.draw(st.sets(st.sampled_from(sorted(self.twin.held)), min_size=1, max_size=3))
        with self.store.writer() as writer:
            writer.withdraw(sorted(gone))
            if commit:
                writer.commit()
                for sample in gone:
                    self.twin.withdraw(sample)

    @precondition(lambda self: self.twin.held)
    @rule(
        data=st.data(),
        told=arrival,
        sex=st.sampled_from(Sex),
        family=st.sampled_from([None, "fam_1"]),
    )
    def reload_with_changed_sex_and_pedigree(self, data, told, sex, family):
        sample = data.draw(st.sampled_from(sorted(self.twin.held)))
        person = told["person"]
        self.people = {
            **self.people,
            person: Person(person, sex, self.people[person].ancestry, family),
        }
        with self.store.writer() as writer:
            writer.withdraw([sample])
            own = self.stage(writer, [sample], [told], set(), 1)
            writer.commit()
        self.twin.withdraw(sample)
        self.twin.load(own[0], self.people, *own[1:])

    @precondition(lambda self: self.twin.held)
    @rule(
        data=st.data(),
        deletions=st.lists(st.tuples(st.sampled_from(DELETIONS), st.integers(-1, 2)), max_size=3),
        lengths=st.tuples(st.integers(5, 9), st.integers(9, 60)),
        commit=st.sampled_from([True, True, True, False]),
    )
    def look_for_deletions_and_repeats(self, data, deletions, lengths, commit):
        """Told of samples that are here already; what was told before does not hold any more."""
        drawn = data.draw(st.sets(st.sampled_from(sorted(self.twin.held)), min_size=1, max_size=2))
        samples = sorted(drawn)
        here = [self.store.snapshot().contributions[sample] for sample in samples]
        self.loads += 1
        load = f"loa_{self.loads}"
        rows = [
            (who, Event(B38, EventKind.DEL, "1", *span, "1"), copies, -1, False, 0)
            for who in range(len(samples))
            for span, copies in deletions
        ]
        called = [(who, 0, lengths) for who in range(len(samples))]
        with self.store.writer() as writer:
            deleted = event_rows(calls_of(rows, tuple(samples)), here)
            stale = told_anew(frozenset({EventKind.DEL}))
            writer.attach(STRUCTURAL, deleted, samples, ["DEL"], load, stale)
            repeats = repeat_rows(lengths_of(called, tuple(samples)), here)
            writer.attach(REPEATS, repeats, samples, [REPEATS], load)
            if commit:
                writer.commit()
        if commit:
            for sample in samples:
                held = self.twin.held[sample]
                held.deletions = [(*span, max(0, copies)) for span, copies in deletions]
                held.lengths = lengths
                held.told = load

    @rule(told=arrival)
    def load_and_think_again_in_one_commit(self, told):
        free = [s for s in SAMPLES if s not in self.twin.held]
        if free:
            with self.store.writer() as writer:
                self.stage(writer, free[:1], [told], set(), 1)
                writer.withdraw(free[:1])
                writer.commit()

    @precondition(lambda self: self.twin.held)
    @rule(data=st.data(), scope=st.sampled_from(Scope), into=st.booleans())
    def opt(self, data, scope, into):
        sample = data.draw(st.sampled_from(sorted(self.twin.held)))
        with self.store.writer() as writer:
            (writer.opt_in if into else writer.opt_out)([sample], scope)
            writer.commit()
        self.twin.opt(sample, scope, into=into)

    @precondition(lambda self: self.twin.held)
    @rule(data=st.data(), area=st.sampled_from([None, "cancer"]), sex=st.sampled_from(Sex))
    def stratify(self, data, area, sex):
        """Also by other words than those of the load: what is told now is what counts."""
        sample = data.draw(st.sampled_from(sorted(self.twin.held)))
        strata = strata_of(sex, area)
        with self.store.writer() as writer:
            writer.stratify({sample: strata})
            writer.commit()
        self.twin.stratify(sample, strata)

    @rule(
        arrivals=st.lists(arrival, min_size=1, max_size=2),
        data=st.data(),
        after=st.integers(0, 60),
    )
    def the_disk_fills_while_a_writer_works(self, arrivals, data, after):
        """What stands afterwards is the commit before, or the whole new one."""
        free = [s for s in SAMPLES if s not in self.twin.held][: len(arrivals)]
        held = sorted(self.twin.held)
        gone = data.draw(st.sets(st.sampled_from(held), max_size=2)) if held else set()
        epoch, own = self.store.epoch, None
        try:
            with a_disk_that_fills(after), self.store.writer() as writer:
                writer.withdraw(sorted(gone))
                if free:
                    own = self.stage(writer, free, arrivals[: len(free)], set(), 1)
                writer.commit()
        except (OSError, SamvarError):
            type(self).crashed += 1
        self.store = VariantStore.open(self.folder / "store", grace_s=0)
        if self.store.epoch != epoch:
            for sample in gone:
                self.twin.withdraw(sample)
            if own is not None:
                self.twin.load(own[0], self.people, *own[1:])

    @rule()
    def compact(self):
        with self.store.writer() as writer:
            writer.commit(compact=True)

    @rule()
    def open_again(self):
        self.store = VariantStore.open(self.folder / "store", grace_s=0)

    @invariant()
    def every_answer_is_the_twins(self):
        if self.store.epoch != self.checked:
            check(self.store.snapshot(), self.twin)
            looked = self.store.snapshot().looked
            for scope in Scope:
                for start, end in DELETIONS:
                    question = Question(Event(B38, EventKind.DEL, "1", start, end, "1"), 0.7)
                    found = looked.events(B38, question, scope)
                    answer = (found.carriers, found.homozygotes, found.individuals)
                    assert answer == self.twin.with_deletion(start, end, scope)
                called = [h.lengths for h in self.twin.counted(scope) if h.lengths]
                alleles = looked.lengths(B38, "HTT", [8, 36], scope).alleles.tolist()
                bins = [sum(u >= edge for edge in (8, 36)) for pair in called for u in pair]
                assert alleles == [bins.count(at) for at in range(3)]
            self.checked = self.store.epoch

    def teardown(self):
        if not hasattr(self, "store"):
            return
        try:
            anew = rebuild(self.store.snapshot(), self.folder / "anew")
            assert anew.snapshot().digest() == self.store.snapshot().digest()
            assert self.store.snapshot().verify() == []
            type(self).lived += 1
        finally:
            self.place.cleanup()


Life.TestCase.settings = settings(
    max_examples=30,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestLife = Life.TestCase


class LargeLife(Life):
    """The same life where no commit joins runs or rewrites carriers itself: it is done beside."""

    lived: ClassVar[int] = 0
    crashed: ClassVar[int] = 0

    def __init__(self):
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        for module, name in (
            (runs, "INLINE_ROWS"),
            (merging, "INLINE_ROWS"),
            (staging, "INLINE_BYTES"),
            (merging, "INLINE_BYTES"),
        ):
            self.patch.setattr(module, name, -1)
        self.patch.setattr(compact, "BATCH", 3)

    @rule()
    def merge(self):
        self.store.merge()
        self.checked = -1

    @rule()
    def settle(self):
        self.store.tidy(0)
        assert self.store.snapshot().unsettled_since is None
        self.checked = -1

    @rule(after=st.integers(0, 40))
    def the_disk_fills_while_runs_are_joined(self, after):
        try:
            with a_disk_that_fills(after):
                self.store.tidy(0)
        except (OSError, SamvarError):
            type(self).crashed += 1
        self.store = VariantStore.open(self.folder / "store", grace_s=0)
        self.checked = -1

    def teardown(self):
        try:
            super().teardown()
        finally:
            self.patch.undo()


LargeLife.TestCase.settings = settings(Life.TestCase.settings, max_examples=15)
TestLargeLife = LargeLife.TestCase


SEQUENCES = 10_000
"""What network.md promises: "10,000 random load/withdraw/reload sequences ... 0 wrong rows"."""


class LongLife(Life):
    """The same rules; a class of its own, so that it counts for itself."""


@pytest.mark.nightly
def test_ten_thousand_random_lives_are_those_of_the_twin_and_of_a_rebuild():
    """After each step every table is the twin's; at each end the digest is a rebuild's."""
    many = settings(Life.TestCase.settings, max_examples=SEQUENCES, stateful_step_count=8)
    run_state_machine_as_test(LongLife, settings=many)
    assert LongLife.lived >= SEQUENCES
    assert LongLife.crashed > SEQUENCES // 20
