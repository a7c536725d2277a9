"""Version N asks, N-1 still answers; who speaks neither is incompatible, not zero."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from samvar.govern.identity import PERSONAS, Asker
from samvar.model.errors import Incompatible, UsageError
from samvar.network.operation import Earlier, Operation, Registry
from samvar.network.operations import CORE, VARIANT_FREQUENCY, registry
from samvar.network.roster import Roster
from tests.network.conftest import VARIANTS
from tests.network.twin import SEVEN

CARE = Asker.of(PERSONAS["geneticist"])


class NextArgs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Version 2 renames a field."""

    build: str
    variants: tuple[str, ...]


def narrow(args: NextArgs):
    return VARIANT_FREQUENCY.args(assembly=args.build, variants=args.variants)


NEXT = Operation(
    **{
        **{f: getattr(VARIANT_FREQUENCY, f) for f in VARIANT_FREQUENCY.__dataclass_fields__},
        "version": 2,
        "args": NextArgs,
        "kind": replace(
            VARIANT_FREQUENCY.kind,
            length=lambda a: VARIANT_FREQUENCY.kind.length(narrow(a)),
            strata=lambda _: 0,
        ),
        "answer": lambda args, view: VARIANT_FREQUENCY.answer(narrow(args), view),
        "check": lambda args: VARIANT_FREQUENCY.check(narrow(args)),
        "denominator": lambda args: args.build,
        "earlier": Earlier(VARIANT_FREQUENCY, narrow, lambda value: value),
    }
)
BOTH = Registry([NEXT, *(op for op in CORE if op.name != "variant_frequency")])
TWO = {"build": "GRCh38", "variants": VARIANTS[:2]}


def speak(nation, versions: dict[str, list[int]]) -> None:
    """A new roster that says which versions of variant_frequency each node speaks."""
    nodes = tuple(
        msgspec.structs.replace(
            node,
            operations={**node.operations, "variant_frequency": versions.get(node.id, [1, 2])},
        )
        for node in nation.roster.nodes
    )
    keys = {name: node.key for name, node in nation.nodes.items()}
    nation.roster = Roster(2, nodes).signed(keys)


def test_nodes_of_both_versions_add_up(make_nation):
    nation = make_nation(spoken=BOTH)
    old = make_nation()
    expected = old.network().ask_now(
        "variant_frequency", {"assembly": "GRCh38", "variants": VARIANTS[:2]}, CARE
    )
    for name in ("skane", "orebro"):
        nation.answerers[name]._verifier._registry = registry()
    speak(nation, {"skane": [1], "orebro": [1]})
    answer = nation.network(registry=BOTH).ask_now("variant_frequency", TWO, CARE)
    assert (answer.version, answer.missing) == (2, ())
    assert answer.value["ac"].tolist() == expected.value["ac"].tolist()


def test_version_n_minus_one_is_answered(make_nation):
    nation = make_nation(spoken=BOTH)
    answer = nation.network(registry=registry()).ask_now(
        "variant_frequency", {"assembly": "GRCh38", "variants": VARIANTS[:2]}, CARE
    )
    assert (answer.version, answer.coverage.complete) == (1, True)


def test_a_node_that_speaks_neither_is_incompatible(make_nation):
    nation = make_nation(spoken=BOTH)
    speak(nation, {"uppsala": [7], "orebro": []})
    answer = nation.network(registry=BOTH).ask_now("variant_frequency", TWO, CARE)
    states = {m.node: m.state for m in answer.missing}
    assert states == {"uppsala": "incompatible", "orebro": "incompatible"}
    assert answer.coverage.nodes_answered == 5


def test_a_roster_that_promises_too_much_is_found_out(make_nation):
    nation = make_nation()
    speak(nation, {name: [1, 2] for name in SEVEN})
    answer = nation.network(registry=BOTH).ask_now("variant_frequency", TWO, CARE)
    assert answer.state == "incompatible"
    assert {e.outcome for e in nation.entries()} == {"incompatible"}


def test_the_registry_is_a_closed_list():
    closed = registry()
    with pytest.raises(Incompatible):
        closed.find("variant_frequency", 9)
    with pytest.raises(Incompatible):
        closed.find("__class__", 1)
    with pytest.raises(UsageError, match="declared twice"):
        registry([VARIANT_FREQUENCY])
    assert closed.spoken()["node_status"] == [1]


def test_every_operation_declares_what_it_is_for():
    from samvar.govern.route import PERMISSIONS

    verbs = [op.verb for op in registry()]
    assert len(set(verbs)) == len(verbs)
    for operation in registry():
        assert operation.permission in PERMISSIONS
        assert operation.title.endswith("?")
        assert operation.disclosure in ("registered", "permit")
