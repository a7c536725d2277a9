"""Personal numbers: what is one, which century it means, and that none is ever printed."""

from __future__ import annotations

import pickle
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.model.errors import BadInput, Where
from samvar.model.personal_number import PersonalNumber

TODAY = date(2026, 11, 26)
READ = [
    # written          means           why
    ("196408233234", "196408233234", "twelve digits"),
    ("19640823-3234", "196408233234", "with its sign"),
    ("640823-3234", "196408233234", "ten digits"),
    ("6408233234", "196408233234", "ten digits without a sign"),
    (" 640823-3234\n", "196408233234", "blanks around it"),
    ("121212-1212", "201212121212", "under 100 years"),
    ("121212+1212", "191212121212", "over 100 years"),
    ("191212121212", "191212121212", "the century says it"),
    ("19640883-3231", "196408833231", "a coordination number"),
    ("640883-3231", "196408833231", "a coordination number, ten digits"),
]


@pytest.mark.parametrize(("text", "digits", "why"), READ)
def test_a_number_is_read_as_it_is_meant(text: str, digits: str, why: str) -> None:
    assert PersonalNumber.parse(text, TODAY).digits == digits, why


REFUSED = [
    ("640823-3235", "check digit"),
    ("640230-3239", "no such day"),
    ("19641323-3234", "no such month"),
    ("640899-3234", "no such day of a coordination number"),
    ("640823 3234", "a blank inside"),
    ("640823--3234", "two signs"),
    ("64082-33234", "sign in the wrong place"),
    ("640823-323", "three last digits"),
    ("640823-0007", "the number 000 is nobody's"),
    ("٦٤٠٨٢٣-٣٢٣٤", "digits of another script"),
    ("HG00096", "a laboratory's label"),
    ("", "nothing"),
]


@pytest.mark.parametrize(("text", "why"), REFUSED)
def test_what_is_none_is_refused_and_not_repeated(text: str, why: str) -> None:
    with pytest.raises(BadInput) as caught:
        PersonalNumber.parse(text, TODAY)
    assert not text or text not in str(caught.value), why
    assert PersonalNumber.recognise(text) is None
    assert caught.value.__cause__ is None


def _with_check(nine: str) -> str:
    """Nine digits and their Luhn digit, written out apart from the library."""
    total = sum(int(d) for n, digit in enumerate(nine) for d in str(int(digit) * (2 - n % 2)))
    return nine + str(-total % 10)


@given(st.dates(date(1890, 1, 1), TODAY), st.integers(1, 999), st.booleans())
def test_every_day_of_birth_is_read_back(born: date, number: int, coordination: bool) -> None:
    day = born.day + 60 if coordination else born.day
    ten = _with_check(f"{born:%y%m}{day:02}{number:03}")
    digits = f"{born.year // 100}{ten}"
    found = PersonalNumber.parse(digits, TODAY)
    assert found.digits == digits
    assert (found.kind == "samordningsnummer") is coordination
    over = TODAY.year - born.year >= 100
    short = f"{ten[:6]}{'+' if over else '-'}{ten[6:]}"
    assert PersonalNumber.parse(short, TODAY).digits == digits


@given(st.dates(date(2026, 11, 27), date(2099, 12, 31)), st.integers(1, 999))
def test_nobody_is_born_tomorrow(born: date, number: int) -> None:
    ten = _with_check(f"{born:%y%m%d}{number:03}")
    with pytest.raises(BadInput):
        PersonalNumber.parse(f"20{ten}", TODAY)
    if born.year == 2026:
        assert PersonalNumber.parse(ten, TODAY).digits.startswith("19")


def test_no_way_of_printing_shows_it() -> None:
    number = PersonalNumber.parse("19640823-3234")
    printed = [str(number), repr(number), f"{number}", f"{number!r}", "%s" % number, f"{[number]}"]  # noqa: UP031
    for text in printed:
        assert "0823" not in text
        assert "323" not in text
    assert pickle.loads(pickle.dumps(number)) == number


@pytest.mark.parametrize(
    "text",
    ["640823-3234", "6408233234", "19640823-3234", "196408233234", "121212+1212", "19640883-3231",
     "19640823-3235", "kohort-19640823-3234.vcf"],
)  # fmt: skip
def test_no_error_repeats_a_number_not_even_to_who_typed_it(text: str) -> None:
    """Wherever it was typed: as an assembly, as a file's name, with a wrong last digit."""
    error = BadInput(f"'{text}' is wrong", where=Where(text), why=f"{text}?", remedy=f"not {text}")
    said = f"{error} {error!r} {error.args} {error.what} {error.why} {error.remedy} {error.where}"
    assert not re.search(r"[0-9]{4}", said)


@pytest.mark.parametrize(
    "text", ["17:43044295-43125364", "10-94781859-G-A", "20261126", "GRCh38", "3 of 1234567 lines"]
)
def test_what_is_no_number_is_told_as_it_is(text: str) -> None:
    assert str(BadInput(text)) == text
