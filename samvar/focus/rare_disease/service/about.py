"""Whom a case is about, so that the policy decides on that patient."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from samvar.focus.rare_disease.records import RareCases
from samvar.govern import patient
from samvar.govern.identity import Asker
from samvar.model.errors import NotFound
from samvar.present.area import NodeLike


def person_of(node: NodeLike, case: str) -> str | None:
    """The proband of a case; None where there is no such case here."""
    with node.records.read() as tx:
        try:
            return RareCases(tx.connection).get(case).person
        except NotFound:
            return None


def about_path(node: NodeLike, path: Mapping[str, str]) -> str | None:
    """The proband of the case that a page's address names."""
    return person_of(node, path["case"]) if "case" in path else None


def permit_of(node: NodeLike, asker: Asker, permission: str, verb: str, case: str) -> None:
    """`permit`, about the proband of a case.

    Raises:
        Refused: the person may not, or the patient has blocked it.
    """
    patient.permit_of(node, asker, permission, verb, person_of(node, case))


@contextmanager
def changing_of(
    node: NodeLike, asker: Asker, permission: str, verb: str, case: str
) -> Iterator[None]:
    """`changing`, about the proband of a case."""
    with patient.changing_of(node, asker, permission, verb, person_of(node, case)):
        yield
