"""Has any region seen this in a similar patient? Asked for a case, and told without its family."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from samvar.focus.rare_disease.analyse.match.patients import features
from samvar.focus.rare_disease.analyse.phenotype.corpus import corpus_of
from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.kept import KeptCase, Verb
from samvar.focus.rare_disease.model.standing import features_of
from samvar.focus.rare_disease.records import RareCases
from samvar.focus.rare_disease.records.matching import Matching
from samvar.focus.rare_disease.rules.match.band import BANDS
from samvar.focus.rare_disease.service.about import permit_of
from samvar.focus.rare_disease.service.case import case_of, find_case, opened, small_of
from samvar.focus.rare_disease.share.known import HANDLES, LEAST_TERMS, MOST_TERMS, handle
from samvar.focus.rare_disease.share.similar_patients import (
    MOST_GENES,
    SimilarArgs,
    SimilarRow,
    question_of,
)
from samvar.focus.rare_disease.share.variant_phenotypes import STATUSES
from samvar.govern.identity import Asker
from samvar.govern.keyed import keyed
from samvar.model.errors import NotFound
from samvar.model.variant import Variant
from samvar.network.ask import Network
from samvar.network.limit import too_many
from samvar.network.merge import NationalAnswer
from samvar.present.area import NodeLike

BAND_NAMES = tuple(each.value for each in BANDS)
STATUS_NAMES = STATUSES
_BENIGN = (Class.BENIGN.value, Class.LIKELY_BENIGN.value)


class Found(msgspec.Struct, frozen=True):
    """A row with the hash of the question that it answers: what a request is made from."""

    row: SimilarRow
    question: str


@dataclass(frozen=True, slots=True)
class Similar:
    """What the country says. rows: without the asker's own family; answer: None where there was
    nothing to ask with.

    asked: what was asked; question: its hash, to which the rows' handles are bound. few: the
    case's features are too few to be held against anybody's.
    """

    asked: SimilarArgs
    question: str
    rows: tuple[SimilarRow, ...]
    answer: NationalAnswer | None
    few: bool


def see_similar(
    node: NodeLike,
    network: Network,
    identifier: str,
    asker: Asker,
    variant: str | None = None,
    deadline_s: float = 2.0,
) -> Similar:
    """Ask for a case, and for one of its variants.

    Raises:
        Refused: the person may not see the case. NotFound: there is no such case, or variant.
    """
    case = find_case(node, identifier)
    permit_of(node, asker, "see:referrals", "see-similar", case)
    return similar_to(node, network, case_of(node, case), asker, variant, deadline_s)


def similar_to(
    node: NodeLike,
    network: Network,
    case: KeptCase,
    asker: Asker,
    variant: str | None = None,
    deadline_s: float = 2.0,
) -> Similar:
    """The same. Whether the case may be seen is the caller's to have asked.

    Raises:
        NotFound: the case's list has no such variant.
        TooMany: every node refused, because this person asks too often.
    """
    asked = what_to_ask(node, case, variant)
    few = not asked.terms
    if not (asked.terms or asked.genes or asked.variant):
        return Similar(asked, "", (), None, few)
    answer = network.ask_now("similar_patients", asked, asker, deadline_s)
    often = too_many(answer.value, answer.missing)
    if often is not None:
        raise often
    question = question_of(asked)
    own = own_handles(node, case, question, asker)
    rows = tuple(
        row for row in answer.value or () if not (row.node == node.id and row.handle in own)
    )
    return Similar(asked, question, rows, answer, few)


def what_to_ask(node: NodeLike, case: KeptCase, variant: str | None) -> SimilarArgs:
    """The question of a case: its features, the most telling first where they are many, and the
    variant with its genes, or the genes of what is classified and not benign.

    Raises:
        NotFound: the case's list has no such variant.
    """
    terms = _terms(case)
    if variant is not None:
        name, genes = _of_variant(node, case, variant)
        return SimilarArgs(terms, genes, name, case.assembly.value)
    with node.records.read() as tx:
        held = Matching(tx.connection).classes()
    mine = [each.gene for each in held if each.case == case.id and each.classed not in _BENIGN]
    return SimilarArgs(terms, _named(mine), "", case.assembly.value)


def variants_to_ask(node: NodeLike, case: KeptCase) -> tuple[str, ...]:
    """The small variants of a case that somebody has pinned or classified, by name."""
    with node.records.read() as tx:
        held = Matching(tx.connection).classes()
    classified = [
        each.variant for each in held if each.case == case.id and each.variant.count("-") == 3
    ]
    return tuple(sorted({*case.standing(Verb.PIN), *classified}))


def own_handles(node: NodeLike, case: KeptCase, question: str, asker: Asker) -> frozenset[str]:
    """Handles of this node for the cases of a case's own family."""
    family = own_people(node, case)
    with node.records.read() as tx:
        records = RareCases(tx.connection)
        cases = [each.id for person in family for each in records.of_person(person)]
    key = keyed(node, HANDLES)
    account = asker.user.account
    return frozenset(handle(key, question, account, each) for each in cases)


def own_people(node: NodeLike, case: KeptCase) -> frozenset[str]:
    """The case's family at this node: whoever has a sample in it, and their kin."""
    contributions = node.contributions()
    people = {case.person}
    people |= {
        contributions[member.sample].person
        for member in case.members
        if member.sample in contributions
    }
    with node.records.read() as tx:
        return frozenset({*people, *tx.persons.families_of(people)})


def _terms(case: KeptCase) -> tuple[str, ...]:
    corpus = corpus_of(None)
    seen = [each.term for each in features_of(case) if each.present]
    numbers = features(corpus.ontology, corpus.world, seen)
    if len(numbers) < LEAST_TERMS:
        return ()
    numbers.sort(key=lambda n: (-corpus.world.information[n], n))
    return tuple(sorted(corpus.ontology.ids[n] for n in numbers[:MOST_TERMS]))


def _of_variant(node: NodeLike, case: KeptCase, variant: str) -> tuple[str, tuple[str, ...]]:
    wanted = Variant.parse(variant, case.assembly)
    with opened(node, case, small_of(case)) as small:
        numbers = small.at(wanted)
        if not numbers:
            raise NotFound("the case's list has no such variant")
        told = small.rows(numbers[:1])[0].told
    return str(wanted), _named((*told.symbols, *told.genes))


def _named(genes: Iterable[str]) -> tuple[str, ...]:
    found: Sequence[str] = list(dict.fromkeys(gene for gene in genes if 0 < len(gene) <= 30))
    return tuple(found[:MOST_GENES])


__all__ = [
    "BAND_NAMES",
    "STATUS_NAMES",
    "Found",
    "Similar",
    "SimilarRow",
    "own_handles",
    "own_people",
    "see_similar",
    "similar_to",
    "variants_to_ask",
    "what_to_ask",
]
