"""Compare how other centres have classified the variants that matter with what is remembered.

What a centre said last is remembered with the centre, so that one that is silent now has neither
changed nor kept its class: it is named, and compared when it answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from samvar.focus.rare_disease.analyse.reanalysis import conflicts, matters
from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.reanalysis import Cause, Change, Part, Run
from samvar.focus.rare_disease.records import Classes
from samvar.focus.rare_disease.rules.reanalysis import thresholds
from samvar.focus.rare_disease.service.reanalysis_case import UnderWay
from samvar.focus.rare_disease.share.classified_many import MOST, ManyRow
from samvar.govern.identity import Asker
from samvar.network.merge import NationalAnswer
from samvar.present.area import NodeLike

OPERATION = "classified_variants"
_KNOWN = frozenset(each.value for each in Class)


def compare_classes(
    node: NodeLike, asker: Asker, going: Iterable[UnderWay], run: Run, now: datetime,
    deadline_s: float,
) -> None:  # fmt: skip
    """Ask every centre once for all variants of an assembly, in questions of at most `MOST`.

    It is asked for the care of patients only: for another purpose nothing is compared.
    """
    network = node.network
    todo = [one for one in going if any(state.normal for state in one.states.values())]
    if network is None or not todo or not asker.purpose.is_care:
        return
    for assembly in dict.fromkeys(one.chosen.case.assembly for one in todo):
        mine = [one for one in todo if one.chosen.case.assembly is assembly]
        wanted = list(dict.fromkeys(name for one in mine for name in _names(one).values()))
        for first in range(0, len(wanted), MOST):
            part = tuple(wanted[first : first + MOST])
            run.effort.class_questions += 1
            run.effort.classes_asked += len(part)
            args = {"assembly": assembly.value, "variants": part}
            answer = network.ask_now(OPERATION, args, asker, deadline_s)
            silent = {each.node for each in answer.missing}
            run.silent = tuple(sorted(silent.union(run.silent)))
            for one in mine:
                _compare(node, one, frozenset(part), answer, now)


def _names(one: UnderWay) -> Mapping[str, str]:
    """Normalised names of what is asked, by the list's own: of an answered case what it names."""
    return {
        name: state.normal
        for name, state in one.states.items()
        if state.normal and (not one.chosen.reported or name in one.chosen.named)
    }


def _compare(
    node: NodeLike, one: UnderWay, asked: frozenset[str], answer: NationalAnswer, now: datetime
) -> None:
    rows: dict[str, list[ManyRow]] = {}
    for row in (answer.value or {}).values():
        rows.setdefault(row.variant, []).append(row)
    own = _own_classes(node, one.chosen.case)
    for name, normal in _names(one).items():
        if normal in asked:
            said = _said(node.id, answer, rows.get(normal, []))
            _set(one, name, {**said, "here": own.get(name, "")}, now)


def _own_classes(node: NodeLike, case: KeptCase) -> Mapping[str, str]:
    """The classes that are the case's, by the list's name; none of a reader's alone."""
    with node.records.read() as tx:
        held = Classes(tx.connection).of_case(case.id)
    return {each.told.listed: each.classed.value for each in held if each.told.category == "snv"}


def _said(here: str, answer: NationalAnswer, rows: Iterable[ManyRow]) -> dict[str, Any]:
    """What the other centres say now. centres: of those that answered, their classes and since
    which month, the newest last."""
    answered = sorted(
        each.node for each in answer.parts if each.state == "answered" and each.node != here
    )
    silent = sorted({each.node for each in answer.missing} - {here} - set(answered))
    centres = {
        each: sorted({(row.month, row.classed) for row in rows if row.node == each})
        for each in answered
    }
    return {
        "answered": answered,
        "silent": silent,
        "centres": {
            each: {"classes": [[name, month] for month, name in told if name in _KNOWN]}
            for each, told in centres.items()
        },
    }


def _set(one: UnderWay, name: str, said: dict[str, Any], now: datetime) -> None:
    """The part as it is now, and a line where it matters: also at the first look, where what
    others say conflicts with what is said here."""
    state = one.states[name]
    old = state.parts.get(Cause.CLASSES.value)
    day = now.date().isoformat()
    heard = {node: {**each, "heard": day} for node, each in said["centres"].items()}
    before = NOBODY | {"here": said["here"]} if old is None else old.said
    said = {**said, "centres": {**before["centres"], **heard}}
    basis = f"{len(said['answered'])}/{len(said['answered']) + len(said['silent'])}"
    since = now if old is None or _core(old.said) != _core(said) else old.since
    part = Part(mark=day, basis=basis, since=since, said=said)
    if old is None:
        old = Part(mark="", basis="0", since=now, said=dict(before))
        worth = conflicts(said)
    else:
        worth = matters(Cause.CLASSES, old.said, said, thresholds())
    if worth:
        change = Change(0, one.chosen.case.id, name, Cause.CLASSES, old, part, now)
        one.changes.append(change)
    kept = {**state.parts, Cause.CLASSES.value: part}
    one.states[name] = msgspec.structs.replace(state, parts=kept)


NOBODY: dict[str, Any] = {"answered": [], "silent": [], "centres": {}}
"""Before anybody was asked."""


def _core(said: Mapping[str, Any]) -> Any:
    return said["here"], {node: each["classes"] for node, each in said["centres"].items()}
