"""The metric for copy numbers: Riggs et al. 2020, doi:10.1038/s41436-019-0686-8, tables 1 and 2."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.focus.rare_disease.analyse.copy_number.classify import choose, classify, suggest
from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.copy_number import (
    Change,
    CopyFacts,
    Families,
    Hit,
    Likeness,
    Line,
    Origin,
    Reported,
    Studies,
)
from samvar.focus.rare_disease.model.verdict import State, Strength
from samvar.focus.rare_disease.rules.riggs.metric import ITEMS, class_of_score
from samvar.model.dosage import Dosage, DosageElement, DosageMap
from samvar.model.errors import BadInput
from samvar.model.genome import Assembly, Interval
from samvar.model.shape import learned
from tests.focus.rare_disease.drawn import drawn_of

LOSS, GAIN = Change
# A gene on the forward strand: three exons, coding from 1,100 to 3,050.
GENE = Hit(
    gene="HI",
    start=1_000,
    end=4_000,
    forward=True,
    exons=((1_000, 1_200), (2_000, 2_200), (3_000, 4_000)),
    coding=(1_100, 3_050),
)


def element(
    name: str, start: int, end: int, *, loss: Dosage | None = None, gain: Dosage | None = None
) -> DosageElement:
    return DosageElement(
        name, name, not name.startswith("ISCA"), Interval("1", start, end), loss, gain
    )


def curated(*elements: DosageElement) -> DosageMap:
    return DosageMap(Assembly.GRCh38, elements)


HI_GENE = element("HI", 1_000, 4_000, loss=Dosage.SUFFICIENT)
HI_REGION = element("ISCA-1", 10_000, 20_000, loss=Dosage.SUFFICIENT)
BENIGN = element("ISCA-2", 50_000, 60_000, loss=Dosage.UNLIKELY, gain=Dosage.UNLIKELY)
TS_REGION = element("ISCA-3", 70_000, 80_000, gain=Dosage.SUFFICIENT)
MAP = curated(HI_GENE, HI_REGION, BENIGN, TS_REGION)


def lines(
    facts: CopyFacts, start: int, end: int, dosage: DosageMap | None = MAP
) -> dict[str, Line]:
    return {each.item: each for each in suggest(facts, Interval("1", start, end), dosage)}


def second(facts: CopyFacts, start: int, end: int) -> dict[str, int]:
    """Items of section 2 that are so, with their points."""
    found = lines(facts, start, end)
    return {
        item: line.points
        for item, line in found.items()
        if item[0] == "2" and line.state is State.MET
    }


def backwards() -> Hit:
    return Hit(**{**{n: getattr(GENE, n) for n in GENE.__struct_fields__}, "forward": False})


ESTABLISHED = [
    # change, hit, start, end, more, items
    (LOSS, GENE, 900, 4_000, {}, {"2A": 100}),
    (LOSS, GENE, 900, 25_000, {}, {"2A": 100}),
    (LOSS, GENE, 15_000, 25_000, {}, {"2B": 0}),
    (LOSS, GENE, 900, 1_150, {}, {"2C-1": 90}),
    (LOSS, GENE, 900, 1_100, {}, {"2C-2": 0}),
    (LOSS, GENE, 3_050, 4_500, {}, {"2D-1": 0}),
    (LOSS, GENE, 3_000, 4_500, {"reported": True}, {"2D-2": 90}),
    (LOSS, GENE, 3_000, 4_500, {"reported": False}, {"2D-3": 30}),
    (LOSS, GENE, 3_000, 4_500, {}, {}),
    (LOSS, GENE, 1_900, 4_500, {}, {"2D-4": 90}),
    (LOSS, backwards(), 900, 1_150, {"reported": True}, {"2D-2": 90}),
    (LOSS, backwards(), 3_000, 4_500, {}, {"2C-1": 90}),
    (LOSS, GENE, 1_900, 2_500, {"null": Strength.VERY_STRONG}, {"2E": 90}),
    (LOSS, GENE, 1_900, 2_500, {"null": Strength.STRONG}, {"2E": 45}),
    (LOSS, GENE, 1_900, 2_500, {"null": Strength.MODERATE}, {"2E": 30}),
    (LOSS, GENE, 1_900, 2_500, {"null": None}, {"2E": 0}),
    (LOSS, GENE, 1_900, 2_500, {}, {}),
    (LOSS, None, 52_000, 53_000, {}, {"2F": -100}),
    (LOSS, None, 52_000, 63_000, {}, {"2G": 0}),
    (LOSS, None, 90_000, 91_000, {"predictors": 2}, {"2H": 15}),
    (LOSS, None, 90_000, 91_000, {"predictors": 1}, {}),
    (GAIN, None, 69_000, 81_000, {}, {"2A": 100}),
    (GAIN, None, 75_000, 81_000, {}, {"2B": 0}),
    (GAIN, None, 52_000, 53_000, {}, {"2D": -100}),
    (GAIN, None, 45_000, 63_000, {}, {"2F": -100}),
    (GAIN, GENE, 900, 4_500, {}, {"2H": 0}),
    (GAIN, GENE, 1_900, 2_500, {"null": Strength.VERY_STRONG}, {"2I": 90}),
    (GAIN, GENE, 1_900, 2_500, {"null": Strength.MODERATE}, {"2I": 0}),
    (GAIN, GENE, 1_900, 4_500, {}, {"2J": 0}),
    (GAIN, GENE, 1_900, 4_500, {"fits_loss": True}, {"2K": 45}),
    (GAIN, GENE, 1_900, 4_500, {"fits_loss": False}, {"2J": 0}),
]


@pytest.mark.parametrize(("change", "hit", "start", "end", "more", "items"), ESTABLISHED)
def test_what_is_established(
    change: Change,
    hit: Hit | None,
    start: int,
    end: int,
    more: dict[str, object],
    items: dict[str, int],
) -> None:
    given = dict(more)
    if hit is not None and "reported" in given:
        fields = {name: getattr(hit, name) for name in hit.__struct_fields__}
        hit = Hit(**{**fields, "exon_reported": given.pop("reported")})
    hits = () if hit is None else (hit,)
    facts = CopyFacts(change=change, hits=hits, **given)  # type: ignore[arg-type]
    assert second(facts, start, end) == items


def test_an_end_in_a_gene_of_no_known_meaning() -> None:
    other = Hit(gene="OTHER", start=90_000, end=95_000, forward=True, exons=((90_000, 95_000),))
    facts = CopyFacts(change=GAIN, hits=(other,))
    assert second(facts, 92_000, 99_000) == {"2L": 0}


def test_of_two_broken_genes_one_counts() -> None:
    other = Hit(
        gene="HI2",
        start=6_000,
        end=9_000,
        forward=True,
        exons=((6_000, 9_000),),
        coding=(6_000, 9_000),
    )
    both = curated(HI_GENE, element("HI2", 6_000, 9_000, loss=Dosage.SUFFICIENT))
    facts = CopyFacts(change=LOSS, hits=(GENE, other))
    found = suggest(facts, Interval("1", 1_900, 7_000), both)
    assert sum(each.points for each in found if each.item[0] == "2") == 90


def test_without_the_map_section_2_is_not_assessed() -> None:
    found = lines(CopyFacts(change=LOSS, hits=(GENE,)), 900, 4_500, None)
    states = {line.state for item, line in found.items() if item[0] == "2"}
    assert states == {State.NOT_ASSESSED}
    assert found["2A"].missing == ("dosage map",)


CONTENT = [
    # change, genes, elements, first, third
    (LOSS, 0, False, ("1B", -60), ("3A", 0)),
    (LOSS, 0, True, ("1A", 0), ("3A", 0)),
    (LOSS, 1, None, ("1A", 0), ("3A", 0)),
    (LOSS, 24, None, ("1A", 0), ("3A", 0)),
    (LOSS, 25, None, ("1A", 0), ("3B", 45)),
    (LOSS, 34, None, ("1A", 0), ("3B", 45)),
    (LOSS, 35, None, ("1A", 0), ("3C", 90)),
    (GAIN, 34, None, ("1A", 0), ("3A", 0)),
    (GAIN, 35, None, ("1A", 0), ("3B", 45)),
    (GAIN, 49, None, ("1A", 0), ("3B", 45)),
    (GAIN, 50, None, ("1A", 0), ("3C", 90)),
]


@pytest.mark.parametrize(("change", "genes", "elements", "first", "third"), CONTENT)
def test_content_and_number_of_genes(
    change: Change,
    genes: int,
    elements: bool | None,
    first: tuple[str, int],
    third: tuple[str, int],
) -> None:
    hits = tuple(
        Hit(
            gene=f"G{number}",
            start=number,
            end=number + 1,
            forward=True,
            exons=((number, number + 1),),
        )
        for number in range(genes)
    )
    more = {} if elements is None else {"elements": elements}
    found = lines(CopyFacts(change=change, hits=hits, **more), 200_000, 300_000)
    met = {item: line.points for item, line in found.items() if line.state is State.MET}
    assert [pair for pair in met.items() if pair[0][0] in "13"] == [first, third]


UNIQUE, SPECIFIC, BROAD, INCONSISTENT = Likeness
OTHERS = [
    # facts of others, points of section 4 as they count
    ({"reported": [Reported(likeness=UNIQUE, proven=True)]}, 45),
    ({"reported": [Reported(likeness=UNIQUE)]}, 30),
    ({"reported": [Reported(likeness=SPECIFIC, proven=True)]}, 30),
    ({"reported": [Reported(likeness=SPECIFIC)]}, 15),
    ({"reported": [Reported(likeness=BROAD, proven=True)]}, 15),
    ({"reported": [Reported(likeness=BROAD)]}, 10),
    ({"reported": [Reported(likeness=INCONSISTENT)]}, 0),
    ({"reported": [Reported(likeness=SPECIFIC, new=False)]}, 10),
    ({"reported": [Reported(likeness=SPECIFIC, new=False)] * 9}, 30),
    ({"reported": [Reported(likeness=UNIQUE, proven=True)] * 9}, 90),
    ({"reported": [Reported(likeness=UNIQUE)] * 2 + [Reported(likeness=SPECIFIC)] * 5}, 90),
    ({"families": Families(segregations=2)}, 0),
    ({"families": Families(segregations=3)}, 15),
    ({"families": Families(segregations=5)}, 30),
    ({"families": Families(segregations=7)}, 45),
    ({"families": Families(affected_without=1)}, -45),
    ({"families": Families(affected_without=5)}, -90),
    ({"families": Families(unaffected_with=2)}, -60),
    ({"families": Families(unaffected_with_vague=5)}, -30),
    ({"studies": Studies(more_specific=3)}, 45),
    ({"studies": Studies(more_vague=1)}, 30),
    ({"studies": Studies(more_vague=2)}, 45),
    ({"studies": Studies(no_difference=2)}, -90),
    ({"common": True}, -100),
    ({"common": False}, 0),
]


@pytest.mark.parametrize(("facts", "points"), OTHERS)
def test_what_others_saw(facts: dict[str, object], points: int) -> None:
    given = {key: tuple(it) if isinstance(it, list) else it for key, it in facts.items()}
    found = suggest(CopyFacts(change=LOSS, **given), Interval("1", 200_000, 300_000), MAP)  # type: ignore[arg-type]
    result = classify(LOSS, found)
    assert sum(each.points for each in result.lines if each.item[0] == "4") == points


PATIENT = [
    # change, origin, likeness, more, item, points
    (LOSS, Origin.DE_NOVO, UNIQUE, {"proven": True}, "5A", 45),
    (LOSS, Origin.DE_NOVO, SPECIFIC, {"proven": False}, "5A", 15),
    (LOSS, Origin.UNAFFECTED_PARENT, SPECIFIC, {}, "5B", -30),
    (LOSS, Origin.UNAFFECTED_PARENT, BROAD, {}, "5C", -15),
    (LOSS, Origin.SEGREGATES, None, {"family": Families(segregations=5)}, "5D", 30),
    (LOSS, Origin.NOT_SEGREGATING, None, {"family": Families(affected_without=1)}, "5E", -45),
    (LOSS, Origin.UNKNOWN, INCONSISTENT, {}, "5F", 0),
    (LOSS, Origin.UNKNOWN, BROAD, {}, "5G", 10),
    (LOSS, Origin.UNKNOWN, UNIQUE, {}, "5H", 30),
]


@pytest.mark.parametrize(("change", "origin", "likeness", "more", "item", "points"), PATIENT)
def test_where_the_patients_own_is_from(
    change: Change,
    origin: Origin,
    likeness: Likeness | None,
    more: dict[str, object],
    item: str,
    points: int,
) -> None:
    given = more if likeness is None else {**more, "likeness": likeness}
    facts = CopyFacts(change=change, origin=origin, **given)  # type: ignore[arg-type]
    met = [
        (each.item, each.points)
        for each in suggest(facts, Interval("1", 1, 2), MAP)
        if each.item[0] == "5" and each.state is State.MET
    ]
    assert met == [(item, points)]


def test_a_range_without_a_usual_value_is_left_to_a_person() -> None:
    facts = CopyFacts(change=GAIN, origin=Origin.UNKNOWN, likeness=UNIQUE)
    assert lines(facts, 1, 2)["5H"].state is State.NOT_ASSESSED


def test_nothing_known_is_nothing_assessed() -> None:
    for change in Change:
        found = suggest(CopyFacts(change=change), Interval("1", 1, 2))
        assert {each.state for each in found} == {State.NOT_ASSESSED}
        assert [each.item for each in found] == list(ITEMS[change])
        result = classify(change, found)
        assert (result.hundredths, result.by_points) == (0, Class.UNCERTAIN)


def test_the_borders_of_the_score() -> None:
    expected = {99: 5, 98: 4, 90: 4, 89: 3, 0: 3, -89: 3, -90: 2, -98: 2, -99: 1}
    assert {points: class_of_score(points).tier for points in expected} == expected


def test_a_person_chooses_within_the_range() -> None:
    assert choose(LOSS, "2C-1", 100, "as ClinGen's example").points == 100
    assert choose(LOSS, "4A", 90, "two patients", cases=2).points == 90
    for item, points, cases in (("2C-1", 44, 1), ("4A", 90, 1), ("2A", 90, 1), ("4O", 10, 1)):
        with pytest.raises(BadInput, match="may have"):
            choose(LOSS, item, points, "so", cases=cases)
    with pytest.raises(BadInput, match="no item of a loss"):
        choose(LOSS, "2I", 90, "so")
    with pytest.raises(BadInput, match="reason"):
        choose(LOSS, "2A", 100, " ")


def test_an_item_counts_once() -> None:
    line = choose(LOSS, "2A", 100, "so")
    with pytest.raises(BadInput, match="twice"):
        classify(LOSS, [line, line])


def test_a_recurrent_deletion_is_pathogenic_and_says_why() -> None:
    facts = CopyFacts(
        change=LOSS, hits=(GENE,), origin=Origin.DE_NOVO, likeness=UNIQUE, proven=True
    )
    result = classify(LOSS, suggest(facts, Interval("1", 900, 4_500), MAP))
    assert (result.score, result.by_points) == (1.45, Class.PATHOGENIC)
    assert result.text == "Pathogenic (2A, 5A; +1.45)"


@st.composite
def some_lines(draw: st.DrawFn) -> tuple[Change, list[Line]]:
    change = draw(st.sampled_from(Change))
    items = draw(st.lists(st.sampled_from(sorted(ITEMS[change])), unique=True))
    chosen = []
    for item in items:
        rule = ITEMS[change][item]
        cases = draw(st.integers(1, 9))
        low, high = sorted((rule.low * cases, rule.high * cases))
        points = draw(st.integers(low, high))
        chosen.append(choose(change, item, points, "drawn", cases=cases))
    return change, chosen


@given(some_lines())
def test_no_item_gives_more_than_it_may(drawn: tuple[Change, list[Line]]) -> None:
    change, chosen = drawn
    result = classify(change, chosen)
    groups: dict[str, int] = {}
    for line in result.lines:
        rule = ITEMS[change][line.item]
        groups[rule.shared or rule.code] = groups.get(rule.shared or rule.code, 0) + line.points
        if rule.most >= 0:
            assert groups[rule.shared or rule.code] <= rule.most
        else:
            assert groups[rule.shared or rule.code] >= rule.most
    assert result.hundredths == sum(groups.values())
    assert result.by_points is class_of_score(result.hundredths)
    assert classify(change, chosen[::-1]).hundredths == result.hundredths


@given(drawn_of(CopyFacts), st.booleans(), st.integers(0, 90_000), st.integers(1, 20_000))
def test_whatever_is_known_every_item_is_judged(
    drawn: dict[str, object], mapped: bool, start: int, length: int
) -> None:
    if drawn.get("null") == Strength.STAND_ALONE.value:
        with pytest.raises(msgspec.ValidationError, match="does not stand alone"):
            msgspec.convert(drawn, learned(CopyFacts))
        return
    facts = msgspec.convert(drawn, learned(CopyFacts))
    place = Interval("1", start, start + length)
    found = suggest(facts, place, MAP if mapped else None)
    assert [each.item for each in found] == list(ITEMS[facts.change])
    for line in found:
        assert line.why
        assert (line.state is State.NOT_ASSESSED) is bool(line.missing)
        for name in line.missing:
            if name in CopyFacts.__struct_fields__:
                assert name == "hits" or getattr(facts, name) is msgspec.UNSET, line
    result = classify(facts.change, found)
    assert result.by_points is class_of_score(result.hundredths)
