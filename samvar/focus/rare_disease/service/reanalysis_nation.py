"""How often the country has the variants that matter: one question of all of them together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.reanalysis import Effort
from samvar.focus.rare_disease.service.elsewhere import kin_of
from samvar.govern.identity import Asker
from samvar.model.genome import Assembly
from samvar.model.strata import EVERYONE
from samvar.model.variant import Variant
from samvar.network.ask import Network
from samvar.network.merge import NationalAnswer
from samvar.network.operations.variant_frequency import MOST_VARIANTS
from samvar.present.area import NodeLike
from samvar.store.variants.share import share_of

OPERATION = "variant_frequency"
COLUMNS = ("ac", "hom", "hemi", "an", "individuals")
UNKNOWN: Mapping[str, Any] = {"known": False, "nodes": []}


@dataclass(frozen=True, slots=True)
class Nation:
    """One answer for many variants of one assembly. mark: which node answered at which epoch."""

    variants: tuple[str, ...]
    answer: NationalAnswer
    mark: str

    @property
    def nodes(self) -> tuple[str, ...]:
        """The centres that answered."""
        return tuple(sorted(part.node for part in self.answer.parts if part.state == "answered"))

    @property
    def silent(self) -> tuple[str, ...]:
        """Those that did not."""
        return tuple(sorted(each.node for each in self.answer.missing))


def epochs_of(network: Network) -> str:
    """The epochs at which all nodes stand, in one line; "" where one of them is silent.

    It asks nobody about anything: nodes are greeted.
    """
    there = network.greet()
    known = {node: network.census(node) for node, heard in there.items() if heard}
    if len(known) != len(network.roster.nodes) or None in known.values():
        return ""
    return _line({node: one.epoch for node, one in known.items() if one is not None})


def ask(
    network: Network,
    asker: Asker,
    assembly: Assembly,
    variants: Sequence[str],
    effort: Effort,
    deadline_s: float,
) -> Iterator[Nation]:
    """Every node once for all variants; more than one question only beyond what one may hold.

    variants: normalised.
    """
    for first in range(0, len(variants), MOST_VARIANTS):
        part = tuple(variants[first : first + MOST_VARIANTS])
        effort.questions += 1
        effort.asked += len(part)
        args = {"assembly": assembly.value, "variants": part}
        answer = network.ask_now(OPERATION, args, asker, deadline_s)
        epochs = {each.node: each.epoch for each in answer.parts if each.state == "answered"}
        yield Nation(part, answer, _line(epochs))


def _line(epochs: Mapping[str, int | None]) -> str:
    return ", ".join(f"{node} {epoch}" for node, epoch in sorted(epochs.items()))


@dataclass(frozen=True, slots=True)
class Family:
    """What a case's family adds to a node's counts. vectors: by column, one number a variant.

    left_in: people of it who count and whose record the asker may not see, and who stay in.
    """

    vectors: Mapping[str, np.ndarray]
    left_in: int


def family_of(
    node: NodeLike, case: KeptCase, asker: Asker, nation: Nation, wanted: Sequence[str]
) -> Family | None:
    """The family's part in an answer; None where it cannot be told: this node was silent, or its
    numbers have changed meanwhile.

    Each of the family is looked at like a record, with an entry in the log; see `kin_of`.
    Relatives whom another centre counts stay in.
    """
    kin = kin_of(node, case, asker)
    own = next((each for each in nation.answer.parts if each.node == node.id), None)
    if own is None or own.state != "answered" or own.epoch != kin.snapshot.epoch:
        return None
    keys = kin.snapshot.keys_of([Variant.parse(each, case.assembly) for each in wanted])
    sums = share_of(kin.snapshot, kin.samples, case.assembly, kin.scope, only=np.unique(keys))
    counts = sums.counts(keys, EVERYONE)
    vectors = {column: np.asarray(getattr(counts, column)) for column in COLUMNS}
    return Family(vectors, kin.left_in)


def raw_of(nation: Nation, wanted: Sequence[str]) -> dict[str, list[int]] | None:
    """The numbers as they came, by variant; None where nobody answered."""
    value = nation.answer.value
    if value is None:
        return None
    place = {variant: at for at, variant in enumerate(nation.variants)}
    return {each: [int(value[column][place[each]]) for column in COLUMNS] for each in wanted}


def said_of(
    node: NodeLike, case: KeptCase, asker: Asker, nation: Nation, wanted: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """What the answer says of some of its variants without the case's family, by variant.

    wanted: normalised. A figure below the floor, and one from which the family cannot be taken,
    is not known.
    """
    value = nation.answer.value
    family = None if value is None else family_of(node, case, asker, nation, wanted)
    if value is None or family is None:
        return {each: dict(UNKNOWN) for each in wanted}
    place = {variant: at for at, variant in enumerate(nation.variants)}
    rows = np.array([place[each] for each in wanted], dtype=np.int64)
    whole = {column: np.asarray(value[column])[rows] for column in COLUMNS}
    less = {column: whole[column] - family.vectors[column] for column in COLUMNS}
    known = np.all([whole[column] >= 0 for column in COLUMNS], axis=0)
    known &= np.all([less[column] >= 0 for column in COLUMNS], axis=0)
    found: dict[str, dict[str, Any]] = {}
    for at, variant in enumerate(wanted):
        numbers = {column: int(less[column][at]) for column in COLUMNS}
        found[variant] = dict(UNKNOWN)
        if known[at]:
            found[variant] = {
                "known": True,
                "nodes": list(nation.nodes),
                "carriers": numbers["ac"] - numbers["hom"],
                "left_in": family.left_in,
                "raw": [int(whole[column][at]) for column in COLUMNS],
                **numbers,
            }
    return found
