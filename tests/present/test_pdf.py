"""Paper: nothing that is written is code, nothing outside is read, the bytes are the same."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import unicodedata
import warnings
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pypdf import PdfReader

from samvar.model.errors import BadInput
from samvar.present.pdf import _LETTERS, FONTS, Attachment, make_pdf, printable

MADE = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
PLAIN = f"""
#set document(title: "T")
#set text(font: {FONTS!r}, lang: sys.inputs.language)
#let said = json(bytes(sys.inputs.values))
#for file in json(bytes(sys.inputs.attachments)) {{
  pdf.attach(file.name, bytes(file.data), relationship: "data", mime-type: file.media_type,
    description: file.description)
}}
= T
#said.text #strong(said.text) #emph(said.text)
""".replace("'", '"')


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("paper") / "plain.typ"
    path.write_text(PLAIN)
    return path


def text_of(content):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


CODE = [
    '#read("/etc/passwd")',
    "$x$",
    "*b*",
    "_i_",
    "= Head",
    "\\ ",
    "//",
    "`raw`",
    "@ref",
    "<label>",
]


@pytest.mark.parametrize("code", CODE)
def test_what_is_written_stands_as_it_is(template, code):
    assert code.strip() in text_of(make_pdf(template, {"text": code}, MADE, "en"))


def test_every_letter_that_is_let_through_can_be_drawn(template):
    letters = [
        chr(code)
        for first, last in _LETTERS
        for code in range(first, last + 1)
        if unicodedata.category(chr(code)) not in ("Cn", "Cf", "Cc")
    ]
    assert len(letters) > 1500
    assert printable(letters) == [unicodedata.normalize("NFC", letter) for letter in letters]
    assert make_pdf(template, {"text": " a".join(letters)}, MADE, "en").startswith(b"%PDF-1.7")


@given(st.text(st.characters()))
def test_what_is_printable_is_of_known_letters_and_nothing_is_lost(text):
    found = printable(text)
    assert all(any(a <= ord(c) <= b for a, b in _LETTERS) for c in found)
    assert printable(found) == found
    assume("<U+" not in text and not set(text) & set("\t\n\r"))
    back = re.sub(r"<U\+([0-9A-F]+)>", lambda code: chr(int(code.group(1), 16)), found)
    assert back == unicodedata.normalize("NFC", text)


def test_a_template_reads_no_file_outside_its_folder(template):
    secret = template.parent.parent / "secret.txt"
    secret.write_text("Anna")
    inside = template.parent / "inside.txt"
    inside.write_text("ours")
    reads = template.parent / "reads.typ"
    for path, may in (("inside.txt", True), ("../secret.txt", False), (str(secret), False)):
        reads.write_text(PLAIN + f'\n#read("{path}")')
        other = reads.rename(reads.with_name(f"reads-{may}-{len(path)}.typ"))
        if may:
            assert "ours" in text_of(make_pdf(other, {"text": "x"}, MADE, "en"))
        else:
            with pytest.raises(BadInput, match="cannot be set") as caught:
                make_pdf(other, {"text": "x"}, MADE, "en")
            assert "Anna" not in str(caught.value)


def test_values_that_do_not_fit_are_refused_and_not_quoted(template):
    with pytest.raises(BadInput, match="cannot be set") as caught:
        make_pdf(template, {"name": "Anna"}, MADE, "en")
    assert "Anna" not in str(caught.value)


def test_a_file_inside_comes_out_as_it_went_in(template):
    data = '{"å": "中 \\u0000"}'.encode()
    made = make_pdf(template, {"text": "x"}, MADE, "sv", [Attachment("a.json", "a/b", "d", data)])
    reader = PdfReader(io.BytesIO(made))
    assert reader.attachments["a.json"] == [data]
    assert reader.trailer["/Root"]["/Lang"] == "sv"


def test_the_bytes_depend_on_the_moment_and_not_on_its_zone(template):
    there = MADE.astimezone(timezone(timedelta(hours=-7)))
    first = make_pdf(template, {"text": "x"}, MADE, "en")
    assert make_pdf(template, {"text": "x"}, there, "en") == first
    assert make_pdf(template, {"text": "x"}, MADE + timedelta(days=1), "en") != first


def test_another_process_writes_the_same_bytes(template):
    code = (
        "import sys; from datetime import *; from pathlib import Path;"
        "from samvar.present.pdf import make_pdf;"
        "made = datetime(2026, 11, 26, 9, 30, tzinfo=UTC);"
        "out = make_pdf(Path(sys.argv[1]), {'text': 'x'}, made, 'en');"
        "sys.stdout.buffer.write(out)"
    )
    run = subprocess.run([sys.executable, "-c", code, str(template)], capture_output=True,
                         check=True, cwd=Path(__file__).parents[2])  # fmt: skip
    assert run.stdout == make_pdf(template, {"text": "x"}, MADE, "en")


def test_many_at_once_do_not_mix(template):
    def one(number):
        return text_of(make_pdf(template, {"text": f"patient-{number}."}, MADE, "en"))

    with ThreadPoolExecutor(4) as pool:
        for number, text in enumerate(pool.map(one, range(40))):
            assert f"patient-{number}." in text
            assert text.count("patient-") == 3
