"""Under which labels a load's people are kept, where some of them are known by their number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from samvar.formats.samplesheet.read import SheetRow
from samvar.govern.personal import Numbers
from samvar.model.errors import BadInput
from samvar.model.personal_number import PersonalNumber
from samvar.store.records.engine import Transaction
from samvar.store.records.identities import SealedIdentity
from samvar.store.records.persons import Registered


@dataclass(frozen=True, slots=True)
class Labels:
    """labels: each person's, by the file's sample name; kept: the sample's own; rows: the sheet,
    with labels where it says numbers; fresh: numbers of people who have none here, by label."""

    labels: Mapping[str, str]
    kept: Mapping[str, str]
    rows: Mapping[str, SheetRow]
    fresh: Mapping[str, PersonalNumber]

    def sealed(
        self, tx: Transaction, people: Mapping[str, Registered], numbers: Numbers
    ) -> tuple[SealedIdentity, ...]:
        """The fresh numbers, each under its person's key.

        Raises:
            BadInput: somebody who has a number here already is given another.
        """
        if not self.fresh:
            return ()
        persons = {people[label].person.id: number for label, number in self.fresh.items()}
        if tx.identities.of(persons):
            raise BadInput(
                "a person of the sample sheet has another personal number at this node",
                remedy="correct the number, or the person's label",
            )
        return numbers.sealed(persons)


def labels_of(
    tx: Transaction, names: Sequence[str], rows: Mapping[str, SheetRow], numbers: Numbers
) -> Labels:
    """How a load's people are known. A person whose number is known here keeps their label.

    Raises:
        BadInput: a row's label and number are of two people.
    """
    number_of = {name: number for name in names if (number := _number(name, rows.get(name)))}
    parents = {
        text: number
        for row in rows.values()
        for text in (row.father, row.mother)
        if text and (number := PersonalNumber.recognise(text))
    }
    if not number_of and not parents:
        plainly = {name: rows[name].person or name if name in rows else name for name in names}
        return Labels(plainly, {name: name for name in names}, rows, {})
    found = numbers.find({*number_of.values(), *parents.values()})
    label_here = tx.persons.labels(found.values())

    def known(number: PersonalNumber) -> str | None:
        return label_here.get(found[number]) if number in found else None

    labels: dict[str, str] = {}
    fresh: dict[str, PersonalNumber] = {}
    for name in names:
        row, number = rows.get(name), number_of.get(name)
        said = row.person if row and row.person else None
        if number is None:
            labels[name] = said or name
            continue
        here = known(number)
        plain = said if said and not PersonalNumber.recognise(said) else None
        if here and plain and here != plain:
            raise BadInput(
                "a row of the sample sheet names one person and another's personal number",
                remedy="correct the number, or the person's label",
            )
        labels[name] = here or plain or numbers.label(number)
        if here is None and fresh.setdefault(labels[name], number) != number:
            raise BadInput("the sample sheet gives one person two personal numbers")

    def as_label(text: str | None) -> str | None:
        if text is None or (text in labels and text in number_of):
            return labels[text] if text else None
        number = parents.get(text)
        return text if number is None else known(number) or numbers.label(number)

    translated = {
        name: replace(
            row,
            family=numbers.shown(row.family) if row.family else None,
            father=as_label(row.father),
            mother=as_label(row.mother),
        )
        for name, row in rows.items()
    }
    return Labels(labels, {name: numbers.shown(name) for name in names}, translated, fresh)


def _number(name: str, row: SheetRow | None) -> PersonalNumber | None:
    said = row.person if row and row.person else None
    label = PersonalNumber.recognise(said or name)
    if row is None or row.number is None:
        return label
    if label is not None and label != row.number:
        raise BadInput("a row of the sample sheet gives two personal numbers")
    return row.number
