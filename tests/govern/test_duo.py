"""Terms of a dataset against the applied use: a table that a data access committee can read."""

from __future__ import annotations

import msgspec
import pytest

from samvar.govern.duo import LABELS, Fit, advise, overall
from samvar.govern.mondo import is_a
from samvar.store.contract.permits import APPLICATION

CASES = [
    # terms of the dataset, uses and diseases of the application, the advice
    ("", "", "", "look"),
    ("DUO:0000004", "", "", "fits"),
    ("DUO:0000042", "DUO:0000033", "", "fits"),
    ("DUO:0000006", "DUO:0000039 DUO:0000038", "", "fits"),
    ("DUO:0000006", "DUO:0000032", "", "does-not"),
    ("DUO:0000006", "DUO:0000031", "", "look"),
    ("DUO:0000006", "", "", "look"),
    ("DUO:0000011", "DUO:0000033", "", "fits"),
    ("DUO:0000011", "DUO:0000037", "", "does-not"),
    ("DUO:0000007 MONDO:0005015", "DUO:0000040", "MONDO:0005148", "fits"),
    ("DUO:0000007 MONDO:0005148", "DUO:0000040", "MONDO:0005015", "look"),
    ("DUO:0000007 MONDO:0004992", "DUO:0000040", "MONDO:0005575 MONDO:0005148", "look"),
    ("DUO:0000007 MONDO:0005015", "DUO:0000040", "", "does-not"),
    ("DUO:0000007", "", "MONDO:0005148", "look"),
    ("DUO:0000043", "DUO:0000037", "", "does-not"),
    ("DUO:0000043,DUO:0000042", "DUO:0000037", "", "fits"),
    ("DUO:0000042,DUO:0000015", "DUO:0000031", "", "does-not"),
    ("DUO:0000042,DUO:0000015", "DUO:0000037", "", "fits"),
    ("DUO:0000042,DUO:0000016", "DUO:0000038", "", "fits"),
    ("DUO:0000042,DUO:0000016", "DUO:0000037", "", "look"),
    ("DUO:0000042,DUO:0000044", "DUO:0000033", "", "does-not"),
    ("DUO:0000042,DUO:0000044", "DUO:0000037", "", "fits"),
    ("DUO:0000042,DUO:0000046", "", "", "does-not"),
    ("DUO:0000042,DUO:0000046", "DUO:0000046", "", "fits"),
    ("DUO:0000042,DUO:0000046", "DUO:0000018", "", "fits"),
    ("DUO:0000042,DUO:0000018", "DUO:0000046", "", "does-not"),
    ("DUO:0000042,DUO:0000018", "DUO:0000045 DUO:0000046", "", "fits"),
    ("DUO:0000042,DUO:0000019,DUO:0000020", "DUO:0000019", "", "does-not"),
    ("DUO:0000042,DUO:0000019,DUO:0000020", "DUO:0000019 DUO:0000020", "", "fits"),
    ("DUO:0000042,DUO:0000029", "", "", "does-not"),
    ("DUO:0000042,DUO:0000021", "DUO:0000037", "", "look"),
    ("DUO:0000042,DUO:0000022", "", "", "look"),
    ("DUO:0000042,DUO:0000025", "", "", "look"),
    ("DUO:0000042,DUO:0000026", "", "", "look"),
    ("DUO:0000046", "DUO:0000046", "", "look"),
    ("DUO:0000042,DUO:0009999", "", "", "look"),
    ("DUO:0000042,whatever", "", "", "look"),
]


@pytest.mark.parametrize(("terms", "uses", "diseases", "verdict"), CASES)
def test_the_least_good_term_is_the_advice(terms, uses, diseases, verdict):
    wanted = msgspec.structs.replace(
        APPLICATION, uses=tuple(uses.split()), diseases=tuple(diseases.split())
    )
    advice = advise([term for term in terms.split(",") if term], wanted)
    assert overall(advice).value == verdict, advice
    assert all(one.why for one in advice)


@pytest.mark.parametrize("code", LABELS)
def test_every_known_term_says_something_of_its_own(code):
    (first, *_) = advise([code], APPLICATION)
    assert first.label == LABELS[code]
    assert "no rule here" not in first.why


def test_what_the_excerpt_does_not_know_is_no_no():
    assert is_a("MONDO:0007254", "MONDO:0004992") is True
    assert is_a("MONDO:0007254", "MONDO:0005015") is None
    assert overall(()) is Fit.LOOK
