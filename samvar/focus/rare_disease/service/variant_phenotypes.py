"""A variant's carriers in the country by how alike they are to a case, without its family."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.rules.match.band import BANDS
from samvar.focus.rare_disease.service.similar import own_people
from samvar.focus.rare_disease.share.similar_patients import SimilarArgs
from samvar.focus.rare_disease.share.variant_phenotypes import STATUSES, PhenotypesArgs, cells
from samvar.govern.identity import Asker
from samvar.govern.kin import tellable
from samvar.model.calls import Int64
from samvar.model.contribution import Scope
from samvar.network.ask import Network
from samvar.network.limit import too_many
from samvar.network.merge import NationalAnswer
from samvar.network.view import NodeView
from samvar.present.area import NodeLike


@dataclass(frozen=True, slots=True)
class Carriers:
    """carriers, people: by status and band, the family taken out; None where nobody answered.

    looked_at: of all people, how many were looked at there, the family among them. left_out: how
    many of the family were counted.
    """

    answer: NationalAnswer
    carriers: Int64 | None
    people: Int64 | None
    looked_at: int
    left_out: int


def carriers_of(
    node: NodeLike,
    network: Network,
    case: KeptCase,
    asked: SimilarArgs,
    asker: Asker,
    deadline_s: float = 2.0,
) -> Carriers:
    """Ask for the carriers of `asked.variant`. Whether the case may be seen is the caller's to
    have asked.

    Of the family those whom this node has, and the asker may see, are taken out, where this node
    answered at all.

    Raises:
        TooMany: every node refused, because this person asks too often.
    """
    args = PhenotypesArgs(asked.assembly, asked.variant, asked.terms)
    answer = network.ask_now("variant_phenotypes", args, asker, deadline_s)
    often = too_many(answer.value, answer.missing)
    if often is not None:
        raise often
    if answer.value is None:
        return Carriers(answer, None, None, 0, 0)
    carriers, people = answer.value["carriers"], answer.value["people"]
    looked_at, left_out = int(answer.value["individuals"][0]), 0
    if node.id not in {each.node for each in answer.missing}:
        family = tellable(node, asker, own_people(node, case))
        own = cells(args, _view(node, asker), family)
        carriers, people = carriers - own["carriers"], people - own["people"]
        left_out = int(own["people"].sum())
    shape = (len(STATUSES), len(BANDS))
    return Carriers(
        answer,
        np.maximum(carriers, 0).reshape(shape),
        np.maximum(people, 0).reshape(shape),
        looked_at,
        left_out,
    )


def _view(node: NodeLike, asker: Asker) -> NodeView:
    """This node as it answers a question of care."""
    return NodeView(
        node.id,
        Scope.CARE,
        node.variants.snapshot(),
        lambda _: (),
        lambda: None,  # type: ignore[arg-type, return-value]
        asker,
        node.records,
    )
