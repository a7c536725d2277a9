"""A gene's rules are a file that anybody can write; a fault is told with its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from samvar.focus.rare_disease.model.facts import Inheritance
from samvar.focus.rare_disease.model.verdict import Strength
from samvar.focus.rare_disease.rules.acmg.shelf import read_folder, rules_for, shipped
from samvar.focus.rare_disease.rules.acmg.specification import read_specification
from samvar.model.errors import BadFile, NotFound

HEAD = """form = 1
name = "Our own"
version = "1"
date = "2026-11-27"
source = "https://laboratory.example/rules"
genes = ["ABCA4"]
inheritance = "recessive"
"""
ROW = """
[[criterion]]
code = "BS1"
strong = 0.01
supporting = 0.005
text = "our own count"
"""
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def to(text: str, name: str = "own.toml") -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return to


def test_a_file_is_read(write: Write) -> None:
    found = read_specification(write(HEAD + ROW))
    assert (found.genes, found.inheritance) == (("ABCA4",), Inheritance.RECESSIVE)
    rule = found.criteria["BS1"]
    assert rule.borders == ((Strength.STRONG, 0.01), (Strength.SUPPORTING, 0.005))
    assert rule.source == "Our own, version 1, https://laboratory.example/rules"
    assert rule.reached(0.007) == (Strength.SUPPORTING, 0.005)
    assert rule.reached(0.001) is None


FAULTS = [
    # text, line, what
    (HEAD.replace("form = 1", "form = 2") + ROW, 1, "form of the rules"),
    (HEAD.replace("form = 1\n", "") + ROW, 1, "form of the rules"),
    (HEAD.replace("2026-11-27", "27/11"), 4, "date"),
    (HEAD.replace("https://laboratory.example/rules", "a book"), 5, "neither a DOI"),
    (HEAD.replace('["ABCA4"]', "[]"), 6, "list of symbols"),
    (HEAD.replace('["ABCA4"]', '["abca4"]'), 6, "'abca4' is not a gene"),
    (HEAD.replace('"recessive"', '"sometimes"'), 7, "no inheritance"),
    (HEAD.replace("inheritance", "inheritence"), 7, "'inheritence' is not a key"),
    (HEAD + ROW.replace('"BS1"', '"BS9"'), 10, "'BS9' is no criterion"),
    (HEAD + ROW.replace("strong = 0.01", "strong = 1.5"), 11, "outside of 0 to 1"),
    (HEAD + ROW.replace("strong = 0.01", 'strong = "much"'), 11, "'strong' is not a number"),
    (HEAD + ROW.replace("strong = 0.01", "strong = nan"), 11, "outside of 0 to 1"),
    (HEAD + ROW.replace("strong = 0.01", "strong = 0.001"), 11, "not in order"),
    (HEAD + ROW.replace("strong = 0.01", "stand_alone = 0.01"), 11, "only BA1 stands alone"),
    (HEAD + ROW.replace('"BS1"', '"PS3"'), 11, "PS3 has no borders"),
    (HEAD + ROW.replace("strong = 0.01", "use = 1"), 11, "true or false"),
    (HEAD + ROW.replace("strong = 0.01", 'codons = ["9-3"]'), 11, "no stretch of codons"),
    (HEAD + ROW.replace("strong = 0.01", 'codons = ["3-9"]'), 11, "need a strength"),
    (HEAD + ROW.replace("strong = 0.01", 'strength = "big"'), 11, "no strength"),
    (HEAD + ROW.replace("strong = 0.01", 'needs = ["PM9"]'), 11, "'PM9' is not known"),
    (HEAD + ROW + ROW, 16, "BS1 stands twice"),
    (HEAD + '\n[[criterion]]\ncode = "PP2"\nuse = false\n', 11, "says why"),
    (HEAD + "\n[[criterion]\n", 9, "not TOML"),
]


@pytest.mark.parametrize(("text", "line", "what"), FAULTS)
def test_a_fault_is_told_with_its_line(write: Write, text: str, line: int, what: str) -> None:
    with pytest.raises(BadFile, match=what) as caught:
        read_specification(write(text))
    assert caught.value.where is not None
    assert (caught.value.where.file, caught.value.where.line) == ("own.toml", line)


def test_a_users_own_rules_come_first(write: Write) -> None:
    path = write(HEAD.replace("ABCA4", "GJB2") + ROW)
    own = read_folder(path.parent)
    found = rules_for("GJB2", Inheritance.RECESSIVE, own)
    assert found.names[0].startswith("Our own")
    general = found.of("PP3")
    assert general is not None
    assert "General rules" in general.source


def test_rules_for_one_inheritance_are_not_taken_for_another() -> None:
    assert rules_for("GJB2", Inheritance.RECESSIVE).special is not None
    for inheritance in (None, Inheritance.DOMINANT):
        found = rules_for("GJB2", inheritance)
        assert found.special is None
        assert "if the disease is recessive" in found.note
    both = [rules_for("MYO7A", each).of("BA1") for each in list(Inheritance)[:2]]
    assert [rule.borders[0][1] for rule in both if rule] == [0.001, 0.005]
    assert rules_for("TTN", None).note == ""


def test_a_folder_without_rules_and_one_with_two_for_a_gene(write: Write) -> None:
    path = write(HEAD + ROW)
    write(HEAD + ROW, "second.toml")
    with pytest.raises(BadFile, match="ABCA4 has rules in an earlier file"):
        read_folder(path.parent)
    for other in ("own.toml", "second.toml"):
        (path.parent / other).unlink()
    with pytest.raises(NotFound, match="no rules"):
        read_folder(path.parent)


def test_no_two_shipped_files_are_for_the_same_gene_and_inheritance() -> None:
    pairs = [(gene, each.inheritance) for each in shipped() for gene in each.genes]
    assert len(pairs) == len(set(pairs)) > 20
    general = next(each for each in shipped() if each.genes == ("*",))
    assert {"BA1", "PP3", "BP4"} <= set(general.criteria)
