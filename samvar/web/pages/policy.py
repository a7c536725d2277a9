"""Why yes or no: what a node's rules say to any question, by which law, and what would open it."""

from __future__ import annotations

from collections.abc import Container
from typing import Annotated

from litestar import Response, get
from litestar.params import QueryParameter

from samvar.govern.identity import Role
from samvar.govern.policy import Ground, Policy, Rule
from samvar.govern.policy.explain import explain
from samvar.govern.policy.facts import TIERS as TIER_CODES
from samvar.govern.policy.matrix.cell import GRANTABLE
from samvar.govern.purpose import Purpose
from samvar.govern.route import PERMISSIONS as KNOWN
from samvar.govern.route import declare
from samvar.model.errors import NotFound
from samvar.present.language import N_, Language
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.why import FACTS, PERMISSIONS, TIERS, limit_in_words, way_in_words
from samvar.present.words import ROLES, word
from samvar.web.render import page
from samvar.web.visit import Here

Text = Annotated[str, QueryParameter(max_length=60)]
Several = Annotated[list[str] | None, QueryParameter(max_items=12)]
EFFECTS = {"permit": N_("permits"), "forbid": N_("forbids")}


@get(
    "/policy/why",
    opt=declare("open", None, "see-policy", N_("Why yes or no")),
    sync_to_thread=True,
)
def show(
    visit: Here,
    permission: Text = "ask:national",
    role: Text = "",
    purpose: Text = "",
    tier: Text = "registered",
    node: Text = "",
    fact: Several = None,
    granted: Text = "",
) -> Response[str]:
    """A question put to the rules, without any data behind it; the rules are no secret.

    Raises:
        NotFound: there is no such role, permission, tier or fact. UsageError: no such purpose.
    """
    here = visit.node_named(node) if node else visit.node
    facts = _among(fact or [], FACTS)
    _among([permission], KNOWN)
    _among([tier], TIER_CODES)
    _among([role] if role else [], [one.value for one in Role])
    who = Role(role) if role else visit.asker.user.role
    why = Purpose.parse(purpose) if purpose else visit.asker.purpose
    grants = frozenset({permission}) if granted and permission in GRANTABLE else frozenset[str]()
    ground = Ground(why.value, disclosure=tier, grants=grants, node=here.id)
    found = explain(here.policy, who, permission, ground.but(dict.fromkeys(facts, True)))
    language = visit.language
    swedish = language.code == "sv"
    return page(
        visit,
        "policy_why.html",
        title=language.text("Why yes or no"),
        node=here,
        allowed=found.decision.allowed,
        says=found.decision.sv if swedish else found.decision.en,
        rules=_rules(found.rules, language),
        ways=[way_in_words(way, language) for way in found.ways],
        others=[word(ROLES, one.value, language) for one in found.roles],
        limits=[(limit_in_words(one, language), one.law) for one in found.limits],
        given={"permission": permission, "role": who.value, "purpose": why.value, "tier": tier},
        stated=facts,
        granted=bool(grants),
        permissions=PERMISSIONS,
        roles=ROLES,
        tiers=TIERS,
        facts=FACTS,
        law=_law(here.policy, language),
    )


def _among(given: list[str], known: Container[str]) -> list[str]:
    for one in given:
        if one not in known:
            raise NotFound("the rules know no such word", remedy="choose from the lists")
    return given


def _law(policy: Policy, language: Language) -> dict[str, str]:
    """The profile in force: its title and version, or that it cannot be trusted."""
    if policy.document is None:
        return {"title": language.text("none that can be trusted"), "version": "", "laws": ""}
    known = policy.document.manifest
    return {
        "title": known.title.sv if language.code == "sv" else known.title.en,
        "version": f"{known.id} {known.version}",
        "laws": "; ".join(f"{law.short}: {law.name} ({law.number})" for law in known.law),
    }


def _rules(rules: tuple[Rule, ...], language: Language) -> Table:
    t = language.text
    return Table(
        t("The rules that decided"),
        [Column(t("Rule")), Column(t("Effect")), Column(t("Says")), Column(t("Law"))],
        [
            Row(
                [
                    Cell(rule.id, mono=True),
                    Cell(t(EFFECTS[rule.effect])),
                    Cell(rule.sv if language.code == "sv" else rule.en, data=True),
                    Cell(rule.law, english=True),
                ]
            )
            for rule in rules
        ],
        Empty(t("No rule speaks of this. What no rule permits is refused.")),
        key="rules",
    )
