"""Faults that somebody could write into a rule, made one by one, so that each is seen to be found.

A mutant is a rule with one thing changed in the tree that Cedar itself reads, never in its text.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import cedarpy

from samvar.govern.policy import Policy, Profile, Rule
from samvar.govern.policy.rule import read_rules

SWAPS = {"&&": "||", "||": "&&", "==": "!=", "!=": "=="}
OTHER_ROLE = {"pharmacist": "microbiologist"}
OTHER_PURPOSE = {"TREAT": "TRAIN"}


@dataclass(frozen=True)
class Mutant:
    """One fault: which rule, what was done to it, and the rule that came of it, if any is left."""

    rule: str
    what: str
    changed: Rule | None

    @property
    def name(self) -> str:
        return f"{self.rule}: {self.what}"

    def policy(self, profile: Profile) -> Policy:
        """The profile with the fault in it."""
        rules = dict(profile.rules)
        if self.changed is None:
            del rules[self.rule]
        else:
            rules[self.rule] = self.changed
        return Policy.of(replace(profile, rules=rules), remembered=1 << 16)


def mutants(rule: Rule) -> Iterator[Mutant]:
    """Every fault of these kinds in one rule."""
    yield Mutant(rule.id, "dropped", None)
    (tree,) = json.loads(cedarpy.policies_to_json_str(rule.text))["staticPolicies"].values()
    seen = {_text(tree)}
    for what, changed in _changes(tree):
        text = _text(changed)
        if text not in seen:
            seen.add(text)
            yield Mutant(rule.id, what, read_rules(text, "mutant.cedar")[rule.id])


def _text(tree: Mapping[str, Any]) -> str:
    document = {"staticPolicies": {"policy0": tree}, "templates": {}, "templateLinks": []}
    return cedarpy.policies_from_json_str(json.dumps(document))


def _changes(tree: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    flipped = {"permit": "forbid", "forbid": "permit"}[tree["effect"]]
    yield f"{tree['effect']} made {flipped}", {**tree, "effect": flipped}
    for number, condition in enumerate(tree["conditions"]):
        kind = condition["kind"]
        others = [one for n, one in enumerate(tree["conditions"]) if n != number]
        yield f"its '{kind}' removed", {**tree, "conditions": others}
        negated = {"kind": {"when": "unless", "unless": "when"}[kind], "body": condition["body"]}
        yield f"its '{kind}' negated", {**tree, "conditions": [*others, negated]}
    yield from _scopes(tree)
    for path, node in _nodes(tree["conditions"], ("conditions",)):
        for what, instead in _instead(node):
            changed = copy.deepcopy(tree)
            _put(changed, path, instead)
            yield f"{what} at {'/'.join(map(str, path[1:]))}", changed


def _scopes(tree: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    action = tree["action"]
    for number in range(len(action.get("entities", ()))):
        fewer = [one for n, one in enumerate(action["entities"]) if n != number]
        if fewer:
            gone = action["entities"][number]["id"]
            yield f"{gone} left out", {**tree, "action": {**action, "entities": fewer}}
    if action["op"] != "All":
        yield "its actions forgotten", {**tree, "action": {"op": "All"}}
    if tree["principal"]["op"] == "in":
        entity = _other_role(tree["principal"]["entity"])
        yield "its role changed", {**tree, "principal": {"op": "in", "entity": entity}}
        yield "its role forgotten", {**tree, "principal": {"op": "All"}}


def _instead(node: Any) -> Iterator[tuple[str, Any]]:
    """What could stand in the place of one expression."""
    if not isinstance(node, dict):
        return
    for operator, other in SWAPS.items():
        if operator in node:
            yield f"{operator} made {other}", {other: node[operator]}
    for operator in ("&&", "||"):
        if operator in node:
            yield f"left of {operator} dropped", node[operator]["right"]
            yield f"right of {operator} dropped", node[operator]["left"]
    if "." in node and node["."]["attr"] not in ("purpose", "disclosure", "grants"):
        yield f"{node['.']['attr']} negated", {"!": {"arg": node}}
    if isinstance(node.get("Value"), dict) and "__entity" in node["Value"]:
        entity = node["Value"]["__entity"]
        if entity["type"] == "Role":
            yield f"{entity['id']} changed", {"Value": {"__entity": _other_role(entity)}}
    if isinstance(node.get("Value"), str):
        other = OTHER_PURPOSE.get(node["Value"], "TREAT")
        yield f"{node['Value']} made {other}", {"Value": other}


def _other_role(entity: Mapping[str, str]) -> dict[str, str]:
    return {"type": "Role", "id": OTHER_ROLE.get(entity["id"], "pharmacist")}


def _nodes(tree: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    yield path, tree
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from _nodes(value, (*path, key))
    elif isinstance(tree, list):
        for number, value in enumerate(tree):
            yield from _nodes(value, (*path, number))


def _put(tree: Any, path: tuple[Any, ...], value: Any) -> None:
    for step in path[:-1]:
        tree = tree[step]
    tree[path[-1]] = value
