"""The share of some people in the sums is what their withdrawal takes."""

from __future__ import annotations

import random
from dataclasses import fields

import numpy as np
import pytest
from looked_twin import ALL_KINDS, SAMPLES, calls_of, lengths_of
from variant_twin import B38, EVERYWHERE, VARIANTS, WRITTEN, Call, batch, contribution, stretches

from samvar.model.contribution import Scope
from samvar.model.errors import NotFound
from samvar.model.genome import Sex
from samvar.model.strata import EVERYONE, strata_of
from samvar.model.structural import Event, EventKind
from samvar.model.variant import Variant
from samvar.store.variants import VariantStore
from samvar.store.variants.beside import REPEATS, STRUCTURAL
from samvar.store.variants.event import Question, rows_of
from samvar.store.variants.lengths import rows_of as repeat_rows
from samvar.store.variants.share import looked_of, share_of
from samvar.store.variants.sums import Counts

SOME = EVERYWHERE[:2]


def fill(store, dice):
    """Six people with random genotypes; the last does not count, and one is not for research."""
    names = [f"sam_{n}" for n in range(6)]
    people = [
        contribution(
            name,
            sex=dice.choice(list(Sex)),
            ancestry=dice.choice([None, "EUR"]),
            counts=name != "sam_5",
            strata=strata_of(affected=dice.choice([None, True, False])),
            scopes=frozenset([Scope.CARE]) if name == "sam_1" else frozenset(Scope),
        )
        for name in names
    ]
    sites = [(v, [WRITTEN[dice.choice(list(WRITTEN))] for _ in names], True) for v in VARIANTS]
    where = {name: stretches(dice.choice([EVERYWHERE, SOME])) for name in names}
    with store.writer() as writer:
        writer.load(people, [batch(names, sites)], {n: n for n in names}, where, "loa_1")
        writer.commit()
    return names


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("scope", Scope)
def test_sums_less_a_share_are_the_sums_after_a_withdrawal(tmp_path, seed, scope):
    dice = random.Random(seed)
    store = VariantStore.create(tmp_path / "variants", grace_s=0)
    names = fill(store, dice)
    leaving = dice.sample(names, dice.randint(1, 6))
    before = store.snapshot()
    keys = before.keys_of(VARIANTS)
    strata = (EVERYONE, "EUR", "affected:affected", "affected:unaffected")
    share = share_of(before, leaving, B38, scope)
    few = keys[:: dice.choice([2, 3, 7])]
    of_few = share_of(before, leaving, B38, scope, only=few)
    with store.writer() as writer:
        writer.withdraw(leaving)
        writer.commit()
    for stratum in strata:
        all_there = before.counts(B38, keys, scope, stratum=stratum)
        left = store.snapshot().counts(B38, keys, scope, stratum=stratum)
        part = share.counts(keys, stratum)
        for field in fields(Counts):
            name = field.name
            less = getattr(all_there, name) - getattr(part, name)
            assert less.tolist() == getattr(left, name).tolist(), (stratum, name)
            asked = getattr(of_few.counts(few, stratum), name)
            assert asked.tolist() == getattr(share.counts(few, stratum), name).tolist(), name


def test_nobody_has_no_share_and_who_is_not_there_is_an_error(tmp_path):
    store = VariantStore.create(tmp_path / "variants")
    fill(store, random.Random(1))
    snapshot = store.snapshot()
    keys = snapshot.keys_of(VARIANTS)
    nothing = share_of(snapshot, [], B38, Scope.CARE).counts(keys, EVERYONE)
    assert not any(np.any(getattr(nothing, field.name)) for field in fields(Counts))
    with pytest.raises(NotFound):
        share_of(snapshot, ["sam_9"], B38, Scope.CARE)


HETEROPLASMIC = Variant(B38, "MT", 3242, "A", "G")
EVENTS = tuple(
    Event(B38, kind, "1", 1000, 1000 if kind is EventKind.INS else end, "1")
    for kind, end in ((EventKind.DEL, 2000), (EventKind.DUP, 3000), (EventKind.INS, 0))
)


def fill_beside(store, dice):
    """Five people with events, repeats and a mitochondrial allele; some were looked at less."""
    people = [
        contribution(name, counts=name != "sam_4", sex=dice.choice(list(Sex)), assay="exome")
        for name in SAMPLES
    ]
    called = [Call(1, 2, dp=40, gq=99, ad=dice.choice([2, 20, 40])) for _ in SAMPLES]
    where = {name: stretches(dice.choice([EVERYWHERE, SOME])) for name in SAMPLES}
    with store.writer() as writer:
        site = [batch(SAMPLES, [(HETEROPLASMIC, called, True)])]
        writer.load(people, site, {n: n for n in SAMPLES}, where, "loa_1")
        writer.commit()
    rows = [
        (dice.randrange(5), dice.choice(EVENTS), dice.choice([-1, 1, 2]), -1, False, 0)
        for _ in range(6)
    ]
    lengths = lengths_of([(n, 0, (dice.choice([17, 20]), 40)) for n in range(4)])
    with store.writer() as writer:
        kinds = [kind.value for kind in ALL_KINDS]
        writer.attach(STRUCTURAL, rows_of(calls_of(rows), people), SAMPLES, kinds, "loa_1")
        writer.attach(REPEATS, repeat_rows(lengths, people), SAMPLES, [REPEATS], "loa_1")
        writer.commit()


def answers(snapshot, looked):
    """Every figure that the tables beside the small variants give."""
    (key,) = snapshot.keys_of([HETEROPLASMIC]).tolist()
    found = [looked.events(B38, Question(event, 0.7), Scope.CARE) for event in EVENTS]
    numbers = [n for each in found for n in (each.carriers, each.homozygotes, each.individuals)]
    lengths = looked.lengths(B38, "HTT", (18, 30), Scope.CARE)
    numbers += [*lengths.alleles, *lengths.homozygotes, lengths.individuals, lengths.an]
    levels = looked.levels(B38, key, Scope.CARE)
    return np.array([*numbers, *levels.carriers, levels.individuals])


@pytest.mark.parametrize("seed", range(8))
def test_the_tables_beside_less_some_people_are_those_after_a_withdrawal(tmp_path, seed):
    dice = random.Random(seed)
    store = VariantStore.create(tmp_path / "variants", grace_s=0)
    fill_beside(store, dice)
    leaving = dice.sample(SAMPLES, dice.randint(1, 5))
    before = store.snapshot()
    whole, part = answers(before, before.looked), answers(before, looked_of(before, leaving))
    with store.writer() as writer:
        writer.withdraw(leaving)
        writer.commit()
    after = store.snapshot()
    assert (whole - part).tolist() == answers(after, after.looked).tolist()
    with pytest.raises(NotFound):
        looked_of(after, leaving)
