"""`samvar permit`: apply for a permit, follow it, decide on it, and count a cohort under it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samvar.cli.permit_cohort import count, verify
from samvar.cli.permit_found import find_application, follow_application
from samvar.model.errors import NotFound, UsageError, Where
from samvar.model.permit import ASKABLE, Outcome
from samvar.present.command import Command, Desk, acting, dry_run_option, examples, pass_desk

if TYPE_CHECKING:
    from samvar.node.permit_follow import Followed

_DAY = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"])
_COLUMNS = ("centre", "state", "at", "until", "grants", "reason")


@click.group(no_args_is_help=True)
def permit() -> None:
    """Apply for a permit, follow the seven decisions, decide, and count a cohort under one."""


for _command in (count, verify):
    permit.add_command(_command)


@examples(
    "samvar permit apply --title 'Statins' --why 'How many carry SLCO1B1*5?' "
    "--ethics 2026-01234-01 --ask ask:national --ask ask:regional --until 2028-12-31 "
    "--duo DUO:0000037 --at demo --as researcher",
    "samvar permit apply --title 'Trial' --why 'Feasibility' --ethics 2026-01234-01 "
    "--ask ask:national --until 2027-12-31 --dry-run --json --at demo --as industry",
)
@permit.command("apply", cls=Command)
@click.option("--title", required=True, help="What the project is called.")
@click.option("--why", required=True, help="What the figures are for.")
@click.option("--ethics", required=True, help="Number of the approval, as 2024-01234-01.")
@click.option(
    "--ask", "asks", multiple=True, required=True, type=click.Choice(ASKABLE),
    help="What the permit shall open. May be given again.",
)  # fmt: skip
@click.option("--until", type=_DAY, required=True, help="Until when (UTC); it ends as that begins.")
@click.option("--holder", "holders", multiple=True, help="Another account, id@centre.")
@click.option("--dataset", "datasets", multiple=True, help="A dataset or area that is asked for.")
@click.option("--duo", "uses", multiple=True, help="A DUO term: what for, or what is undertaken.")
@click.option(
    "--visa", "visas", multiple=True, type=click.Path(path_type=Path, dir_okay=False),
    help="A file with a GA4GH visa of yours, for the controllers to see.",
)  # fmt: skip
@click.option("--mondo", "diseases", multiple=True, help="A MONDO term: which disease it is about.")
@dry_run_option
@acting
@pass_desk
def apply_(desk: Desk, /, why: str, until: datetime, visas: tuple[Path, ...], **given: Any) -> None:
    """Apply to all controllers at once: each reads the application at your own centre's node."""
    from samvar.node.permit import Draft, apply, place_to_apply

    node = desk.node if desk.node_id else place_to_apply(desk.site.nodes, desk.asker, desk.node)
    shown = tuple(_visa_in(path) for path in visas)
    draft = Draft(purpose=why, until=until.replace(tzinfo=UTC), visas=shown, **given)
    made = apply(node, draft, desk.asker, dry_run=desk.dry_run)
    desk.put(made, ("id", "title", "until"), [(made.id, made.title, made.until)])
    if not desk.dry_run:
        desk.say("now each controller decides: 'samvar permit show' shows their answers")


@examples(
    "samvar permit list --at demo --as researcher",
    "samvar permit list --json --at demo --as controller",
    "samvar permit list --node skane --at demo --as controller@skane",
)
@permit.command("list", cls=Command)
@acting
@pass_desk
def list_(desk: Desk) -> None:
    """List your applications; for a controller, what waits at the node and what was decided."""
    from samvar.govern.identity import Role
    from samvar.model.clock import utc_now
    from samvar.node.permit_follow import desk as desk_of
    from samvar.node.permit_follow import mine
    from samvar.present.coverage import coverage_line
    from samvar.present.language import Language

    node, network = desk.node, desk.site.network(desk.node.id)
    if desk.asker.user.role is not Role.CONTROLLER:
        found = mine(node, network, desk.asker)
        rows = [(one.id, one.title, ", ".join(one.asks), one.until) for one in found]
        desk.put(found, ("id", "title", "asks", "until"), rows)
        return
    before = desk_of(node, network, desk.asker)
    now = utc_now()
    states = [
        "waiting" if case.waits(now) else case.said.outcome.value if case.said else "expired"
        for case in before.cases
    ]
    cases = [
        {"application": case.application, "state": state, "decision": case.said}
        for case, state in zip(before.cases, states, strict=True)
    ]
    rows = [
        (case.application.id, state, case.application.applicant, case.application.title)
        for case, state in zip(before.cases, states, strict=True)
    ]
    desk.put({"cases": cases, "missing": before.missing}, ("id", "state", "who", "title"), rows)
    desk.say(coverage_line(before.coverage, before.missing, Language.of("en")))


