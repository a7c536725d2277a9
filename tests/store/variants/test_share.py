"""The share of some people in the sums is what their withdrawal takes."""

from __future__ import annotations

import random
from dataclasses import fields

import numpy as np
import pytest
from variant_twin import B38, EVERYWHERE, VARIANTS, WRITTEN, batch, contribution, stretches

from samvar.model.contribution import Scope
from samvar.model.errors import NotFound
from samvar.model.genome import Sex
from samvar.model.strata import EVERYONE
from samvar.store.variants import VariantStore
from samvar.store.variants.share import share_of
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
    share = share_of(before, leaving, B38, scope).counts(keys, EVERYONE)
    all_there = before.counts(B38, keys, scope)
    with store.writer() as writer:
        writer.withdraw(leaving)
        writer.commit()
    left = store.snapshot().counts(B38, keys, scope)
    for field in fields(Counts):
        whole, part = getattr(all_there, field.name), getattr(share, field.name)
        assert (whole - part).tolist() == getattr(left, field.name).tolist(), field.name


def test_nobody_has_no_share_and_who_is_not_there_is_an_error(tmp_path):
    store = VariantStore.create(tmp_path / "variants")
    fill(store, random.Random(1))
    snapshot = store.snapshot()
    keys = snapshot.keys_of(VARIANTS)
    nothing = share_of(snapshot, [], B38, Scope.CARE).counts(keys, EVERYONE)
    assert not any(np.any(getattr(nothing, field.name)) for field in fields(Counts))
    with pytest.raises(NotFound):
        share_of(snapshot, ["sam_9"], B38, Scope.CARE)
