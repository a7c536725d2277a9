"""Whom an order, a report or a passport is about, so that the policy decides on that patient.

Where an id names nothing here, nobody is concerned: the policy decides on the rest, and the act
then finds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Select, select

from samvar.focus.pharmacogenomics.records import Orders, Passports, Reports
from samvar.govern import patient
from samvar.govern.identity import Asker
from samvar.govern.patient import seen_by
from samvar.model.errors import NotFound
from samvar.present.area import NodeLike
from samvar.store.records.noun import Noun
from samvar.store.records.tables import persons


def person_of(node: NodeLike, identifier: str) -> str | None:
    """The patient of an order, a report or a passport; None where there is no such thing here."""
    with node.records.read() as tx:
        try:
            if identifier.startswith("ref_"):
                return Orders(tx.connection).get(identifier).person
            if identifier.startswith("rep_"):
                return Reports(tx.connection).get(identifier).person
            if identifier.startswith("pas_"):
                return Passports(tx.connection).get(identifier).person
        except NotFound:
            return None
    return None


def about_path(node: NodeLike, path: Mapping[str, str]) -> str | None:
    """The patient of whatever a page's address names."""
    for name in ("order", "report", "passport"):
        if name in path:
            return person_of(node, path[name])
    return None


def permit_of(node: NodeLike, asker: Asker, permission: str, verb: str, identifier: str) -> None:
    """`permit`, about the patient of an order, a report or a passport.

    Raises:
        Refused: the person may not, or the patient has blocked it.
    """
    patient.permit_of(node, asker, permission, verb, person_of(node, identifier))


@contextmanager
def changing_of(
    node: NodeLike, asker: Asker, permission: str, verb: str, identifier: str
) -> Iterator[None]:
    """`changing`, about the patient of an order, a report or a passport.

    Raises:
        Refused: the person may not, or the patient has blocked it.
    """
    with patient.changing_of(node, asker, permission, verb, person_of(node, identifier)):
        yield


def open_to(node: NodeLike, asker: Asker, people: Iterable[str]) -> frozenset[str]:
    """Those of the people whose orders and answers `asker` may see in a list here."""
    allowed = select(persons.c.id).where(seen_by(node, asker, "see:referrals", persons.c.id))
    with node.records.read() as tx:
        rows = _People(tx.connection).among(allowed, people)
    return frozenset(rows)


class _People(Noun):
    """People by a condition."""

    __slots__ = ()

    def among(self, wanted: Select[Any], people: Iterable[str]) -> list[str]:
        """Those of the people whom the condition holds for."""
        return [row.id for row in self._among(wanted, persons.c.id, people)]
