"""Who is in a file: sample names become persons, assays and contributions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from samvar.formats.samplesheet.read import SheetRow
from samvar.govern.personal import Numbers
from samvar.model.contribution import Contribution, CountingRules, Scope
from samvar.model.errors import BadInput
from samvar.model.genome import Assembly, Sex
from samvar.model.ids import new_id
from samvar.model.person import Assay, Person, Sample, SampleKind
from samvar.model.strata import strata_of
from samvar.node.callable import Callability
from samvar.node.labels import labels_of
from samvar.store.records.datasets import Dataset
from samvar.store.records.engine import Transaction
from samvar.store.records.loads import LoadPlan
from samvar.store.records.persons import Registered


@dataclass(frozen=True, slots=True)
class Cohort:
    """Everybody that one load brings, ready for both stores."""

    plan: LoadPlan
    contributions: tuple[Contribution, ...]
    people: Mapping[str, Person]
    """By person id, as the load leaves them; relatedness is judged by their pedigree."""
    ids: Mapping[str, str]
    """Sample id by the file's name."""
    kept: Mapping[str, str]
    """The name under which a sample is kept, by the file's: another where that is a number."""
    replaced: Mapping[str, str]
    """Of a sample that takes the place of one of the same name, that one's id, by its own."""


def gather(
    tx: Transaction,
    names: Sequence[str],
    rows: Mapping[str, SheetRow],
    callability: Callability,
    assembly: Assembly,
    dataset: Dataset,
    rules: CountingRules,
    tumour: frozenset[str],
    research: bool,
    numbers: Numbers,
) -> Cohort:
    """Match the file's names with people the node knows, and register the new ones.

    A sample's name is its person's label, unless the sheet says which person it is of. Samples
    that are live in the dataset under the same name are replaced (withdrawal plus addition).
    A personal number, be it in its own column or in the place of a label or name, is sealed.

    Raises:
        BadInput: the sheet makes somebody their own parent, or a label and a number are of two
            people.
    """
    for row in rows.values():
        _refuse_own_parent(row)
    known_as = labels_of(tx, names, rows, numbers)
    label_of, kept = known_as.labels, known_as.kept
    people = _people(tx, names, known_as.rows, label_of)
    ids = {name: new_id("sample") for name in names}
    assay = tx.assays.find(callability.kind, assembly, callability.name)
    fresh = assay or Assay(new_id("assay"), callability.kind, assembly, callability.name)
    choices = tx.choices.scopes(person.person.id for person in people.values())
    samples, contributions = [], []
    for name in names:
        person = people[label_of[name]].person
        kind = SampleKind.TUMOUR if name in tumour else SampleKind.GERMLINE
        samples.append(Sample(ids[name], person.id, kind, fresh.id, kept[name]))
        scopes = choices[person.id] if research else choices[person.id] - {Scope.RESEARCH}
        affected = known_as.rows[name].affected if name in known_as.rows else None
        contributions.append(
            Contribution(
                sample=ids[name],
                person=person.id,
                assembly=assembly,
                sex=person.sex,
                ancestry=person.ancestry,
                assay=fresh.kind.value,
                dataset=dataset.id,
                counts=kind is SampleKind.GERMLINE,
                why=None if kind is SampleKind.GERMLINE else "tumour",
                scopes=frozenset(scopes),
                rules=rules,
                strata=strata_of(person.sex, dataset.area, affected, fresh.kind.value),
            )
        )
    replaced = tx.samples.by_names(dataset.id, [*kept.values()])
    plan = LoadPlan(
        persons=tuple(people.values()),
        assays=() if assay else (fresh,),
        samples=tuple(samples),
        replaces=tuple(sorted(stored.sample.id for stored in replaced.values() if stored.live)),
        identities=known_as.sealed(tx, people, numbers),
    )
    by_id = {registered.person.id: registered.person for registered in people.values()}
    before = {ids[n]: replaced[kept[n]].sample.id for n in names if kept[n] in replaced}
    return Cohort(plan, tuple(contributions), by_id, ids, kept, before)


def _people(
    tx: Transaction,
    names: Sequence[str],
    rows: Mapping[str, SheetRow],
    label_of: Mapping[str, str],
) -> dict[str, Registered]:
    """Each person once, by label, with sex, ancestry and pedigree from the sheet."""
    parents = {p for n in names if n in rows for p in (rows[n].father, rows[n].mother) if p}
    labels = set(label_of.values())
    known = tx.persons.by_labels(labels | parents)
    # A parent of whom the node has nothing is not registered: only the family label says it.
    people = {
        label: Registered(known.get(label) or Person(new_id("person")), label)
        for label in sorted(labels | (parents & known.keys()))
    }
    id_of = {label: registered.person.id for label, registered in people.items()}
    for name in names:
        row = rows.get(name)
        if row is None:
            continue
        label = label_of[name]
        person = people[label].person
        father = id_of.get(row.father or "", person.father)
        mother = id_of.get(row.mother or "", person.mother)
        people[label] = Registered(
            replace(
                person,
                sex=person.sex if row.sex is Sex.UNKNOWN else row.sex,
                ancestry=row.ancestry or person.ancestry,
                family=row.family or person.family,
                father=father,
                mother=mother,
            ),
            label,
        )
    return people


def _refuse_own_parent(row: SheetRow) -> None:
    for parent in (row.father, row.mother):
        if parent and parent == row.name:
            raise BadInput("a sample is its own parent", remedy="correct the pedigree")
