"""Compare the country's counts of the variants that matter with those that are remembered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from samvar.focus.rare_disease.model.reanalysis import Cause, Part, Run, State
from samvar.focus.rare_disease.service import reanalysis_nation as nation
from samvar.focus.rare_disease.service.reanalysis_case import UnderWay, mark_of, set_part
from samvar.govern.identity import Asker
from samvar.present.area import NodeLike


def compare_counts(
    node: NodeLike,
    asker: Asker,
    going: Iterable[UnderWay],
    run: Run,
    now: datetime,
    deadline_s: float,
) -> None:
    """The country's counts: not asked for at all while every node stands at the epoch at which all
    of it was counted last."""
    network = node.network
    todo = [
        one
        for one in going
        if not one.chosen.reported and any(state.normal for state in one.states.values())
    ]
    if network is None or not todo:
        return
    epochs = nation.epochs_of(network)
    if epochs:
        todo = [
            one
            for one in todo
            if any(mark_of(s, Cause.NATION) != epochs for s in one.states.values() if s.normal)
        ]
    for assembly in dict.fromkeys(one.chosen.case.assembly for one in todo):
        mine = [one for one in todo if one.chosen.case.assembly is assembly]
        wanted = list(dict.fromkeys(s.normal for o in mine for s in o.states.values() if s.normal))
        for answer in nation.ask(network, asker, assembly, wanted, run.effort, deadline_s):
            run.silent = tuple(sorted({*run.silent, *answer.silent}))
            for one in mine:
                _counted(node, asker, one, answer, run, now)


def _counted(
    node: NodeLike, asker: Asker, one: UnderWay, answer: nation.Nation, run: Run, now: datetime
) -> None:
    asked = set(answer.variants)
    names = {name: s.normal for name, s in one.states.items() if s.normal in asked}
    case, wanted = one.chosen.case, list(dict.fromkeys(names.values()))
    raw = nation.raw_of(answer, wanted)
    if raw is not None and all(_same(one.states[n], raw[v], answer) for n, v in names.items()):
        for name in names:
            _remark(one, name, answer.mark)
        return
    run.effort.families += 1
    said = nation.said_of(node, case, asker, answer, wanted)
    for name, normal in names.items():
        old = one.states[name].parts.get(Cause.NATION.value)
        new = said[normal]
        if (
            old is not None
            and old.said["known"]
            and not (new["known"] and set(old.said["nodes"]) <= set(new["nodes"]))
        ):
            continue  # somebody is silent: what is remembered stays, and is compared next time
        part = Part(mark=answer.mark, basis=answer.mark, since=now, said=new)
        set_part(one, name, Cause.NATION, part, now)


def _same(state: State, raw: list[int], answer: nation.Nation) -> bool:
    """Whether the numbers are those that came before, of the same centres."""
    part = state.parts.get(Cause.NATION.value)
    return (
        part is not None
        and part.said.get("raw") == raw
        and part.said["nodes"] == list(answer.nodes)
    )


def _remark(one: UnderWay, name: str, mark: str) -> None:
    state = one.states[name]
    part = msgspec.structs.replace(state.parts[Cause.NATION.value], mark=mark)
    kept = {**state.parts, Cause.NATION.value: part}
    one.states[name] = msgspec.structs.replace(state, parts=kept)
