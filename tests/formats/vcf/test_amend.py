"""Lines with more behind their INFO, and stretches that are alike: beside the obvious way."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from samvar.formats.vcf.alike import alike, field_spans
from samvar.formats.vcf.amend import AS_IS, Wordlist, amended
from samvar.formats.vcf.fast import Names, index
from samvar.formats.vcf.kernel import ALT1, START
from samvar.formats.vcf.opening import lengths_of
from samvar.model.genome import Assembly

WORDS = ("", "AC=1", "Compounds=1:2_3_A_C|4_5_G_T")
word = st.integers(0, len(WORDS) - 1)
line = st.tuples(
    st.sampled_from([".", "DP=3", "DP=3;DB", "CSQ=" + "T|x|," * 40]),
    st.lists(word, min_size=2, max_size=2),
    st.sampled_from([None, b"", b".", b"DP=9"]),
    st.booleans(),
)


@given(st.lists(line, min_size=1, max_size=8), st.integers(0, 3))
def test_amended_lines_are_those_that_python_makes(drawn, skipped) -> None:
    raw, expected, info, which, extra = b"", b"", [], [], list(WORDS)
    for number, (own, words, instead, blank) in enumerate(drawn):
        begin, end = b"1\t%d\t.\tA\tC\t.\tPASS\t" % (number + 9), b"\tGT\t0/1"
        raw += b"\n" if blank else begin + own.encode() + end + b"\n"
        info.append(AS_IS if instead is None else len(extra))
        extra += [] if instead is None else [instead.decode()]
        which.append(words)
        kept = own if instead is None else instead.decode()
        items = ["" if kept == "." else kept, *(WORDS[each] for each in words)]
        text = ";".join(filter(None, items)) or "."
        if number >= skipped and not blank:
            expected += begin + text.encode() + end + b"\n"
    names = Names(Assembly.GRCh38)
    block = index(raw, 1, 10, names, lengths_of(Assembly.GRCh38), "x")
    found = amended(
        block.text, block.table, min(skipped, len(drawn)), Wordlist.of(extra),
        np.array(info[skipped:], np.int32), np.array(which[skipped:], np.int32).reshape(-1, 2),
    )  # fmt: skip
    assert bytes(found) == expected


@given(st.lists(st.one_of(st.none(), st.binary(max_size=3)), max_size=30))
def test_stretches_are_alike_where_their_bytes_are(pieces) -> None:
    text, spans = b"", []
    for piece in pieces:
        spans.append((-1, -1) if piece is None else (len(text), len(text) + len(piece)))
        text += piece or b""
    which, first = alike(np.frombuffer(text, np.uint8), np.array(spans, np.int32).reshape(-1, 2))
    said = [None if number < 0 else pieces[first[number]] for number in which.tolist()]
    assert said == pieces
    assert len(first) == len({piece for piece in pieces if piece is not None})


def test_a_field_is_found_by_the_tabs_before_it() -> None:
    raw = b"1\t9\trs1\tA\tC\t7.5\tPASS\t.\n\nX\t9\t.\tA\tC\t.\tq10;x\tDP=1\n"
    names = Names(Assembly.GRCh38)
    block = index(raw, 1, 8, names, lengths_of(Assembly.GRCh38), "x")

    def said(begin: int, skip: int) -> list[bytes]:
        return [raw[a:b] for a, b in field_spans(block.text, block.table, begin, skip) if a >= 0]

    assert said(ALT1, 2) == [b"PASS", b"q10;x"]
    assert said(START, 2) == [b"rs1", b"."]
