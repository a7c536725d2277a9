"""Decisions by Cedar. The bundle is parsed and checked once; an engine that fails denies.

A rule whose head names other actions can say nothing about this one, and a fact that no rule
about this action looks at cannot change the answer. So the engine is asked with the rules and the
facts of the action only: half the time for a new question, and far more often an old one.

Source: Cedar policy language, 4.x (docs.cedarpolicy.com); Amazon Science, doi:10.1145/3649835.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import cedarpy

from samvar.govern.identity import Asker, Role
from samvar.govern.permit import PermitBook
from samvar.govern.policy.facts import Facts, Ground
from samvar.govern.policy.profile import Profile, shipped
from samvar.govern.policy.rule import EVERYTHING, Rule, read_rules
from samvar.model.clock import utc_now
from samvar.model.errors import Refused, SamvarError

_REMEMBERED = 4096
_ALL_FACTS = frozenset(Ground._fields)


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
_NEEDS_NO_PERMIT = frozenset(
    {
        "open", "see:node", "see:datasets", "see:knowledge", "beacon:nation",
        "apply:permit", "see:permits", "ask:oversight",
    }
)  # fmt: skip
"""What a permit opens no door to: whoever's permit is over may still see that, and apply anew."""


@dataclass(frozen=True, slots=True)
class _Slice:
    """The rules that can say something about one action, and the facts that they look at."""

    rules: cedarpy.PolicySet
    facts: frozenset[str]
    places: tuple[int, ...]


class Policy:
    """One legal profile, in force at one node.

    >>> from samvar.govern.identity import PERSONAS
    >>> policy, here = Policy.load(), Facts("skane", "skane")
    >>> policy.decide(Asker.of(PERSONAS["geneticist"]), "ask:national", here).reasons
    ('care-sums',)
    >>> policy.decide(Asker.of(PERSONAS["operator"]), "ask:national", here).allowed
    False
    """

    def __init__(
        self,
        profile: str,
        bundle: str,
        schema: str | None = None,
        permits: PermitBook | None = None,
        *,
        remembered: int = _REMEMBERED,
    ) -> None:
        self._ready(profile, read_rules(bundle, f"{profile}.cedar", schema), permits, remembered)

    def _ready(
        self, name: str, rules: Mapping[str, Rule], permits: PermitBook | None, remembered: int
    ) -> None:
        self.profile = name
        self.document: Profile | None = None
        self.closed: SamvarError | None = None
        self.permits = permits or PermitBook()
        self.rules: Mapping[str, Rule] = rules
        self._roles = cedarpy.Entities.from_json_str(json.dumps(_principals()))
        self._slices: dict[str, _Slice] = {}
        # A decision is a pure function of the facts in its key, all of them: remembering it
        # gives what the engine would say. Permits are looked up before, for every question.
        self._judge = lru_cache(remembered)(self._ask_cedar)

    @classmethod
    def of(
        cls,
        profile: Profile,
        permits: PermitBook | None = None,
        *,
        remembered: int = _REMEMBERED,
    ) -> Policy:
        """The decisions of a profile that has been read and checked."""
        made = cls.__new__(cls)
        made._ready(profile.id, profile.rules, permits, remembered)
        made.document = profile
        return made

    @classmethod
    def load(cls, profile: str = "se-current", permits: PermitBook | None = None) -> Policy:
        """A profile that is shipped with samvar; by default nobody holds a permit.

        Raises:
            BadConfig: there is no such profile, or it is not as it was written.
        """
        return cls.of(shipped(profile), permits)

    @classmethod
    def denying(cls, profile: str, because: SamvarError) -> Policy:
        """What is in force where a profile cannot be trusted: nothing may happen, and why."""
        made = cls.__new__(cls)
        made._ready(profile, {}, PermitBook(), 1)
        made.closed = because
        return made

    def decide(
        self, asker: Asker, action: str, facts: Facts, now: datetime | None = None
    ) -> Decision:
        """Whether `asker` may do `action` at the node of `facts`. Never raises."""
        grants = self.permits.grants(asker.permit, asker.user.account, now or utc_now())
        if asker.permit and not grants and action not in _NEEDS_NO_PERMIT and not self.closed:
            # Nobody is quietly moved to another tier than the one they think they ask under.
            return _BAD_PERMIT
        centre = asker.user.centre
        ground = Ground(
            asker.purpose.value,
            centre is not None and centre == facts.centre,
            facts.disclosure,
            grants,
            facts.care_relation,
            facts.blocked,
            facts.break_glass,
            facts.stepped_up,
            facts.subject_is_self,
            centre or "",
            facts.operation,
            facts.node,
        )
        return self.judge(asker.user.role, action, ground)

    def judge(self, role: Role, action: str, ground: Ground) -> Decision:
        """Whether somebody of this role may do `action` on this ground. Never raises."""
        if self.closed is not None:
            return _closed(self.closed)
        try:
            places = self._slice(action).places
            return self._judge(role, action, tuple([ground[place] for place in places]))
        except Exception:
            return _ENGINE_FAILED

    def facts_of(self, action: str) -> frozenset[str]:
        """Names of the facts that can change a decision about `action`."""
        return self._slice(action).facts

    def _slice(self, action: str) -> _Slice:
        found = self._slices.get(action)
        if found is None:
            rules = [rule for rule in self.rules.values() if rule.decides(action)]
            facts: frozenset[str] = frozenset().union(*(rule.facts for rule in rules))
            facts = _ALL_FACTS if facts >= EVERYTHING else facts
            found = _Slice(
                cedarpy.PolicySet.from_str("\n".join(rule.text for rule in rules)),
                facts,
                tuple(i for i, name in enumerate(Ground._fields) if name in facts),
            )
            if len(self._slices) < _REMEMBERED:  # names of actions may be anybody's words
                self._slices[action] = found
        return found

    def _ask_cedar(self, role: Role, action: str, values: tuple[Any, ...]) -> Decision:
        known = self._slice(action)
        stated = {Ground._fields[i]: value for i, value in zip(known.places, values, strict=True)}
        ground = Ground(**stated)
        request: dict[str, Any] = {
            "principal": {"type": "User", "id": role.value},
            "action": {"type": "Action", "id": action},
            "resource": {"type": "Node", "id": ground.node},
            "context": ground.plain(known.facts),
        }
        answer = cedarpy.is_authorized(request, known.rules, self._roles)
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


def _closed(error: SamvarError) -> Decision:
    return Decision(
        False,
        ("profile-not-valid",),
        f"Nodens regler går inte att lita på, därför nekas allt. {error}",
        f"The node's rules cannot be trusted, so everything is refused. {error}",
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
