"""`samvar emergency`: one patient's record for an hour, and somebody else's look at each use."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from samvar.present.command import Command, Desk, acting, examples, pass_desk

if TYPE_CHECKING:
    from samvar.model.emergency import Emergency

_COLUMNS = ("use", "person", "who", "cause", "since", "until", "state", "review")
_CAUSES = ["cannot_ask", "consents", "not_yet_ours", "other"]
_TELL = "In words, for the reviewer; '-' reads standard input, which keeps it out of histories."


@click.group()
def emergency() -> None:
    """Open one patient's record in an emergency, end it, review each use, see the figures."""


@examples(
    "samvar emergency open per_0123456789abcdefghjkmnpq --cause cannot_ask --reason - "
    "--at demo --as geneticist --purpose ETREAT",
)
@emergency.command("open", cls=Command)
@click.argument("patient", metavar="PERSON")
@click.option("--cause", type=click.Choice(_CAUSES), required=True, help="Why, from the list.")
@click.option("--reason", required=True, help=_TELL)
@acting
@pass_desk
def open_(desk: Desk, patient: str, cause: str, reason: str) -> None:
    """Open a PERSON's orders and reports to yourself for 60 minutes.

    Only for emergency care (--purpose ETREAT), where a block or the lack of a care relation
    stands in the way. The patient is told, and somebody else reviews it. Nothing can be taken
    out as a file. Who works at the command line counts as signed in just now.
    """
    from samvar.model.emergency import Cause
    from samvar.node.emergency import open_record

    made = open_record(desk.node, patient, desk.asker, Cause(cause), _told(reason), stepped_up=True)
    _put(desk, [made])


@examples(
    "samvar emergency close eme_0123456789abcdefghjkmnpq --at demo --as geneticist --purpose ETREAT"
)
@emergency.command(cls=Command)
@click.argument("use")
@acting
@pass_desk
def close(desk: Desk, use: str) -> None:
    """End a USE of one's own before its hour is over."""
    from samvar.node.emergency import close_record

    _put(desk, [close_record(desk.node, use, desk.asker)])


@examples(
    "samvar emergency list --at demo --as auditor",
    "samvar emergency list --all --json --at demo --as auditor",
    "samvar emergency list --at demo --as geneticist",
)
@emergency.command("list", cls=Command)
@click.option("--all", "everything", is_flag=True, help="For a reviewer: the settled as well.")
@acting
@pass_desk
def list_(desk: Desk, everything: bool) -> None:
    """List what a reviewer has to look at, overdue first; to a clinician, their own uses."""
    from samvar.govern.policy import Facts
    from samvar.node.emergency import REVIEW, my_emergencies, review_queue

    node, asker = desk.node, desk.asker
    reviewer = node.policy.decide(asker, REVIEW, Facts(node.id, node.centre.id)).allowed
    if not reviewer:
        _put(desk, list(my_emergencies(node, asker)))
        return
    _put(desk, review_queue(node, asker, everything=everything), told=True)


@examples(
    "samvar emergency review eme_0123456789abcdefghjkmnpq justified "
    '--note "On call that night, as the rota shows" --at demo --as auditor'
)
@emergency.command(cls=Command)
@click.argument("use")
@click.argument(
    "finding", metavar="FINDING", type=click.Choice(["justified", "not_justified", "follow_up"])
)
@click.option("--note", required=True, help="What was found, in one sentence; it is kept.")
@acting
@pass_desk
def review(desk: Desk, use: str, finding: str, note: str) -> None:
    """Say what was found of a USE: justified, not_justified or follow_up.

    Nobody reviews what they did themselves. The patient is told the finding, not the note.
    """
    from samvar.model.emergency import Finding
    from samvar.node.emergency import review_record

    _put(desk, [review_record(desk.node, use, desk.asker, Finding(finding), _told(note))])


@examples("samvar emergency figures --at demo --as coordinator")
@emergency.command(cls=Command)
@acting
@pass_desk
def figures(desk: Desk) -> None:
    """Show how many uses of the last 365 days nobody has reviewed: the nation and each centre."""
    from samvar.model.place import CENTRES
    from samvar.present.coverage import coverage_line
    from samvar.present.language import Language
    from samvar.present.oversight import NATION, OPERATION, lines_of

    network = desk.site.network(desk.node.id)
    answer = network.ask_now(
        OPERATION, {"centres": tuple(CENTRES)}, desk.asker, desk.node.config.deadline_s
    )
    lines = lines_of(answer)
    value = [
        {
            "centre": one.centre or None,
            "state": one.state,
            "uses": one.uses,
            "unreviewed": one.unreviewed,
            "share": one.share,
            "overdue": one.overdue,
        }
        for one in lines
    ]
    rows = [
        (
            "all that answered" if one.centre == NATION else one.centre,
            one.state,
            one.uses,
            one.unreviewed,
            None if one.share is None else f"{one.share:.2f}",
            one.overdue,
        )
        for one in lines
    ]
    desk.put(value, ("centre", "state", "uses", "unreviewed", "share", "overdue"), rows)
    desk.say(coverage_line(answer.coverage, answer.missing, Language.of("en")))


def _told(text: str) -> str:
    return sys.stdin.read() if text == "-" else text


def _put(desk: Desk, found: list[Emergency], *, told: bool = False) -> None:
    from samvar.model.clock import utc_now

    now = utc_now()
    rows = [
        (
            one.id, one.person, one.user, one.cause.value,
            one.since.strftime("%Y-%m-%d %H:%M:%S"), one.ends.strftime("%Y-%m-%d %H:%M:%S"),
            "open" if one.stands(now) else "over", _review(one, now),
        )
        for one in found
    ]  # fmt: skip
    value = [_plain(one, now) | ({"reason": one.told} if told else {}) for one in found]
    if told:
        more = [(*row, one.told) for row, one in zip(rows, found, strict=True)]
        desk.put(value, (*_COLUMNS, "reason"), more)
    else:
        desk.put(value, _COLUMNS, rows)


def _review(one: Emergency, now: Any) -> str:
    if one.reviews:
        return one.reviews[-1].finding.value
    return "overdue" if one.overdue(now) else "waits"


def _plain(one: Emergency, now: Any) -> dict[str, Any]:
    """All but the reason in words, which is for a reviewer."""
    return {
        "use": one.id,
        "person": one.person,
        "who": one.user,
        "role": one.role,
        "cause": one.cause.value,
        "since": one.since,
        "until": one.until,
        "ends": one.ends,
        "open": one.stands(now),
        "overdue": one.overdue(now),
        "reviews": [
            {"finding": word.finding.value, "at": word.at, "by": word.by} for word in one.reviews
        ],
    }
