"""The sentences of the analysis with names in them, as a reader has them."""

from __future__ import annotations

import re

import pytest

from samvar.focus.pharmacogenomics.analyse.call import _why_ambiguous
from samvar.focus.pharmacogenomics.model import Diplotype
from samvar.focus.pharmacogenomics.report_said import SAID_OF, told
from samvar.focus.pharmacogenomics.report_words import SAID
from samvar.focus.pharmacogenomics.rules import dpyd, phenoconversion, thiopurine
from samvar.focus.pharmacogenomics.rules.trust import FLOOR, doubt
from samvar.formats.vcf.sites import UNSTATED, Evidence
from samvar.present.language import Language

EN, SV = Language.of("en"), Language.of("sv")
PLACE = re.compile(r"%\((\w+)\)s")
READING = Diplotype(("*1", "*3A"), 3, False)
PHASED = Diplotype(("*3B", "*3C"), 3, True)

SENTENCES = [
    *phenoconversion.notes_for("CYP2D6", ["paroxetine", "duloxetine"]),
    *phenoconversion.notes_for("CYP2C19", ["omeprazole", "rifampicin"]),
    dpyd.at_most(1.5, "incomplete"),
    _why_ambiguous((READING, PHASED), ()),
    _why_ambiguous((READING, PHASED), ("rs1",)),
    _why_ambiguous((PHASED, PHASED), ("rs1",)),
    _why_ambiguous((PHASED, PHASED), ()),
    "not trusted, and taken as untested: rs1, rs2 (depth 6, less than 10); rs3 (FILTER is RefCall)",
    "untested: rs55886062; without it no phenotype and no standard dose",
    "TPMT: not excluded: *3B/*3C would be Poor Metabolizer; *1/*3D would be Normal Metabolizer",
    "not excluded: *1/*2 would be Poor Metabolizer and 3 more",
    "by NUDT15 alone, TPMT without a usable result: only a caution may be given",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_with_names_is_told_in_the_readers_language(sentence):
    assert told(sentence, SV) != sentence
    assert told(sentence, EN).lower().replace("metaboliser", "metabolizer") == sentence.lower()


@pytest.mark.parametrize("why", [
    *(doubt(FLOOR, f, e, gt) for f, e, gt in (
        ("LowQual;LowDP", UNSTATED, "00"), (".", Evidence(filter="LowGQ"), "00"),
        (".", Evidence(depth=6), "00"), (".", Evidence(quality=12.5), "00"),
        (".", Evidence(reads=(22, 2)), "01"),
    )),
    "called in part", "an allele that the file does not name", "another record of it has no call",
])  # fmt: skip
def test_every_reason_of_a_doubt_is_told(why):
    sentence = f"not trusted, and taken as untested: rs1 ({why}); rs2 ({why} and called in part)"
    assert told(sentence, SV).count(why) == 0
    assert told(sentence, EN).count(why) >= 2
    assert told(sentence, SV).count("rs") == 2


def test_names_are_kept_and_phenotypes_are_words():
    shown = told(SENTENCES[-3], SV)
    assert "*3B/*3C" in shown
    assert "*1/*3D" in shown
    assert "Metabolizer" not in shown
    assert "rs55886062" in told(SENTENCES[-4], SV)


def test_what_is_not_known_stays_as_it_is():
    for strange in ("something new of 3 genes", "XYZ: something new", ""):
        assert told(strange, SV) == strange


def test_a_sentence_without_names_is_told_too():
    assert thiopurine.BOTH_INTERMEDIATE in SAID
    assert told(thiopurine.BOTH_INTERMEDIATE, SV) != thiopurine.BOTH_INTERMEDIATE


def test_each_has_its_names_in_swedish_too():
    for message in SAID_OF:
        names = set(PLACE.findall(message))
        assert set(PLACE.findall(SV.words.gettext(message))) == names
