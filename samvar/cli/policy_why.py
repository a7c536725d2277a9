"""`samvar policy explain`: why a question is a yes or a no."""

from __future__ import annotations

import click

from samvar.cli.policy_named import known_name, policy_named
from samvar.present.command import (
    Command,
    Desk,
    examples,
    json_option,
    pass_desk,
)

_MARK_NAMES = (
    "own_centre", "care_relation", "blocked", "break_glass", "stepped_up", "subject_is_self",
)  # fmt: skip


@examples(
    "samvar policy explain ask:national --role pharmacist --purpose TREAT",
    "samvar policy explain see:referrals --role pharmacist --fact own_centre --fact blocked",
    "samvar policy explain ask:regional --role researcher --language sv",
    "samvar policy explain query:rows --role clinical_geneticist --profile se-sou2023-76"
    " --fact care_relation",
)
@click.command(cls=Command)
@click.argument("permission")
@click.option("--role", required=True, help="Who asks, for example pharmacist.")
@click.option("--purpose", help="HL7 purpose of use.  [default: the role's usual one]")
@click.option(
    "--fact",
    "facts",
    multiple=True,
    type=click.Choice(_MARK_NAMES),
    help="A fact that holds; those not named do not.",
)
@click.option("--grant", "grants", multiple=True, help="A permission that a valid permit grants.")
@click.option(
    "--tier",
    type=click.Choice(("public", "registered", "permit", "care")),
    default="registered",
    show_default=True,
    help="The least tier that the question is open to.",
)
@click.option("--node", "node_id", default="", help="Where; a rule may be for one node only.")
@click.option("--profile", default="se-current", show_default=True, help="Its id, or a folder.")
@click.option("--language", type=click.Choice(("en", "sv")), default="en", show_default=True,
              help="Of the rules' sentences.")  # fmt: skip
@json_option
@pass_desk
def explain(
    desk: Desk,
    permission: str,
    role: str,
    purpose: str | None,
    facts: tuple[str, ...],
    grants: tuple[str, ...],
    tier: str,
    node_id: str,
    profile: str,
    language: str,
) -> None:
    """Say yes or no, by which rules and laws, and what would have to be different."""
    from samvar.govern.identity import Role
    from samvar.govern.policy import Ground
    from samvar.govern.policy.explain import explain as ask
    from samvar.govern.policy.matrix.cell import GRANTABLE
    from samvar.govern.purpose import Purpose
    from samvar.govern.route import PERMISSIONS
    from samvar.present.language import Language
    from samvar.present.why import limit_in_words, way_in_words

    who = Role(known_name(role, [one.value for one in Role], "a role"))
    known_name(permission, list(PERMISSIONS), "a permission")
    granted = frozenset(
        known_name(one, list(GRANTABLE), "what a permit can grant") for one in grants
    )
    why = Purpose.parse(purpose) if purpose else who.usual_purpose
    ground = Ground(why.value, disclosure=tier, grants=granted, node=node_id)
    found = ask(policy_named(profile), who, permission, ground.but(dict.fromkeys(facts, True)))
    words = Language.of(language)
    plain = {
        "allowed": found.decision.allowed,
        "says": found.decision.sv if language == "sv" else found.decision.en,
        "rules": [
            {"id": rule.id, "effect": rule.effect, "law": rule.law, "sv": rule.sv, "en": rule.en}
            for rule in found.rules
        ],
        "ways": [
            {
                "if": way_in_words(way, words),
                "different": {
                    name: sorted(value) if isinstance(value, frozenset) else value
                    for name, value in way.changes.items()
                },
                "rules": list(way.rules),
            }
            for way in found.ways
        ],
        "roles_that_may": [one.value for one in found.roles],
        "not_permitted_by_law": [
            {"id": limit.id, "law": limit.law, "says": limit_in_words(limit, words)}
            for limit in found.limits
        ],
    }
    rows: list[tuple[str, str]] = [("answer", "yes" if found.decision.allowed else "no")]
    rows += [("because", str(plain["says"]))]
    rows += [(f"rule {rule.id}", rule.law) for rule in found.rules]
    rows += [("it would be a yes if", way_in_words(way, words)) for way in found.ways]
    rows += [("the law today", limit_in_words(limit, words)) for limit in found.limits]
    desk.put(plain, ("what", "says"), rows)
