"""Callable stretches and the allele-number track, against the model's own ploidy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.model.calls import Stretches
from samvar.model.errors import BadInput
from samvar.model.genome import CODE, CONTIGS, Assembly, Sex, ploidy
from samvar.store.variants.callability import (
    checked,
    content_digest,
    inside,
    ploidy_classes,
    ploidy_of,
    read_stretches,
    track,
    write_stretches,
)
from samvar.store.variants.sums import Sums
from samvar.store.variants.tables import Track, add_tracks

B38 = Assembly.GRCh38


def edges_of(name: str) -> list[int]:
    """Positions at and beside each border of a pseudoautosomal stretch, and the contig's ends."""
    borders = [edge + d for pair in B38.par(name) for edge in pair for d in (-1, 0, 1)]
    return sorted({0, 1, B38.length(name) - 1, *borders})


EDGES = {CODE[name]: edges_of(name) for name in ("1", "X", "Y", "MT")}
spots = st.sampled_from([(contig, at) for contig, edges in EDGES.items() for at in edges])
stretch = st.tuples(spots, st.integers(1, 3_000_000)).map(
    lambda s: (s[0][0], s[0][1], min(s[0][1] + s[1], B38.length(CONTIGS[s[0][0] - 1])))
)
person = st.tuples(
    st.lists(stretch, max_size=4), st.sampled_from(Sex), st.integers(1, 3), st.just(None)
)


def value(steps: Track, contig: int, position: int) -> tuple[int, int]:
    at = int(np.searchsorted(steps.place, np.uint64(contig << 28 | position), side="right")) - 1
    return (0, 0) if at < 0 else (int(steps.an[at]), int(steps.people[at]))


@given(people=st.lists(person, max_size=4), probes=st.lists(spots, min_size=1, max_size=20))
@settings(max_examples=80, deadline=None)
def test_a_track_is_the_sum_of_ploidies_of_those_who_are_callable(people, probes):
    told = [(Stretches.of(rows), sex, number) for rows, sex, number, _ in people]
    steps = track(B38, told)
    apart = add_tracks([track(B38, [one]) for one in told])
    assert steps.place.tolist() == apart.place.tolist()
    assert steps.an.tolist() == apart.an.tolist()
    assert len(add_tracks([steps, steps.negative()])) == 0
    for contig, position in probes:
        an = individuals = 0
        for rows, sex, number, _ in people:
            if any(c == contig and a <= position < b for c, a, b in rows):
                copies = ploidy(B38, CONTIGS[contig - 1], position, sex) or 0
                an += copies * number
                individuals += number * (copies > 0)
        assert value(steps, contig, position) == (an, individuals)


@pytest.mark.parametrize("assembly", Assembly)
@pytest.mark.parametrize("sex", Sex)
def test_ploidy_by_class_is_the_models_ploidy(assembly, sex):
    for name in ("1", "X", "Y", "MT"):
        edges = {e + d for pair in assembly.par(name) for e in pair for d in (-1, 0, 1)}
        for position in sorted({5, 16000, *edges}):
            here = np.array([CODE[name]], np.int8), np.array([position], np.int32)
            (found,) = ploidy_classes(assembly, *here)
            assert ploidy_of(int(found), sex) == (ploidy(assembly, name, position, sex) or 0)


@given(rows=st.lists(stretch, max_size=6), probes=st.lists(spots, max_size=20))
def test_inside_is_inside_one_of_them(rows, probes):
    contig = np.array([c for c, _ in probes], np.int8)
    position = np.array([p for _, p in probes], np.int32)
    expected = [any(c == k and a <= p < b for c, a, b in rows) for k, p in probes]
    assert inside(Stretches.of(rows), contig, position).tolist() == expected


@given(rows=st.lists(stretch, max_size=6))
@settings(deadline=None)
def test_stretches_come_back_from_the_disk(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("stretches")
    (folder / "callable").mkdir()
    own = checked(B38, Stretches.of(rows), 0)
    back = read_stretches(folder, write_stretches(folder, "callable/one", own))
    assert content_digest(back) == content_digest(own)
    assert back.end.tolist() == own.end.tolist()


@pytest.mark.parametrize("row", [(0, 0, 5), (26, 0, 5), (1, -1, 5), (25, 0, 16570)])
def test_a_stretch_outside_the_assembly_is_refused(row):
    one = Stretches(*(np.array([x], w) for x, w in zip(row, "bii", strict=True)))
    with pytest.raises(BadInput):
        checked(B38, one, 0)


def test_neighbouring_people_leave_no_seam():
    left = Stretches.of([(1, 0, 10)])
    right = Stretches.of([(1, 10, 20)])
    steps = track(B38, [(left, Sex.MALE, 1), (right, Sex.FEMALE, 1)])
    assert steps.an.tolist() == [2, 0]


def test_people_of_whom_nothing_is_callable_add_nothing() -> None:
    """Their track has no step at all, not even the 0 at its end."""
    key = np.array([1 << 60], np.uint64)
    sums = Sums([({}, {("", 0): add_tracks([])})])
    assert [int(n) for n in sums.point(int(key[0]), "")] == [0] * 5
    assert sums.counts(np.repeat(key, 2), "").an.tolist() == [0, 0]
