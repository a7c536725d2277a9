"""Tabs and line feeds by eights, against bytes one by one."""

from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.formats.vcf.words import as_arrays, count_lines, field_end, tabs_to_end

# Neighbours of tab and line feed, and letters whose high bit is set, try the arithmetic.
TEXT = st.lists(st.sampled_from(b"\t\n\x08\x0b\x00\x01\x7f\x80\x89\x8a\xff"), max_size=60).map(
    bytes
)


@settings(max_examples=400, deadline=None)
@given(text=TEXT, at=st.integers(0, 60))
def test_words_find_and_count_what_bytes_do(text, at):
    text += b"\n"
    text_array, words = as_arrays(text)
    assert count_lines(text_array, words) == text.count(b"\n")
    at = min(at, len(text) - 1)
    newline = text.index(b"\n", at)
    assert tabs_to_end(text_array, words, at) == (newline, text.count(b"\t", at, newline))
    assert field_end(text_array, words, at) == min(
        place for place in (text.find(b"\t", at), newline) if place >= 0
    )
