"""Every engine says what the store's own sums say, of whomever and by whatever group."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samvar.demo.site import ASSEMBLY
from samvar.model.contribution import Scope
from samvar.model.errors import StoreUnavailable, UsageError
from samvar.model.genome import CODE, Assembly, Interval, Sex, ploidy
from samvar.model.strata import EVERYONE, PARTS, Way, stratum
from samvar.model.variant import Variant
from samvar.store.cohort.engine import DuckDb
from samvar.store.cohort.place import Place
from samvar.store.cohort.question import NOT_KNOWN, Carriers, Frequency, Group, People, Question
from samvar.store.cohort.spark import Spark
from samvar.store.cohort.tables import ALL, tables_of
from samvar.store.variants import Snapshot
from samvar.store.variants.callability import read_stretches
from tests.store.cohort.conftest import EVERYWHERE, Asked

VARIANT = ("contig", "position", "ref", "alt")
NUMBERS = ("ac", "an", "hom", "hemi", "individuals")


def by_sums(snapshot: Snapshot, scope: Scope, name: str = EVERYONE) -> dict[Any, Any]:
    """Counts of all variants that anybody carries, from the store's own sums."""
    keys = snapshot.all_keys(ASSEMBLY, scope)
    counts = snapshot.counts(ASSEMBLY, keys, scope, stratum=name)
    numbers = zip(*(getattr(counts, name).tolist() for name in NUMBERS), strict=True)
    variants = snapshot.variants_of(ASSEMBLY, keys)
    return {
        (CODE[v.contig], v.position, v.ref, v.alt): each
        for v, each in zip(variants, numbers, strict=True)
    }


def by_row(rows: list[dict[str, Any]], stratum: str = ALL) -> dict[Any, Any]:
    return {
        tuple(row[n] for n in VARIANT): tuple(row[n] for n in NUMBERS)
        for row in rows
        if row["stratum"] == stratum
    }


def twin(snapshot: Snapshot, question: Frequency, scope: Scope) -> list[dict[str, Any]]:
    """The slow, obvious way: person by person, variant by variant, place by place."""
    people: dict[str, list[tuple[Sex, Any, dict[Any, Any]]]] = {}
    for entry in snapshot.opened.entries.values():
        c = entry.contribution
        if not (c.counts and scope in c.scopes and question.people.has(c)):
            continue
        calls = {
            (r["contig"], r["position"], r["ref"], r["alt"]): r
            for r in snapshot.genotypes(c.sample).to_pylist()
        }
        stretches = read_stretches(snapshot.opened.folder, entry.callable)
        group = ALL if question.by is None else question.by.of(c)
        people.setdefault(group, []).append((c.sex, stretches, calls))
    found = []
    for variant in question.variants:
        name = (CODE[variant.contig], variant.position, variant.ref, variant.alt)
        for group, members in people.items():
            total: Counter[str] = Counter()
            for sex, stretches, calls in members:
                own = calls.get(name)
                copies = _copies(variant, sex) if _judged(stretches, name) else 0
                total["an"] += copies - (own["missed"] if own else 0)
                total["individuals"] += copies > 0
                if own:
                    total["ac"] += own["counted"]
                    total["hom"] += own["counted"] == 2
                    total["hemi"] += own["hemizygous"]
            place = dict(zip(VARIANT, name, strict=True))
            found.append({"stratum": group, **place, **{n: int(total[n]) for n in NUMBERS}})
    return sorted(found, key=lambda row: tuple(row[n] for n in (*VARIANT, "stratum")))


def _judged(stretches: Any, name: tuple[int, int, str, str]) -> bool:
    here = stretches.contig == name[0]
    return bool((here & (stretches.start <= name[1]) & (name[1] < stretches.end)).any())


def _copies(variant: Variant, sex: Sex) -> int:
    return ploidy(variant.assembly, variant.contig, variant.position, sex) or 0


@pytest.mark.parametrize("scope", list(Scope))
def test_all_variants_of_everybody_are_those_of_the_sums(
    asked: Asked, duck: DuckDb, scope: Scope
) -> None:
    rows = asked.rows(duck, Frequency(ASSEMBLY, regions=EVERYWHERE), scope)
    assert by_row(rows) == by_sums(asked.snapshot, scope)
    assert len(rows) > 500


def test_each_ancestry_is_the_stratum_of_the_sums(asked: Asked, duck: DuckDb) -> None:
    rows = asked.rows(duck, Frequency(ASSEMBLY, regions=EVERYWHERE, by=Group.ANCESTRY))
    labels = asked.snapshot.ancestries(ASSEMBLY, Scope.CARE)
    assert {row["stratum"] for row in rows} == {*labels, NOT_KNOWN}
    for label in labels:
        assert by_row(rows, label) == by_sums(
            asked.snapshot, Scope.CARE, stratum(Way.ANCESTRY, label)
        )


@pytest.mark.parametrize("way", list(PARTS))
def test_each_part_is_the_stratum_of_the_sums(asked: Asked, duck: DuckDb, way: Way) -> None:
    rows = asked.rows(duck, Frequency(ASSEMBLY, regions=EVERYWHERE, by=Group(way.value)))
    found = {row["stratum"] for row in rows}
    assert len(found) > 1
    assert found <= {*PARTS[way], NOT_KNOWN}
    for label in found - {NOT_KNOWN}:
        sums = by_sums(asked.snapshot, Scope.CARE, stratum(way, label))
        assert by_row(rows, label) == sums


