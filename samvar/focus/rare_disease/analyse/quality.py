"""Judge a case's samples by what peddy and somalier measured: sex, relatedness, depth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from samvar.focus.rare_disease.analyse.depth import depth_of
from samvar.focus.rare_disease.analyse.kinship import relatedness
from samvar.focus.rare_disease.model.case import CaseMember, CaseTables
from samvar.focus.rare_disease.model.quality import Figure, Gate, GateResult, Standing
from samvar.formats.peddy.read import Relation, SexCheck
from samvar.formats.somalier.read import Pair, SomalierSample
from samvar.model.genome import Sex

DEGREES = (2**-0.5, 2**-1.5, 2**-2.5, 2**-3.5)
"""Least relatedness of the same person, of first, second and third degree.

Source: Manichaikul et al. 2010, doi:10.1093/bioinformatics/btq559, table 1, cut-offs of the
kinship coefficient, of which relatedness is twice."""
_WORDS = ("the same person", "first degree", "second degree", "third degree", "unrelated")

MOST_IBS0 = 0.01
"""Share of sites at which a parent and a child may share no allele. By heredity it is none; calling
errors make some. Siblings have a quarter of what strangers have (0.094 in Scout's demo trio, whose
son has 0.0004 with his father), so that this lies between."""

LEAST_SITES = 10
"""Sites of a sex chromosome from which its depth is believed."""
HALF, THREE_QUARTERS = 0.25, 0.75
"""One copy has half of the autosomes' depth: Y is there above a quarter, X is double above three
quarters."""

ENOUGH = 0.8
"""Share of the ordered depth below which the gate fails; from this up to all of it, it flags."""

WATCHED, SPOILT = 0.02, 0.05
"""Shares of another person's reads. VerifyBamID's guideline has data looked at carefully above the
first; above the second every twentieth read is a stranger's, and so are calls of low fraction: our
own limit."""


def judge(members: Sequence[CaseMember], tables: CaseTables) -> tuple[GateResult, ...]:
    """Every gate: of each member sex, coverage and contamination; of each pair relatedness."""
    found: list[GateResult] = []
    for member in members:
        found.append(_sex(member, tables))
    for a, b in combinations(members, 2):
        found.append(_pair(a, b, members, tables))
    for member in members:
        found.append(_coverage(member, tables))
        found.append(_contamination(member, tables))
    return tuple(found)


def _sex(member: CaseMember, tables: CaseTables) -> GateResult:
    check = next((each for each in tables.sex_checks if each.sample == member.id), None)
    sketch = next((each for each in tables.sketches if each.sample == member.id), None)
    figures = (*_figures_of_check(check), *_figures_of_sketch(sketch))
    said: dict[str, Sex] = {}
    if check is not None and check.predicted is not Sex.UNKNOWN:
        said["peddy"] = check.predicted
    if sketch is not None and (by_depth := sex_by_depth(sketch)) is not Sex.UNKNOWN:
        said["somalier"] = by_depth
    reasons: list[str] = []
    if not said:
        standing = Standing.NOT_ASSESSED
        reasons.append("no file of the case tells a sex by genotypes")
    elif member.sex is Sex.UNKNOWN:
        standing = Standing.NOT_ASSESSED
        reasons.append("the case does not state a sex")
    else:
        wrong = [tool for tool, sex in said.items() if sex is not member.sex]
        reasons += [
            f"{tool} finds {said[tool].value}, {member.sex.value} is stated" for tool in wrong
        ]
        if len(wrong) == len(said):
            standing = Standing.FAILED
        else:
            standing = Standing.FLAGGED if wrong else Standing.PASS
        if check is not None and check.error and not wrong:
            standing = Standing.FLAGGED
            reasons.append("peddy flags the sex, although what it finds is what is stated")
    return GateResult(Gate.SEX, (member.id,), standing, tuple(reasons), figures)


def sex_by_depth(sketch: SomalierSample) -> Sex:
    """The sex that fits the depths of X and Y; unknown where they fit neither or have few sites."""
    if (
        not sketch.depth
        or sketch.x_depth is None
        or sketch.y_depth is None
        or min(sketch.x_sites or 0, sketch.y_sites or 0) < LEAST_SITES
    ):
        return Sex.UNKNOWN
    two_x = sketch.x_depth / sketch.depth > THREE_QUARTERS
    has_y = sketch.y_depth / sketch.depth > HALF
    if two_x == has_y:
        return Sex.UNKNOWN
    return Sex.MALE if has_y else Sex.FEMALE


def _figures_of_check(check: SexCheck | None) -> Iterator[Figure]:
    if check is not None and check.het_ratio is not None:
        yield Figure("heterozygous to homozygous calls on X", check.het_ratio, "", "peddy")


def _figures_of_sketch(sketch: SomalierSample | None) -> Iterator[Figure]:
    if sketch is not None:
        for name, value in (
            ("depth", sketch.depth),
            ("depth of X", sketch.x_depth),
            ("depth of Y", sketch.y_depth),
        ):
            if value is not None:
                yield Figure(name, value, "reads", "somalier")


def _pair(
    a: CaseMember, b: CaseMember, members: Sequence[CaseMember], tables: CaseTables
) -> GateResult:
    both = {a.id, b.id}
    relation = next((each for each in tables.relations if {each.a, each.b} == both), None)
    pair = next((each for each in tables.pairs if {each.a, each.b} == both), None)
    figures = tuple(_figures_of_pair(relation, pair))
    measured = {f.source: f.value for f in figures if f.name == "relatedness"}
    if not measured:
        why = "no file of the case measures how the two are related"
        return GateResult(Gate.RELATEDNESS, (a.id, b.id), Standing.NOT_ASSESSED, (why,), figures)
    parental = a.id in (b.father, b.mother) or b.id in (a.father, a.mother)
    expected = degree(relatedness(members, a.id, b.id))
    standing, reasons = _compared(expected, measured)
    if parental and _shares_too_little(relation, pair):
        standing = Standing.FAILED
        reasons.append("parent and child share no allele at more sites than errors explain")
    flags = tuple(_flags(relation, parental=parental))
    if flags and standing is Standing.PASS:
        standing = Standing.FLAGGED
        reasons.append("the figures fit what is stated")
    return GateResult(Gate.RELATEDNESS, (a.id, b.id), standing, (*flags, *reasons), figures)


def degree(value: float) -> int:
    """0 of the same person, 1 to 3 of a degree, 4 of unrelated people.

    >>> [degree(value) for value in (1, 0.5, 0.26, 0.125, -0.01)]
    [0, 1, 2, 3, 4]
    """
    return next((number for number, least in enumerate(DEGREES) if value > least), len(DEGREES))


def _compared(expected: int, measured: dict[str, float]) -> tuple[Standing, list[str]]:
    worst, reasons = Standing.PASS, []
    for source, value in measured.items():
        found = degree(value)
        if found == expected:
            continue
        reasons.append(f"{source} finds {_WORDS[found]}, {_WORDS[expected]} is stated")
        # Parents may be cousins; nobody states it, and it is no exchange of samples.
        distant = expected >= 2 and found >= 2
        if not distant:
            worst = Standing.FAILED
        elif worst is Standing.PASS:
            worst = Standing.FLAGGED
    if worst is Standing.FAILED and len(reasons) < len(measured):
        worst = Standing.FLAGGED
        reasons.append("another file finds what is stated")
    return worst, reasons


def _shares_too_little(relation: Relation | None, pair: Pair | None) -> bool:
    return any(
        each is not None
        and each.ibs0 is not None
        and each.sites
        and each.ibs0 / each.sites > MOST_IBS0
        for each in (relation, pair)
    )


def _flags(relation: Relation | None, *, parental: bool) -> Iterator[str]:
    """peddy's own words; they stay to be seen, whatever the figures say."""
    if relation is None:
        return
    if relation.parent_error:
        yield "peddy sets parent_error"
    if relation.duplication_error:
        yield "peddy sets sample_duplication_error"
    if relation.predicted_parents is not None and relation.predicted_parents != parental:
        finds = "parent and child" if relation.predicted_parents else "no parent and child"
        yield f"peddy predicts {finds}"


