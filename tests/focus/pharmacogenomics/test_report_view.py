"""What a reader is shown of a report, and in which order; every form draws these rows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from samvar.focus.pharmacogenomics.analyse.advise_note import NOTHING_SAID
from samvar.focus.pharmacogenomics.model import Action, Status, Withheld
from samvar.focus.pharmacogenomics.report_shown import address, cited, lines_of, standing
from samvar.focus.pharmacogenomics.report_text import as_text
from samvar.focus.pharmacogenomics.report_view import view
from samvar.focus.pharmacogenomics.report_words import ACTIONS, MARKS, SAID, WITHHELD
from samvar.focus.pharmacogenomics.rules import dpyd, slco1b1
from samvar.present.language import Language
from tests.focus.pharmacogenomics.reports import (
    AMBIGUOUS,
    DPYD,
    EMPTY,
    INCOMPLETE,
    PANEL,
    POOR,
    advice,
    call,
    drug,
)

EN, PSEUDO = Language.of("en"), Language.of("pseudo")


def test_the_most_urgent_of_the_patients_own_drugs_is_first():
    shown = view(PANEL, EN)
    assert [(row.drug, row.action) for row in shown.urgent] == [
        ("clopidogrel", "avoid"),
        ("warfarin", "withheld"),
        ("omeprazole", "reduce"),
        ("phenytoin", "standard"),
    ]
    assert shown.silent == ("metformin", "paroxetine", "tacrolimus", "atenolol")


def test_of_other_drugs_those_that_ask_somebody_to_act_are_shown():
    shown = view(PANEL, EN)
    found = [(row.drug, row.action) for row in shown.other]
    assert found == [("codeine", "avoid"), ("azathioprine", "reduce"), ("voriconazole", "monitor")]
    assert [(row.why, row.drugs) for row in shown.open] == [
        ("HLA-B was not called.", ("abacavir", "carbamazepine"))
    ]
    assert shown.usual
    assert not view(POOR, EN).usual


@pytest.mark.parametrize("action", [Action.STANDARD, Action.NONE])
def test_beside_a_withheld_gene_the_usual_dose_is_never_shown(action):
    usual = advice("CPIC", "As usual.", action, {"TPMT": "x"})
    caution = advice("CPIC", "Less.", Action.REDUCE, {"NUDT15": "x"})
    mixed = drug("azathioprine", (usual, caution), {"TPMT": Withheld.INCOMPLETE}, mine=True)
    assert lines_of(mixed) == (caution,)
    (row,) = view(replace(EMPTY, advice=(mixed,)), EN).urgent
    assert [line.text for line in row.lines] == ["Less."]
    assert row.why[-1] == "No standard dose may be concluded."
    (row,) = view(replace(EMPTY, advice=(replace(mixed, lines=(usual,)),)), EN).urgent
    assert (row.action, row.lines) == ("withheld", ())


def test_an_incomplete_gene_shows_no_result_and_names_what_was_not_tested():
    (gene,) = view(INCOMPLETE, EN).genes
    assert (gene.diplotypes, gene.so_far) == ((), ("Reference/Reference",))
    assert (gene.phenotype, gene.score, gene.tested) == ("not known", "", "7 of 8")
    assert gene.untested == "rs55886062"
    assert standing(INCOMPLETE.genes[0]) == ()


def test_a_score_that_an_incomplete_gene_brings_along_is_not_shown():
    wrong = replace(INCOMPLETE.genes[0], phenotype="Normal Metabolizer", activity_score=2.0)
    said = replace(INCOMPLETE, genes=(wrong,))
    assert view(said, EN).genes == view(INCOMPLETE, EN).genes
    assert as_text(said, EN) == as_text(INCOMPLETE, EN)


def test_of_many_untested_positions_the_minimum_is_named_first():
    many = tuple(f"rs9{at:02}" for at in range(40))
    gene = call("DPYD", [], status=Status.NOT_CALLED, untested=(*many, *DPYD), tested=("rs1",))
    (row,) = view(replace(EMPTY, genes=(gene,)), EN).genes
    assert row.untested.startswith(", ".join(DPYD))
    assert row.untested.endswith(" + 36")


def test_a_reading_of_an_ambiguous_gene_never_stands_alone():
    tpmt, nudt15 = view(AMBIGUOUS, EN).genes
    assert tpmt.diplotypes == ("*1/*3A", "*3B/*3C")
    assert (tpmt.phenotype, nudt15.phenotype) == ("not known", "Normal metaboliser")


def test_a_note_is_numbered_once_and_refers_to_everybody():
    shown = view(POOR, EN)
    assert [(note.number, note.about) for note in shown.notes] == [
        (1, "capecitabine, fluorouracil, DPYD"),
        (2, "capecitabine, fluorouracil, DPYD"),
        (3, "DPYD"),
    ]
    assert shown.urgent[0].notes == shown.other[0].notes == (1, 2)
    assert shown.genes[0].notes == (1, 2, 3)
    assert shown.notes[2].text.startswith("depth not stated")


def test_what_another_drug_does_is_said_beside_the_patients_own_drug():
    omeprazole = next(row for row in view(PANEL, EN).urgent if row.drug == "omeprazole")
    assert omeprazole.beside == ("omeprazole is a strong CYP2C19 inhibitor",)
    assert omeprazole.notes == ()


def test_a_drug_with_nothing_but_a_note_is_shown_and_one_with_nothing_is_named():
    spoken = drug("flucytosine", (), mine=True, notes=(dpyd.NOT_DELAYED,))
    dumb = drug("paracetamol", (), mine=True, notes=(NOTHING_SAID,))
    shown = view(replace(EMPTY, advice=(spoken, dumb)), EN)
    (row,) = shown.urgent
    assert (row.drug, row.action, row.beside) == ("flucytosine", "silent", (dpyd.NOT_DELAYED,))
    assert shown.silent == ("paracetamol",)


def test_a_drug_of_which_nothing_is_said_is_named_once_as_the_order_has_it():
    dumb = drug("aspirin", (), mine=True, notes=(NOTHING_SAID,))
    listed = ("acetylsalicylic acid", "metformin")
    assert view(replace(EMPTY, advice=(dumb,), medications=listed), EN).silent == listed


def test_lines_that_differ_in_their_condition_alone_are_one():
    ways = [("adult",), ("child",), ("adult",)]
    lines = [
        advice("CPIC", "Same.", Action.REDUCE, {"CYP2C9": "1.0"}, condition=way) for way in ways
    ]
    (row,) = view(replace(EMPTY, advice=(drug("x", lines, mine=True),)), EN).urgent
    assert [line.condition for line in row.lines] == ["If adult; child"]
    lines.append(replace(lines[0], condition=()))
    (row,) = view(replace(EMPTY, advice=(drug("x", lines, mine=True),)), EN).urgent
    assert [line.condition for line in row.lines] == [""]


def test_every_action_and_reason_has_its_own_word_and_sign():
    codes = {action.value for action in Action} | {"withheld", "silent"}
    assert set(ACTIONS) == set(MARKS) == codes
    assert set(WITHHELD) == {reason.value for reason in Withheld}
    assert not set(MARKS.values()) & set("ABCD")
    told_apart = [MARKS[code] for code in codes if code not in ("silent", "none")]
    assert len(set(told_apart)) == len(told_apart)


def test_what_the_rules_always_say_can_be_translated():
    always = (*dpyd.ALWAYS, dpyd.INFERRED, dpyd.DISCORDANT, dpyd.PHASE_UNKNOWN, dpyd.NOT_DELAYED,
              dpyd.ON_THE_SKIN, slco1b1.FALLBACK)  # fmt: skip
    assert set(always) <= set(SAID)


def test_every_label_goes_through_the_language():
    shown = view(POOR, PSEUDO)
    words = [*shown.words.values(), *shown.limits, shown.device, *shown.banners]
    words += [pair.label for pair in shown.head] + [row.word for row in shown.urgent]
    words += [gene.word for gene in shown.genes] + [note.text for note in shown.notes]
    assert all(each.startswith("⟦") for each in words)


SOURCES = [
    ("CPIC 2017, doi:10.1002/cpt.911", "https://doi.org/10.1002/cpt.911"),
    ("(DOI: 10.1016/j.jmoldx.2024.05.015).", "https://doi.org/10.1016/j.jmoldx.2024.05.015"),
    ("see https://cpicpgx.org/guidelines/x/, table 2", "https://cpicpgx.org/guidelines/x/"),
    ("FASS, section 4.4", None),
    ("javascript:alert(1)", None),
]


@pytest.mark.parametrize(("source", "expected"), SOURCES)
def test_an_address_is_taken_from_the_words_of_a_source(source, expected):
    assert address(source) == expected


def test_a_citation_says_each_part_once():
    line = advice("CPIC", "x", Action.AVOID, {"DPYD": "0"})
    assert (
        cited(replace(line, guideline="G, v1", version="v1", source="G, v1, s 3")) == "G, v1, s 3"
    )
    assert cited(replace(line, guideline="G", version="", source="s 3")) == "G, s 3"
