"""What every record store must do with people, their choices, and those who care for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from samvar.model.consent import CareRelation, Choice, How, Reason, Use
from samvar.model.contribution import Scope
from samvar.model.errors import Conflict, NotFound
from samvar.model.person import Person
from samvar.store.contract import refused
from samvar.store.contract.records import CHILD, FATHER, MOTHER, NOON
from samvar.store.records import Records
from samvar.store.records.persons import Registered


class PeopleContract:
    """Needs a fixture `records`: an opened, empty store."""

    def test_a_family_is_written_in_any_order(self, records: Records) -> None:
        with records.begin() as tx:
            tx.persons.add_many([CHILD, MOTHER, FATHER])
        with records.read() as tx:
            assert tx.persons.get("per_c") == CHILD.person
            assert tx.persons.by_labels(["dad", "aunt"]) == {"dad": FATHER.person}
            assert tx.persons.labels(["per_m", "per_x"]) == {"per_m": "mum"}
            assert tx.persons.count() == 3
        with refused(Conflict), records.begin() as tx:
            tx.persons.add_many([Registered(Person("per_o", mother="per_unknown"), "orphan")])
        with refused(Conflict), records.begin() as tx:
            tx.persons.add_many([Registered(Person("per_t"), "kid")])

    def test_an_erased_person_leaves_only_the_opaque_id(self, records: Records) -> None:
        with records.begin() as tx:
            tx.persons.add_many([CHILD, MOTHER, FATHER])
        with records.begin() as tx:
            tx.persons.erase(["per_c"], NOON)
        with records.read() as tx:
            assert tx.persons.get("per_c") == Person("per_c")
            assert tx.persons.labels(["per_c"]) == {}
            assert tx.persons.count() == 2

    def test_many_people_are_found_at_once(self, records: Records) -> None:
        people = [Registered(Person(f"per_{n}"), f"label {n}") for n in range(12_000)]
        with records.begin() as tx:
            tx.persons.add_many(people)
        with records.read() as tx:
            found = tx.persons.by_labels(each.label for each in people)
            assert len(found) == 12_000
            assert found["label 11999"].id == "per_11999"

    def test_the_last_choice_of_each_use_holds(self, records: Records) -> None:
        later = NOON + timedelta(hours=1)
        said = (
            Choice("per_m", Use.RESEARCH, False, NOON, "usr_1"),
            Choice("per_m", Use.CARE, False, NOON, "usr_1"),
            Choice("per_m", Use.CARE, True, later, "usr_2"),
        )
        with records.begin() as tx:
            tx.persons.add_many([MOTHER, FATHER])
            for choice in said:
                tx.choices.add(choice)
        with records.read() as tx:
            assert tx.choices.history("per_m") == said
            assert tx.choices.scopes(["per_m", "per_f"]) == {
                "per_m": frozenset({Scope.CARE}),
                "per_f": frozenset(Scope),
            }

    def test_consents_are_closed_until_said_and_blocks_are_by_unit(self, records: Records) -> None:
        said = (
            Choice("per_m", Use.RECONTACT, True, NOON, "usr_1", how=How.SPOKEN, asked="Får vi?"),
            Choice("per_m", Use.UNIT, False, NOON, "usr_1", "genetik", How.WRITTEN),
            Choice("per_m", Use.UNIT, False, NOON, "usr_1", "onkologi", How.WRITTEN),
            Choice("per_m", Use.UNIT, True, NOON, "usr_1", "genetik", How.OWN_PAGE),
        )
        with records.begin() as tx:
            tx.persons.add_many([MOTHER, FATHER])
            for choice in said:
                tx.choices.add(choice)
        with records.read() as tx:
            assert tx.choices.history("per_m") == said
            assert tx.choices.allows("per_m", Use.RECONTACT)
            assert not tx.choices.allows("per_f", Use.RECONTACT)
            assert tx.choices.allows("per_m", Use.UNIT, "genetik")
            assert not tx.choices.allows("per_m", Use.UNIT, "onkologi")
            assert tx.choices.standing(["per_f"]) == {"per_f": {}}

    def test_what_was_said_is_not_rewritten(self, records: Records) -> None:
        with records.begin() as tx:
            tx.persons.add_many([MOTHER])
            tx.choices.add(Choice("per_m", Use.RESEARCH, False, NOON, "usr_1"))
        with refused(Conflict), records.begin() as tx:
            tx.connection.exec_driver_sql("UPDATE choices SET allowed = (1 = 1)")

    def test_a_care_relation_ends_by_time_or_by_an_act(self, records: Records) -> None:
        hour = timedelta(hours=1)
        opened = [
            CareRelation("car_1", "per_m", "u", "", Reason.ORDER, "ref_1", NOON, NOON + hour, "u"),
            CareRelation("car_2", "per_m", "", "lab", Reason.VISIT, "", NOON, NOON + hour, "u"),
        ]
        with records.begin() as tx:
            tx.persons.add_many([MOTHER])
            for each in opened:
                tx.care.open(each)
            tx.care.close("car_1", NOON + hour / 2, "v")
        with refused(Conflict), records.begin() as tx:
            tx.care.close("car_1", NOON, "v")
        with refused(NotFound), records.begin() as tx:
            tx.care.close("car_3", NOON, "v")
        with records.read() as tx:
            second, first = tx.care.of_person("per_m")
            assert first == replace(opened[0], closed=NOON + hour / 2)
            assert second == opened[1]
            assert tx.care.of("u", "") == (first,)
            assert tx.care.of("v", "lab") == (second,)
        assert [first.stands(NOON), first.stands(NOON + hour / 2)] == [True, False]
        assert [second.stands(NOON + hour / 2), second.stands(NOON + hour)] == [True, False]

    def test_the_last_link_says_who_a_user_is(self, records: Records) -> None:
        with records.begin() as tx:
            tx.persons.add_many([MOTHER, FATHER])
            tx.accounts.link("a", "per_m", NOON, "u")
            tx.accounts.link("b", "per_f", NOON, "u")
            tx.accounts.link("b", None, NOON, "u")
        with records.read() as tx:
            assert [tx.accounts.person_of(user) for user in "abc"] == ["per_m", None, None]
