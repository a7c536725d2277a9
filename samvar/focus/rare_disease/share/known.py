"""A node's patients as a question sees them: their features, and who may be in an answer."""

from __future__ import annotations

import hmac
import threading
from base64 import b32encode
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from samvar.focus.rare_disease.analyse.match.likeness import likeness
from samvar.focus.rare_disease.analyse.match.patients import Patients, patients_of, query_of
from samvar.focus.rare_disease.analyse.phenotype.corpus import corpus_of
from samvar.focus.rare_disease.model.standing import features_of
from samvar.focus.rare_disease.records.matching import Matching
from samvar.focus.rare_disease.rules.match.band import bands_of
from samvar.focus.rare_disease.tables import cases
from samvar.govern.row_filter import refusing
from samvar.model.consent import Use
from samvar.model.errors import UsageError
from samvar.network.view import View
from samvar.store.records.tables import cases as house

LEAST_TERMS, MOST_TERMS = 3, 60
"""One or two features would ask whether a patient has exactly these."""
HANDLES = "similar patients 1"
"""What the key of handles is for."""
_KEPT = 16
"""Nodes whose patients stay made in one process."""


@dataclass(frozen=True, slots=True)
class Likened:
    """Every patient beside the question. place: of each case in `band` (`rules.match.BANDS`)."""

    place: Mapping[str, int]
    band: NDArray[np.int64]


_made: OrderedDict[tuple[Any, ...], tuple[Patients, Mapping[str, int]]] = OrderedDict()
_lock = threading.Lock()


def check_terms(terms: Sequence[str]) -> None:
    """Refuse too few features, too many, one twice, or what is no term.

    Raises:
        UsageError: with what to change.
    """
    if terms and not LEAST_TERMS <= len(terms) <= MOST_TERMS:
        raise UsageError(f"ask with {LEAST_TERMS} to {MOST_TERMS} features, or with none")
    if len(set(terms)) != len(terms):
        raise UsageError("a feature is named twice")
    for term in terms:
        number = term.removeprefix("HP:")
        if number == term or not (number.isascii() and number.isdigit() and len(number) == 7):
            raise UsageError(f"'{term[:20]}' is no term", remedy="write ids such as HP:0001250")


def liken(view: View, terms: Sequence[str]) -> Likened:
    """Hold all cases of the node against these features.

    Where fewer than `LEAST_TERMS` of them are features that the node's ontology has, nothing is
    known of the question, and every band is UNKNOWN.
    """
    corpus = corpus_of(None)
    patients, place = _patients(view)
    query = query_of(corpus.ontology, corpus.world, terms)
    if len(query.seen) < LEAST_TERMS:
        return Likened(place, np.full(len(patients), 3, np.int64))
    found = likeness(patients, corpus.ontology, corpus.world, query)
    return Likened(place, bands_of(found, patients.told > 0))


def open_cases(view: View, *, other_centres: bool) -> Mapping[str, str]:
    """Cases, each with its proband, whose proband allows this use and has not been erased.

    other_centres: without those who have blocked a unit's records, or said no to being shown to
    other care providers (Patientdatalagen 4:4, 2022:913 2 kap.).
    """
    wanted = select(cases.c.id, house.c.proband).join(house, cases.c.house == house.c.id)
    if other_centres:
        for use, place in ((Use.UNIT, None), (Use.COHERENT_CARE, "")):
            wanted = wanted.where(house.c.proband.not_in(refusing(use, place)))
    return {row[0]: row[1] for row in view.rows_of_people(wanted, house.c.proband)}


def handle(key: bytes, question: str, account: str, case: str) -> str:
    """A name of a case for one question of one person, which only the node can make again.

    key: `View.keyed(HANDLES)`. question: its hash. Two questions, or two people, get names of
    which nobody else can say whether they mean the same patient.
    """
    told = "\0".join((question, account, case)).encode()
    return b32encode(hmac.digest(key, told, "sha256")[:20]).decode().lower()


def _patients(view: View) -> tuple[Patients, Mapping[str, int]]:
    """Made anew when a case has come, gone or been changed."""
    stamp = (view.node_id, *view.read(lambda tx: Matching(tx.connection).stamp()))
    with _lock:
        found = _made.get(stamp)
        if found is not None:
            _made.move_to_end(stamp)
            return found
    corpus = corpus_of(None)
    every = view.read(lambda tx: Matching(tx.connection).cases())
    seen = [[each.term for each in features_of(case) if each.present] for case in every]
    patients = patients_of(corpus.ontology, corpus.world, [case.id for case in every], seen)
    made = patients, {case.id: place for place, case in enumerate(every)}
    with _lock:
        _made[stamp] = made
        while len(_made) > _KEPT:
            _made.popitem(last=False)
    return made
