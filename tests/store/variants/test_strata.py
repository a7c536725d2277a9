"""Parts of the people who count: exact as everyone's sums are, and no dearer than they must be."""

from __future__ import annotations

import pytest
from variant_twin import B38, EVERYWHERE, VARIANTS, WRITTEN, batch, contribution, stretches

from samvar.model.contribution import Scope
from samvar.model.errors import NotFound
from samvar.model.genome import Sex
from samvar.model.strata import PARTS, Way, strata_of, stratum
from samvar.store.variants import VariantStore, rebuild


@pytest.fixture
def store(tmp_path):
    return VariantStore.create(tmp_path / "variants", grace_s=0)


def load(writer, sample, text="0/1", **change):
    own = contribution(sample, **change)
    sites = [(v, [WRITTEN[text]], True) for v in VARIANTS]
    writer.load([own], [batch(["S"], sites)], {"S": sample}, {sample: stretches(EVERYWHERE)}, "l")


def counted(store, name):
    snapshot = store.snapshot()
    counts = snapshot.counts(B38, snapshot.keys_of(VARIANTS[:1]), Scope.CARE, stratum=name)
    return int(counts.ac[0]), int(counts.an[0]), int(counts.individuals[0])


def test_no_two_parts_have_the_same_name():
    labels = {label for parts in PARTS.values() for label in parts} | {"EUR", "sex:male", "a:b"}
    names = [stratum(way, label) for way in Way for label in labels]
    assert len(set(names)) == len(names)


def test_strata_of_the_same_people_are_written_once(store, tmp_path):
    """A genome alone is in five strata: its rows take the room of one."""
    many = strata_of(Sex.FEMALE, "cancer", True, "genome")
    with store.writer() as writer:
        load(writer, "sam_1", ancestry="EUR", strata=many)
        writer.commit()
    bare = VariantStore.create(tmp_path / "bare", grace_s=0)
    with bare.writer() as writer:
        load(writer, "sam_1")
        writer.commit()
    here, there = (
        sum(p.stat().st_size for p in (s.folder / "counts").iterdir()) for s in (store, bare)
    )
    assert here == there
    for name in ("", "EUR", *many):
        assert counted(store, name) == (1, 2, 1)
    assert counted(store, "sex:male") == (0, 0, 0)


def test_strata_that_were_one_part_when_others_join(store):
    with store.writer() as writer:
        load(writer, "sam_1", strata=strata_of(Sex.FEMALE, affected=True))
        writer.commit()
        load(writer, "sam_2", "1/1", strata=strata_of(Sex.FEMALE, affected=False))
        writer.commit()
        load(writer, "sam_3", sex=Sex.MALE, strata=strata_of(Sex.MALE, affected=False))
        writer.commit()
        writer.withdraw(["sam_1"])
        writer.commit(compact=True)
    assert counted(store, "") == (3, 4, 2)
    assert counted(store, "sex:female") == (2, 2, 1)
    assert counted(store, "affected:unaffected") == (3, 4, 2)
    assert counted(store, "affected:affected") == (0, 0, 0)
    assert not any("affected:affected" in name for name in store.snapshot().digest())


def test_a_person_of_whom_more_is_known_is_counted_there_and_not_before(store, tmp_path):
    with store.writer() as writer:
        load(writer, "sam_1")
        load(writer, "sam_2", strata=("sex:female",))
        writer.commit()
        everyone = counted(store, "")
        writer.stratify({"sam_1": ("sex:female", "area:cancer"), "sam_2": ()})
        writer.commit()
    assert counted(store, "") == everyone
    assert counted(store, "sex:female") == counted(store, "area:cancer") == (1, 2, 1)
    snapshot = store.snapshot()
    assert snapshot.unsettled_since is not None or len(snapshot.opened.manifest.runs) == 2
    assert rebuild(snapshot, tmp_path / "anew").snapshot().digest() == snapshot.digest()


def test_strata_of_somebody_unknown_change_nothing(store):
    with store.writer() as writer:
        load(writer, "sam_1")
        writer.commit()
        with pytest.raises(NotFound):
            writer.stratify({"sam_1": ("sex:male",), "sam_9": ()})
        writer.commit()
    assert counted(store, "sex:male") == (0, 0, 0)
