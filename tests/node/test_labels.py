"""A personal number in a file or a sheet is sealed, whichever column it stands in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from samvar.govern.identity import Asker
from samvar.govern.personal import Numbers
from samvar.model.errors import BadFile, BadInput
from samvar.model.load import LoadRequest
from samvar.model.personal_number import PersonalNumber
from samvar.node.intake import load
from samvar.node.node import Node

WriteVcf = Callable[..., Path]
BEDA, CARL, DORA = "19121212-1212", "19640823-3234", "19640883-3231"
HEADER = "sample\tperson\tpersonnummer\tsex\tfamily\tfather\tmother\n"


@pytest.fixture
def bring(
    node: Node, write_vcf: WriteVcf, tmp_path: Path, bioinformatician: Asker
) -> Callable[..., None]:
    """Load three samples with a sheet of these lines."""

    def load_them(*lines: str, samples: tuple[str, ...] = ("A", "B", "C"), into: str = "d") -> None:
        sheet = tmp_path / "people.tsv"
        sheet.write_text(HEADER + "".join(line + "\n" for line in lines))
        request = LoadRequest(
            dataset=into,
            files=(str(write_vcf(samples=samples)),),
            assembly="GRCh38",
            assert_normalised=True,
            sheet=str(sheet),
        )
        load(node, request, bioinformatician)

    return load_them


def people(node: Node) -> dict[str, tuple[str, str | None]]:
    """Label and number of the person of each live sample, by the sample's kept name."""
    with node.records.begin() as tx:
        live = {s.sample.name: s.sample.person for s in tx.samples.of()}
        labels, numbers = tx.persons.labels(live.values()), Numbers(tx, node.keys).of(live.values())
    return {
        name: (labels[person], numbers[person].digits if person in numbers else None)
        for name, person in live.items()
    }


def stored(node: Node) -> bytes:
    return b"".join(path.read_bytes() for path in node.folder.rglob("*") if path.is_file())


def digits(text: str) -> str:
    return PersonalNumber.parse(text).digits


def forms(*numbers: str) -> list[bytes]:
    """How a number may have been written down."""
    return [
        form.encode()
        for number in map(digits, numbers)
        for form in (
            number,
            number[2:],
            f"{number[:8]}-{number[8:]}",
            f"{number[2:8]}-{number[8:]}",
        )
    ]


def test_the_column_is_sealed_beside_the_laboratorys_label(
    node: Node, bring: Callable[..., None]
) -> None:
    bring(f"A\tP1\t{BEDA}\tF\t\t\t", "B\tP2\t\tM\t\t\t", f"C\t\t{CARL}\tM\t\t\t")
    found = people(node)
    assert found["A"] == ("P1", digits(BEDA))
    assert found["B"] == ("P2", None)
    assert found["C"][0].startswith("nr-")
    assert found["C"][1] == digits(CARL)
    assert not any(form in stored(node) for form in forms(BEDA, CARL))


def test_a_label_a_name_or_a_parent_that_is_a_number_is_none_any_more(
    node: Node, bring: Callable[..., None]
) -> None:
    """As a laboratory would that calls its samples by the patients' numbers."""
    child = "20200101-2380"
    bring(
        f"{child}\t\t\tM\t{CARL}\t{CARL}\t{BEDA}",
        f"{CARL}\t\t\tM\t{CARL}\t\t",
        f"B\t{BEDA}\t\tF\t{CARL}\t\t",
        samples=(child, CARL, "B"),
    )
    found = people(node)
    assert {number for _, number in found.values()} == {digits(n) for n in (child, CARL, BEDA)}
    assert all(label.startswith("nr-") for label, _ in found.values())
    with node.records.begin() as tx:
        numbers = Numbers(tx, node.keys)
        who = numbers.find(PersonalNumber.parse(each) for each in (child, CARL, BEDA))
        kid = tx.persons.get(who[PersonalNumber.parse(child)])
        assert kid.father == who[PersonalNumber.parse(CARL)]
        assert kid.mother == who[PersonalNumber.parse(BEDA)]
    assert not any(form in stored(node) for form in forms(BEDA, CARL, child))
    before = len(found)
    bring(f"{child}\t\t\tM\t\t\t", samples=(child, "X", "Y"))  # the same again: replaced
    assert len(people(node)) == before + 2


def test_a_number_that_is_known_finds_its_person_under_any_label(
    node: Node, bring: Callable[..., None]
) -> None:
    bring(f"A\tP1\t{BEDA}\tF\t\t\t")
    bring(
        f"N1\t\t{digits(BEDA)}\tF\t\t\t",
        f"N2\t{BEDA}\t\tF\t\t\t",
        samples=("N1", "N2", "N3"),
        into="e",
    )
    found = people(node)
    assert found["N1"] == found["N2"] == found["A"] == ("P1", digits(BEDA))
    bring("M1\tP1\t\tF\t\t\t", samples=("M1", "M2", "M3"), into="f")
    assert people(node)["M1"] == ("P1", digits(BEDA))


def test_a_label_that_was_known_gets_its_number_later(
    node: Node, bring: Callable[..., None]
) -> None:
    bring("A\tP1\t\tF\t\t\t")
    bring(f"A2\tP1\t{BEDA}\tF\t\t\t", samples=("A2", "B2", "C2"), into="e")
    assert people(node)["A"] == people(node)["A2"] == ("P1", digits(BEDA))


CONTRADICTIONS = [
    ((f"A\tP1\t{BEDA}\tF\t\t\t", f"B\tP1\t{CARL}\tM\t\t\t"), "one label, two numbers"),
    ((f"A\t{BEDA}\t{CARL}\tF\t\t\t",), "two numbers in one row"),
    ((f"A\tP9\t{DORA}\tF\t\t\t",), "a number that is P1's, under another label"),
    ((f"A\tP1\t{BEDA}\tF\t\t\t",), "another number for P1"),
]


@pytest.mark.parametrize(("lines", "why"), CONTRADICTIONS, ids=[c[1] for c in CONTRADICTIONS])
def test_a_sheet_that_mixes_people_up_is_refused(
    node: Node, bring: Callable[..., None], lines: tuple[str, ...], why: str
) -> None:
    bring(f"Z\tP1\t{DORA}\tF\t\t\t", samples=("Z", "Y", "X"), into="z")
    before = people(node)
    with pytest.raises(BadInput) as caught:
        bring(*lines)
    assert people(node) == before, why
    assert not any(form in str(caught.value).encode() for form in forms(BEDA, CARL, DORA))


def test_a_wrong_number_is_named_by_its_line_only(bring: Callable[..., None]) -> None:
    with pytest.raises(BadFile, match=r"people.tsv, line 3, column 3: this is not a personal") as c:
        bring("A\tP1\t\tF\t\t\t", "B\tP2\t19121212-1213\tM\t\t\t")
    assert "1213" not in str(c.value)
