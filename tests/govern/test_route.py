"""A route says what it is for, or it cannot be made."""

from __future__ import annotations

import pytest

from samvar.demo.permits import DEMO_PERMITS
from samvar.govern.identity import ANONYMOUS, PERSONAS, Role
from samvar.govern.permit import PermitBook
from samvar.govern.purpose import Purpose
from samvar.govern.route import PERMISSIONS, declare
from samvar.model.contribution import Scope
from samvar.model.errors import UsageError


@pytest.mark.parametrize(
    ("permission", "audit", "title"),
    [("see:everything", "x", "y"), ("open", "", "y"), ("open", "x", "")],
)
def test_a_half_declared_route_is_refused(permission, audit, title):
    with pytest.raises(UsageError):
        declare(permission, None, audit, title)


def test_a_declaration_is_one_value_under_one_name():
    declaration = declare("load:data", Purpose.TREAT, "load", "Load")["declaration"]
    assert (declaration.permission, declaration.purpose) == ("load:data", Purpose.TREAT)
    assert PERMISSIONS["load:data"]


def test_every_role_but_mandate_and_anonymous_has_a_persona():
    assert {u.role for u in PERSONAS.values()} == set(Role) - {Role.MANDATE, Role.ANONYMOUS}
    assert not ANONYMOUS.signed_in


def test_permits_of_personas_are_in_the_book_of_the_demo():
    book = PermitBook(DEMO_PERMITS)
    for user in PERSONAS.values():
        for permit in user.permits:
            assert user.account in book.find(permit).holders
    assert [p.id for p in book.held_by("industry@")] == ["permit-industry"]


def test_research_is_the_only_use_with_a_scope_of_its_own():
    assert {p for p in Purpose if p.scope is Scope.RESEARCH} == {Purpose.HRESCH}


def test_an_unknown_purpose_is_refused():
    with pytest.raises(UsageError, match="not a purpose"):
        Purpose.parse("MARKETING")