@examples(
    "samvar permit show permit-statin --at demo --as researcher",
    "samvar permit show permit-dpyd --json --at demo --as controller",
)
@permit.command("show", cls=Command)
@click.argument("identifier", metavar="PERMIT")
@acting
@pass_desk
def show(desk: Desk, identifier: str) -> None:
    """Show an application and what each of the seven has said; for a controller, advice as well.

    The advice holds the node's datasets' terms (DUO) against the applied use; visas that the
    applicant shows are checked by the node. Neither decides anything.
    """
    from samvar.govern.identity import Role

    followed = follow_application(desk, identifier)
    controls = desk.asker.user.role is Role.CONTROLLER
    advice = _advice(desk, followed) if controls else ()
    visas = _evidence(desk, followed) if controls else ()
    shown = {
        "application": followed.application,
        "digest": followed.application.digest,
        "replies": followed.replies,
        "advice": advice,
        "visas": visas,
    }
    desk.put(shown, _COLUMNS, [_line(reply) for reply in followed.replies])
    for one in advice:
        desk.say(
            f"advice: {one['dataset']}: {one['term'] or 'no term'}: {one['fit']}: {one['why']}"
        )

    for visa in visas:
        what = f"{visa.kind}: {visa.value} (on the word of {visa.source})" if visa.kind else "visa"
        why = f": {visa.why}" if visa.why else ""
        desk.say(f"visa: {visa.issuer}: {what}: {visa.state.value}{why}")


@examples(
    "samvar permit decide permit-dpyd --grant ask:national --until 2027-12-31 "
    "--at demo --as controller",
    "samvar permit decide permit-dpyd --refuse 'Too small a part of our people' "
    "--dry-run --at demo --node skane --as controller@skane",
    "samvar permit decide permit-dpyd --ask-more 'Which drugs?' --at demo --as controller",
)
@permit.command("decide", cls=Command)
@click.argument("identifier", metavar="PERMIT")
@click.option("--grant", "grants", multiple=True, type=click.Choice(ASKABLE), help="Open this.")
@click.option("--until", type=_DAY, help="Until when (UTC). [default: as applied for]")
@click.option("--refuse", help="Say no, and why.")
@click.option("--ask-more", help="Say what is missing.")
@dry_run_option
@acting
@pass_desk
def decide_(
    desk: Desk,
    identifier: str,
    grants: tuple[str, ...],
    until: datetime | None,
    refuse: str | None,
    ask_more: str | None,
) -> None:
    """Decide for one controller, on its own data. It holds for the very next question."""
    from samvar.model.clock import parse_iso
    from samvar.node.permit import Verdict, decide

    if sum(bool(word) for word in (grants, refuse, ask_more)) != 1:
        raise UsageError("grant, refuse or ask for more: one of them")
    application = find_application(desk, identifier)
    if grants:
        end = until.replace(tzinfo=UTC) if until else parse_iso(application.until)
        verdict = Verdict(Outcome.GRANTED, "", grants, end)
    else:
        outcome = Outcome.REFUSED if refuse else Outcome.ASKED_MORE
        verdict = Verdict(outcome, refuse or ask_more or "")
    made = decide(desk.node, application, verdict, desk.asker, dry_run=desk.dry_run)
    desk.put(made, ("permit", "outcome"), [(made.permit, made.outcome.value)])


@examples(
    "samvar permit withdraw permit-dpyd --reason 'The approval has ended' "
    "--at demo --as controller",
)
@permit.command("withdraw", cls=Command)
@click.argument("identifier", metavar="PERMIT")
@click.option("--reason", required=True, help="Why; the applicant reads it.")
@dry_run_option
@acting
@pass_desk
def withdraw(desk: Desk, identifier: str, reason: str) -> None:
    """Take a grant back. It holds for the very next question, also under a job that waits."""
    from samvar.node.permit import Verdict, decide

    verdict = Verdict(Outcome.WITHDRAWN, reason)
    made = decide(
        desk.node, find_application(desk, identifier), verdict, desk.asker, dry_run=desk.dry_run
    )
    desk.put(made, ("permit", "outcome"), [(made.permit, made.outcome.value)])


def _advice(desk: Desk, followed: Followed) -> Sequence[dict[str, str]]:
    from samvar.node.permit_follow import advice_here

    return [
        {"dataset": dataset.name, "term": one.term, "fit": one.fit.value, "why": one.why}
        for dataset, advice in advice_here(desk.node, followed.application)
        for one in advice
    ]


def _evidence(desk: Desk, followed: Followed) -> Sequence[Any]:
    from samvar.model.clock import utc_now
    from samvar.node.visa import evidence

    site = desk.site
    return evidence(desk.node, site.roster, followed.application, site.issuer_keys, utc_now())


def _visa_in(path: Path) -> str:
    """The visa in a file; what it holds is looked at later."""
    if not path.is_file():
        raise NotFound("there is no such file", where=Where(path.name))
    return path.read_bytes()[:16_384].decode("ascii", "replace").strip()


def _line(reply: Any) -> tuple[str, ...]:
    row = reply.row
    if row is None:
        return (reply.node, reply.state, "", "", "", "")
    return (reply.node, reply.state, row.at, row.until or "", ", ".join(row.grants), row.reason)