def _some(snapshot: Snapshot, number: int) -> tuple[Variant, ...]:
    keys = snapshot.all_keys(ASSEMBLY, Scope.CARE)
    spread = keys[np.linspace(0, len(keys) - 1, number).astype(int)]
    nowhere = Variant(ASSEMBLY, "X", 50_000_000, "A", "C")
    return (*snapshot.variants_of(ASSEMBLY, np.unique(spread)), nowhere)


GROUPS = st.builds(
    People,
    sex=st.sets(st.sampled_from(["female", "male", NOT_KNOWN])).map(lambda s: tuple(sorted(s))),
    ancestry=st.sets(st.sampled_from(["EUR", "AFR", NOT_KNOWN])).map(lambda s: tuple(sorted(s))),
    assay=st.sampled_from([(), ("genome",), ("exome", "panel")]),
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=GROUPS, by=st.sampled_from([None, *Group]), scope=st.sampled_from(list(Scope)))
def test_any_group_of_people_is_counted_as_one_would_by_hand(
    asked: Asked, duck: DuckDb, people: People, by: Group | None, scope: Scope
) -> None:
    question = Frequency(ASSEMBLY, variants=_some(asked.snapshot, 12), people=people, by=by)
    assert asked.rows(duck, question, scope) == twin(asked.snapshot, question, scope)


def test_carriers_are_those_of_the_carrier_lists(asked: Asked, duck: DuckDb) -> None:
    for size in (1, 5, 90):
        wanted = _some(asked.snapshot, size)
        keys = asked.snapshot.keys_of(wanted)
        have = asked.snapshot.carriers_any(ASSEMBLY, keys, Scope.CARE)
        (row,) = asked.rows(duck, Carriers(ASSEMBLY, wanted))
        assert row["carriers"] == len(have)
        assert row["individuals"] == asked.snapshot.individuals(ASSEMBLY, Scope.CARE)
        by_sex = asked.rows(duck, Carriers(ASSEMBLY, wanted, by=Group.SEX))
        of = asked.snapshot.contributions
        assert {r["stratum"]: r["carriers"] for r in by_sex if r["carriers"]} == Counter(
            of[sample].sex.value for sample in have
        )


QUESTIONS: list[Any] = [
    # what a question may be, and everything that an engine does for it
    lambda s: Frequency(ASSEMBLY, regions=EVERYWHERE, by=Group.SEX),
    lambda s: Frequency(ASSEMBLY, variants=_some(s, 20), people=People(assay=("genome",))),
    lambda s: Carriers(ASSEMBLY, _some(s, 30), by=Group.ASSAY),
]


@pytest.mark.nightly  # the demo is asked by both engines at each change: tests/acceptance
def test_spark_says_what_duckdb_says(asked: Asked, duck: DuckDb, spark: Spark) -> None:
    for make in QUESTIONS:
        question: Question = make(asked.snapshot)
        tables = tables_of(asked.snapshot, Scope.RESEARCH, question)
        assert len(tables)
        rows = asked.rows(duck, question, Scope.RESEARCH)
        assert rows
        assert asked.rows(spark, question, Scope.RESEARCH) == rows


def test_a_stretch_begins_with_its_first_base_and_ends_before_its_last(
    asked: Asked, duck: DuckDb
) -> None:
    for variant in _some(asked.snapshot, 6)[:-1]:
        here = Interval(variant.contig, variant.position, variant.position + 1)
        before = Interval(variant.contig, variant.position - 1, variant.position)
        found = asked.rows(duck, Frequency(ASSEMBLY, regions=(here,)))
        assert (variant.ref, variant.alt) in {(row["ref"], row["alt"]) for row in found}
        assert all(
            row["position"] == variant.position - 1
            for row in asked.rows(duck, Frequency(ASSEMBLY, regions=(before,)))
        )


def test_nobody_is_no_row(asked: Asked, duck: DuckDb) -> None:
    nobody = People(sex=("male",), dataset=("none",))
    assert asked.rows(duck, Frequency(ASSEMBLY, regions=EVERYWHERE, people=nobody)) == []
    assert asked.rows(duck, Carriers(Assembly.GRCh37, (_of(Assembly.GRCh37),))) == []


def _of(assembly: Assembly) -> Variant:
    return Variant(assembly, "1", 1000, "A", "C")


BAD: list[Any] = [
    lambda: Frequency(ASSEMBLY),
    lambda: Frequency(ASSEMBLY, variants=(_of(ASSEMBLY),), regions=EVERYWHERE),
    lambda: Frequency(ASSEMBLY, variants=(_of(ASSEMBLY), _of(ASSEMBLY))),
    lambda: Frequency(Assembly.GRCh37, variants=(_of(Assembly.GRCh38),)),
    lambda: Carriers(ASSEMBLY, ()),
]


@pytest.mark.parametrize("make", BAD)
def test_a_question_about_nothing_or_in_two_forms_is_refused(make: Any) -> None:
    with pytest.raises(UsageError):
        make()


def test_a_file_that_is_not_there_is_an_error_and_not_fewer_people(
    asked: Asked, duck: DuckDb, tmp_path: Any
) -> None:
    question = Carriers(ASSEMBLY, _some(asked.snapshot, 2))
    elsewhere = Asked(asked.snapshot, Place.of(tmp_path))
    with pytest.raises(StoreUnavailable, match="DuckDB could not"):
        elsewhere.rows(duck, question)
