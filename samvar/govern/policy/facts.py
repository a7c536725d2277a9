"""What the deciding node states of a question, and never takes from the asker's word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from samvar.govern.purpose import Purpose

TIERS = ("public", "registered", "permit", "care")
"""The least tier that an operation is open to, from anyone to one's own patient."""

MARKS = ("care_relation", "blocked", "break_glass", "stepped_up", "subject_is_self")
"""The yes-or-no facts that a caller may state; unstated, each is false."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the deciding node knows of itself and of the question; ids, never records.

    disclosure: the least tier that the operation is open to.
    care_relation: the asker takes part in the care of the patient concerned.
    blocked: the patient's block covers the asker's care unit.
    break_glass: the asker has broken the glass for this patient, and it is still open.
    stepped_up: the asker signed in strongly within the last 15 minutes.
    subject_is_self: the data are the asker's own.
    """

    node: str
    centre: str
    operation: str = ""
    disclosure: str = "public"
    care_relation: bool = False
    blocked: bool = False
    break_glass: bool = False
    stepped_up: bool = False
    subject_is_self: bool = False


class Ground(NamedTuple):
    """All that rules can look at, beside the role and the action."""

    purpose: str = Purpose.TREAT.value
    own_centre: bool = False
    disclosure: str = "public"
    grants: frozenset[str] = frozenset()
    care_relation: bool = False
    blocked: bool = False
    break_glass: bool = False
    stepped_up: bool = False
    subject_is_self: bool = False
    centre: str = ""
    operation: str = ""
    node: str = ""

    def but(self, changes: Mapping[str, Any]) -> Ground:
        """The same ground with some facts different.

        >>> Ground().but({"own_centre": True}).own_centre
        True
        """
        return self._replace(**changes)

    def plain(self, names: frozenset[str]) -> Mapping[str, object]:
        """The facts of these names, as the policy engine reads them."""
        return {
            name: sorted(value) if isinstance(value, frozenset) else value
            for name, value in zip(self._fields, self, strict=True)
            if name in names and name != "node"
        }