def _figures_of_pair(relation: Relation | None, pair: Pair | None) -> Iterator[Figure]:
    for each, source in ((relation, "peddy"), (pair, "somalier")):
        if each is None:
            continue
        if each.relatedness is not None:
            yield Figure("relatedness", each.relatedness, "", source)
        for name, value in (("sites that share no allele", each.ibs0), ("sites", each.sites)):
            if value is not None:
                yield Figure(name, value, "sites", source)


def _coverage(member: CaseMember, tables: CaseTables) -> GateResult:
    figures = tuple(_depths(member, tables))
    expected = member.expected_coverage
    if not figures or not expected:
        why = (
            "the case does not say what depth was ordered"
            if figures
            else "no file of the case that is read states a depth"
        )
        return GateResult(Gate.COVERAGE, (member.id,), Standing.NOT_ASSESSED, (why,), figures)
    share = figures[0].value / expected
    if share >= 1:
        return GateResult(Gate.COVERAGE, (member.id,), Standing.PASS, (), figures)
    standing = Standing.FLAGGED if share >= ENOUGH else Standing.FAILED
    why = f"{figures[0].source} measures {figures[0].value:g} reads, {expected:g} were ordered"
    return GateResult(Gate.COVERAGE, (member.id,), standing, (why,), figures)


def _depths(member: CaseMember, tables: CaseTables) -> Iterator[Figure]:
    """The mean that was ordered first: of the target, or of the genome where it is one.

    Then means of the polymorphic sites that each tool looks at, which are no target's.
    """
    whole = depth_of(member, tables)
    if whole is not None and whole.of != "sites":
        yield Figure(f"mean depth of the {whole.of}", whole.mean, "reads", whole.source)
        for floor, share in whole.shares.items():
            yield Figure(f"share of bases with {floor} reads", share, "", whole.source)
    rows: Iterable[tuple[str, str, float | None]] = (
        *(("somalier", each.sample, each.depth) for each in tables.sketches),
        *(("peddy", each.sample, each.depth) for each in tables.peddy),
    )
    for source, name, depth in rows:
        if name == member.id and depth is not None:
            yield Figure("mean depth of sites", depth, "reads", source)


def _contamination(member: CaseMember, tables: CaseTables) -> GateResult:
    found = next((c for c in tables.contamination if c.sample == member.id), None)
    figures = [
        Figure("share of sites that fit no genotype", each.middling, "", "somalier")
        for each in tables.sketches
        if each.sample == member.id and each.middling is not None
    ]
    if found is None or found.fraction is None:
        why = "no file of the case measures contamination"
        return GateResult(
            Gate.CONTAMINATION, (member.id,), Standing.NOT_ASSESSED, (why,), tuple(figures)
        )
    figures.insert(0, Figure("share of another person", found.fraction, "", "VerifyBamID"))
    standing = Standing.PASS
    if found.fraction > WATCHED:
        standing = Standing.FAILED if found.fraction > SPOILT else Standing.FLAGGED
    why = f"VerifyBamID finds {found.fraction:.1%} of another person"
    reasons = () if standing is Standing.PASS else (why,)
    return GateResult(Gate.CONTAMINATION, (member.id,), standing, reasons, tuple(figures))
