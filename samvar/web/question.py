"""Asking the nation on behalf of a visit: one place that fills in who, why and how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from samvar.model.clock import utc_now
from samvar.model.contribution import Scope
from samvar.model.genome import Assembly
from samvar.model.strata import Way
from samvar.model.variant import Variant
from samvar.network.limit import too_many
from samvar.network.merge import NationalAnswer
from samvar.present.bounded import not_told
from samvar.present.coverage import centre_name
from samvar.web.visit import Visit


def ask(visit: Visit, operation: str, *, masked: bool = False, **args: Any) -> NationalAnswer:
    """The nation's answer to this person for this purpose.

    masked: so that nobody learns a single centre's part; sums only.

    Raises:
        UsageError: the arguments make no sense. BadInput: they are not what they claim.
        TooMany: every node refused, because this person asks too often.
    """
    network = visit.site.network(visit.node.id)
    wait = visit.node.config.deadline_s
    answer = network.ask_now(operation, args, visit.asker, wait, masked=masked)
    often = too_many(answer.value, answer.missing)
    if often is not None:
        raise often
    return answer


def frequency(
    visit: Visit,
    variants: Sequence[Variant],
    ancestries: Sequence[str] = (),
    *,
    way: Way | None = None,
    masked: bool = False,
) -> NationalAnswer:
    """How often each of these is seen; all of one assembly.

    ancestries: labels to part people by. way: another way to part them, instead.
    """
    return ask(
        visit,
        "variant_frequency",
        masked=masked,
        assembly=variants[0].assembly.value,
        variants=tuple(str(variant) for variant in variants),
        strata=way.value if way else "ancestry" if ancestries else "none",
        ancestries=tuple(ancestries),
    )


def known_ancestries(visit: Visit, assembly: Assembly) -> tuple[str, ...]:
    """The ancestry labels of the asking node's own people; other labels it cannot know."""
    scope: Scope = visit.asker.purpose.scope
    return tuple(sorted(visit.node.variants.snapshot().ancestries(assembly, scope)))


def not_told_line(visit: Visit, variant: Variant) -> str:
    """What a figure of a variant leaves out for this person, in two sentences; "" in care."""
    operation = visit.site.network(visit.node.id).registry.newest("variant_frequency")
    asked = {"assembly": variant.assembly.value, "variants": (str(variant),)}
    return " ".join(not_told(operation, operation.read_args(asked), visit.asker, visit.language))


def budget_line(visit: Visit, permit: str | None = None) -> str:
    """What is left of a researcher's disclosure budget, in a sentence; care has none.

    permit: the one whose account it is, if not the one that the visit is under.
    """
    if visit.asker.purpose.is_care or not visit.asker.user.signed_in:
        return ""
    asker = visit.asker if permit is None else replace(visit.asker, permit=permit)
    standing = visit.site.tills[visit.node.id].standing(asker, utc_now())
    left = visit.language.text(
        "{left} % of your disclosure budget is left; it begins anew on {day}."
    ).format(left=visit.language.decimal(100 * standing.left, 1), day=f"{standing.until:%Y-%m-%d}")
    if not standing.rows:
        return left
    names = ", ".join(centre_name(node) for node in sorted(standing.rows))
    return f"{left} " + visit.language.text(
        "You have read rows at %(names)s: those people hide nobody from you, and that part of the "
        "budget is gone for good.",
        names=names,
    )
