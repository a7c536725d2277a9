"""Decisions by Cedar. The bundle is parsed and checked once; an engine that fails denies.

Source: Cedar policy language, 4.x (docs.cedarpolicy.com); Amazon Science, doi:10.1145/3649835.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib import resources
from typing import Any

import cedarpy

from samvar.govern.identity import Asker, Role
from samvar.govern.permit import DEMO_PERMITS, PermitBook
from samvar.model.clock import utc_now
from samvar.model.errors import BadConfig, Refused

_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a bundle: its id, the law it renders, its sentence in both languages."""

    id: str
    effect: str
    law: str
    sv: str
    en: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the deciding node knows of itself and of the question; ids, never records.

    disclosure: the least tier that the operation is open to.
    """

    node: str
    centre: str
    operation: str = ""
    disclosure: str = "public"


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes or no, by which rules, in words. No rule at all is a no."""

    allowed: bool
    reasons: tuple[str, ...]
    sv: str
    en: str

    def require(self) -> None:
        """Nothing, if allowed.

        Raises:
            Refused: with the reason in English; pages show `sv`.
        """
        if not self.allowed:
            raise Refused(self.en, why=", ".join(self.reasons))


_NO_RULE = Decision(
    False,
    ("no-rule",),
    "Ingen regel medger detta för din roll och ditt ändamål.",
    "No rule permits this for your role and purpose.",
)
_ENGINE_FAILED = Decision(
    False,
    ("engine-failed",),
    "Regelmotorn svarade inte, därför nekas frågan.",
    "The policy engine did not answer, so the question is refused.",
)
_BAD_PERMIT = Decision(
    False,
    ("permit-not-valid",),
    "Tillståndet är okänt här, har gått ut eller gäller någon annan.",
    "The permit is unknown here, has expired, or is another person's.",
)
_NEEDS_NO_PERMIT = frozenset({"open", "see:node", "see:datasets", "see:knowledge", "beacon:nation"})


class Policy:
    """One legal profile, in force at one node.

    >>> from samvar.govern.identity import PERSONAS
    >>> policy, here = Policy.load(), Facts("skane", "skane")
    >>> policy.decide(Asker.of(PERSONAS["geneticist"]), "ask:national", here).reasons
    ('care-sums',)
    >>> policy.decide(Asker.of(PERSONAS["operator"]), "ask:national", here).allowed
    False
    """

    def __init__(self, profile: str, bundle: str, schema: str, permits: PermitBook) -> None:
        checked = cedarpy.validate_policies(bundle, schema)
        if not checked.validation_passed:
            raise BadConfig(
                f"the legal profile {profile} does not fit its schema",
                why="; ".join(str(error) for error in checked.errors)[:500],
            )
        self.profile = profile
        self.permits = permits
        self.rules: Mapping[str, Rule] = _rules(bundle)
        self._bundle = cedarpy.PolicySet.from_str(bundle)
        self._roles = cedarpy.Entities.from_json_str(json.dumps(_principals()))
        # A decision is a pure function of the facts in its key, all of them: remembering it
        # gives what the engine would say. Permits are looked up before, for every question.
        self._judge = lru_cache(_REMEMBERED)(self._ask_cedar)

    @classmethod
    def load(cls, profile: str = "se-current", permits: PermitBook | None = None) -> Policy:
        """A profile that is shipped with samvar; by default with the demo's permits.

        Raises:
            BadConfig: there is no such profile, or it does not fit its schema.
        """
        folder = resources.files(__package__)
        try:
            bundle = folder.joinpath(f"{profile}.cedar").read_text("utf-8")
            schema = folder.joinpath(f"{profile}.cedarschema").read_text("utf-8")
        except OSError:
            raise BadConfig(f"there is no legal profile '{profile[:40]}'") from None
        return cls(profile, bundle, schema, permits or PermitBook(DEMO_PERMITS))

    def decide(
        self, asker: Asker, action: str, facts: Facts, now: datetime | None = None
    ) -> Decision:
        """Whether `asker` may do `action` at the node of `facts`. Never raises."""
        grants = self.permits.grants(asker.permit, asker.user.account, now or utc_now())
        if asker.permit and not grants and action not in _NEEDS_NO_PERMIT:
            # Nobody is quietly moved to another tier than the one they think they ask under.
            return _BAD_PERMIT
        own = asker.user.centre is not None and asker.user.centre == facts.centre
        try:
            return self._judge(
                asker.user.role,
                action,
                facts.node,
                asker.user.centre or "",
                own,
                asker.purpose.value,
                facts.operation,
                facts.disclosure,
                grants,
            )
        except Exception:
            return _ENGINE_FAILED

    def _ask_cedar(
        self,
        role: Role,
        action: str,
        node: str,
        centre: str,
        own: bool,
        purpose: str,
        operation: str,
        disclosure: str,
        grants: frozenset[str],
    ) -> Decision:
        request: dict[str, Any] = {
            "principal": {"type": "User", "id": role.value},
            "action": {"type": "Action", "id": action},
            "resource": {"type": "Node", "id": node},
            "context": {
                "purpose": purpose,
                "centre": centre,
                "own_centre": own,
                "operation": operation,
                "disclosure": disclosure,
                "grants": sorted(grants),
            },
        }
        answer = cedarpy.is_authorized(request, self._bundle, self._roles)
        # Cedar skips a rule that fails to evaluate; were it a `forbid`, that would open a door.
        if answer.diagnostics.errors:
            return _ENGINE_FAILED
        named = answer.diagnostics.id_annotations_by_reason
        ids = tuple(sorted(named.get(key, key) for key in answer.diagnostics.reasons))
        if not ids:
            return _NO_RULE
        rules = [self.rules[i] for i in ids]
        return Decision(
            answer.allowed,
            ids,
            " ".join(rule.sv for rule in rules),
            " ".join(rule.en for rule in rules),
        )


def _principals() -> list[dict[str, Any]]:
    """One principal for each role: rules speak of roles, never of persons."""
    return [
        entity
        for role in Role
        for entity in (
            {"uid": {"type": "Role", "id": role.value}, "attrs": {}, "parents": []},
            {
                "uid": {"type": "User", "id": role.value},
                "attrs": {},
                "parents": [{"type": "Role", "id": role.value}],
            },
        )
    ]


def _rules(bundle: str) -> dict[str, Rule]:
    """Every rule by its `@id`.

    Raises:
        BadConfig: a rule without an id or a sentence, or two with one id.
    """
    rules: dict[str, Rule] = {}
    for policy in json.loads(cedarpy.policies_to_json_str(bundle))["staticPolicies"].values():
        note = policy.get("annotations", {})
        if not (note.get("id") and note.get("sv") and note.get("en")) or note["id"] in rules:
            raise BadConfig("a rule has no id or sentence of its own", why=str(note.get("id")))
        rules[note["id"]] = Rule(
            note["id"], policy["effect"], note.get("law", ""), note["sv"], note["en"]
        )
    return rules
