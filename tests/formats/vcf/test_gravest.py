"""The entry that a list shows, read alone, beside all entries read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from samvar.formats.vcf.annotation import (
    Annotation,
    Annotator,
    consequences,
    gravest,
    shown_of,
)
from samvar.model.errors import BadFile, Where

COLUMNS = ("Allele", "Consequence", "SYMBOL", "Gene", "HGNC_ID", "Feature", "MANE_SELECT",
           "MANE_PLUS_CLINICAL", "CANONICAL", "ALLELE_NUM", "gnomAD_AF")  # fmt: skip
term = st.sampled_from(["stop_gained", "missense_variant", "intron_variant&x", "odd%2Cone", ""])
entry = st.tuples(
    st.sampled_from(["T", "G", "C"]), term, st.sampled_from(["", "ABC", "D%3DE"]),
    st.sampled_from(["", "ENSG1"]), st.sampled_from(["", "77", "HGNC:5"]),
    st.sampled_from(["T1", "T2", "T3"]), st.sampled_from(["", "NM_1"]),
    st.sampled_from(["", "NM_2"]), st.sampled_from(["", "YES"]),
    st.sampled_from(["", "1", "2", "7"]), st.sampled_from(["", "0.5"]),
).map("|".join)  # fmt: skip
cut_short = st.tuples(entry, st.integers(2, len(COLUMNS))).map(
    lambda drawn: "|".join(drawn[0].split("|")[: drawn[1]])
)
WHERE = Where("x.vcf", 7)


@given(
    st.lists(st.one_of(entry, cut_short), min_size=1, max_size=6).map(",".join),
    st.sampled_from([("T",), ("T", "G")]),
    st.permutations(COLUMNS),
)
def test_what_is_shown_is_what_all_entries_would_choose(text, alts, columns) -> None:
    annotation = Annotation(Annotator.VEP, tuple(columns))
    try:
        told = consequences(annotation, text, "A", alts, WHERE)
    except BadFile as fault:
        expected: object = fault.what
    else:
        expected = [shown_of(told.of(number)) for number in range(1, len(alts) + 1)]
    try:
        found: object = gravest(annotation, text, "A", alts, WHERE)
    except BadFile as fault:
        found = fault.what
    assert found == expected


def test_an_entry_with_a_column_too_many_is_refused() -> None:
    annotation = Annotation(Annotator.VEP, ("Allele", "Consequence"))
    try:
        gravest(annotation, "T|stop_gained|x", "A", ("T",), WHERE)
    except BadFile as fault:
        assert fault.where.line == 7
    else:
        raise AssertionError("it was read")
