"""The rules of a bundle: read one by one, so that a fault has its row, and so that each says
which actions and which facts it speaks of."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, NoReturn

import cedarpy

from samvar.model.errors import BadConfig, Where

FACTS_VERSION = 1
"""The version of `facts.cedarschema`: what rules may speak of."""
EVERYTHING = frozenset({"*"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its id, the law it renders, its sentence in both languages.

    law: `SHORT paragraph: why`, or `none, WHY`. actions: what it can decide over, or
    `EVERYTHING`. facts: names of the facts that it looks at, or `EVERYTHING`.
    text, where: its own Cedar, and the row on which it begins.
    """

    id: str
    effect: str
    law: str
    sv: str
    en: str
    actions: frozenset[str] = EVERYTHING
    facts: frozenset[str] = EVERYTHING
    text: str = ""
    where: Where | None = None

    def decides(self, action: str) -> bool:
        """Whether the rule could have a say about this action."""
        return self.actions is EVERYTHING or action in self.actions


@cache
def facts_schema() -> str:
    """The schema that every bundle is checked against."""
    return resources.files(__package__).joinpath("facts.cedarschema").read_text("utf-8")


def read_rules(bundle: str, file: str, schema: str | None = None) -> dict[str, Rule]:
    """Every rule of a bundle by its `@id`, parsed and checked one by one.

    Raises:
        BadConfig: with the row of a rule that does not parse, speaks of a fact or an action
            that does not exist, has no id or no sentence, or bears another's id.
    """
    schema = schema or facts_schema()
    parts = [(Where(file, row), statement) for row, statement in statements(bundle)]
    rules: dict[str, Rule] = {}
    for (where, statement), policy in zip(parts, _parsed(bundle, parts), strict=True):
        rule = _rule(policy, statement, where)
        if rule.id in rules:
            raise BadConfig(f"two rules are called '{rule.id[:60]}'", where=where)
        rules[rule.id] = rule
    if not rules:
        raise BadConfig("the bundle has no rules", where=Where(file))
    if not cedarpy.validate_policies(bundle, schema).validation_passed:
        _refuse_wrong(rules, schema)
    return rules


def statements(bundle: str) -> Iterator[tuple[int, str]]:
    """The rules of a bundle with the row of each: text up to its `;`.

    >>> list(statements('// a; b\\npermit (principal);\\n@en("x; y") forbid (p);'))
    [(2, 'permit (principal);'), (3, '@en("x; y") forbid (p);')]
    """
    start: int | None = None
    place = 0
    while place < len(bundle):
        if bundle.startswith("//", place):
            end = bundle.find("\n", place)
            place = len(bundle) if end < 0 else end
            continue
        character = bundle[place]
        if start is None and not character.isspace():
            start = place
        if character == '"':
            place = _end_of_string(bundle, place)
        elif character == ";" and start is not None:
            yield bundle.count("\n", 0, start) + 1, bundle[start : place + 1]
            start = None
        place += 1
    if start is not None:
        yield bundle.count("\n", 0, start) + 1, bundle[start:]


def _end_of_string(bundle: str, place: int) -> int:
    place += 1
    while place < len(bundle) and bundle[place] != '"':
        place += 2 if bundle[place] == "\\" else 1
    return place


def _parsed(bundle: str, parts: list[tuple[Where, str]]) -> list[dict[str, Any]]:
    """The rules as Cedar reads them, in their order; only where that fails, one by one."""
    try:
        found = json.loads(cedarpy.policies_to_json_str(bundle))["staticPolicies"]
        if len(found) == len(parts):
            return [found[f"policy{number}"] for number in range(len(parts))]
    except (ValueError, KeyError):
        pass
    for where, statement in parts:
        try:
            cedarpy.policies_to_json_str(statement)
        except ValueError as fault:
            raise BadConfig("the rule is not Cedar", where=where, why=str(fault)[:200]) from None
    raise BadConfig("the bundle is not Cedar", where=Where(parts[0][0].file) if parts else None)


def _refuse_wrong(rules: Mapping[str, Rule], schema: str) -> NoReturn:
    for rule in rules.values():
        checked = cedarpy.validate_policies(rule.text, schema)
        if not checked.validation_passed:
            why = str(checked.errors[0].error).removeprefix("for policy `policy0`, ")
            raise BadConfig(f"the rule '{rule.id}' is wrong", where=rule.where, why=why[:200])
    raise BadConfig("the bundle does not fit the schema of facts")


def _rule(policy: Mapping[str, Any], statement: str, where: Where) -> Rule:
    note: Mapping[str, str] = policy.get("annotations", {})
    missing = [name for name in ("id", "sv", "en") if not note.get(name)]
    if missing:
        raise BadConfig("the rule lacks @" + " and @".join(missing), where=where)
    return Rule(
        note["id"],
        policy["effect"],
        note.get("law", ""),
        note["sv"],
        note["en"],
        _actions(policy["action"]),
        _facts(policy),
        statement,
        where,
    )


def _actions(scope: Mapping[str, Any]) -> frozenset[str]:
    """What the head of a rule names; conditions can only narrow it."""
    if scope["op"] == "==" and "entity" in scope:
        return frozenset({scope["entity"]["id"]})
    if scope["op"] == "in" and "entities" in scope:
        return frozenset(entity["id"] for entity in scope["entities"])
    return EVERYTHING


def _facts(policy: Mapping[str, Any]) -> frozenset[str]:
    """Names of the facts in a rule; of all, where one is not asked for by its name.

    The node counts as a fact: a rule may be for one node only.
    """
    found = _mentioned([condition["body"] for condition in policy.get("conditions", [])])
    if policy["resource"]["op"] != "All":
        found |= {"node"}
    return EVERYTHING if "*" in found else frozenset(found)


def _mentioned(tree: Any) -> set[str]:
    if isinstance(tree, list):
        return set().union(*map(_mentioned, tree))
    if not isinstance(tree, dict):
        return set()
    for operator in (".", "has"):
        part = tree.get(operator)
        if isinstance(part, dict) and part.get("left") == {"Var": "context"}:
            return {str(part["attr"])} if isinstance(part.get("attr"), str) else {"*"}
    if tree.get("Var") == "context":
        return {"*"}
    if tree.get("Var") == "resource":
        return {"node"}
    return set().union(*map(_mentioned, tree.values()))
