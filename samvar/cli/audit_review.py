"""`samvar audit reviews`: sampling reviews as a work list; and the end of old contents."""

from __future__ import annotations

from typing import Any

import click

from samvar.present.command import (
    Command,
    Desk,
    acting,
    dry_run_option,
    examples,
    pass_desk,
)


@examples("samvar audit reviews --as auditor", "samvar audit reviews --all --json --as auditor")
@click.command(cls=Command)
@click.option("--all", "everything", is_flag=True, help="Also those that are closed.")
@acting
@pass_desk
def reviews(desk: Desk, everything: bool) -> None:
    """List the entries that were drawn for review and still wait."""
    from samvar.govern.act import permit

    node = desk.node
    permit(node, desk.asker, "see:reviews", "see-reviews")
    with node.records.read() as tx:
        found = [one for one in tx.reviews.newest() if everything or one.open]
    desk.put([_plain(one) for one in found], _COLUMNS, [_row(one) for one in found])


@examples("samvar audit draw --as auditor", "samvar audit draw --size 50 --as auditor")
@click.command(cls=Command)
@click.option("--size", type=int, help="How many entries. [default: the setting review_size]")
@acting
@pass_desk
def draw(desk: Desk, size: int | None) -> None:
    """Draw a random sample of everything since the last draw, rare kinds of access first."""
    from samvar.node.review import draw_now

    made = draw_now(desk.node, desk.asker, size=size)
    rows = [(made.draw, made.first, made.last, made.drawn)] if made else []
    desk.put(made, ("draw", "first", "last", "drawn"), rows)


@examples(
    'samvar audit mark 4 fine --reason "On call that night" --as auditor',
    'samvar audit mark 5 explain --reason "Asked the head of the unit" --as auditor',
)
@click.command(cls=Command)
@click.argument("review", type=click.IntRange(1, 2**53))
@click.argument("word", metavar="MARK", type=click.Choice(["fine", "explain", "reported"]))
@click.option("--reason", required=True, help="What was found, in one sentence; it is kept.")
@acting
@pass_desk
def mark(desk: Desk, review: int, word: str, reason: str) -> None:
    """Say what a review found: fine, to be explained, or reported."""
    from samvar.node.review import mark as note_down

    found = note_down(desk.node, desk.asker, review, word, reason)
    desk.put(_plain(found), _COLUMNS, [_row(found)])


@examples(
    "samvar audit expire --dry-run --as operator",
    "samvar audit expire --as operator",
)
@click.command(cls=Command)
@dry_run_option
@acting
@pass_desk
def expire(desk: Desk) -> None:
    """Take the content of entries older than the setting audit_years away; leaves stay.

    The tree still verifies. It cannot be undone, and the database refuses it for entries younger
    than five years.
    """
    from samvar.node.expire import expire as end

    report = end(desk.node, desk.asker, rehearse=desk.dry_run)
    rows = [(report.before, report.first, report.last, report.entries)]
    desk.put(report, ("before", "first", "last", "entries"), rows)


_COLUMNS = ("review", "entry", "at", "person", "kind", "verb", "outcome", "mark", "reason")


def _row(one: Any) -> tuple[Any, ...]:
    entry, newest = one.recorded.entry, one.marks[-1] if one.marks else None
    return (
        one.number, one.recorded.sequence, entry.at.strftime("%Y-%m-%d %H:%M:%S"), entry.person,
        one.stratum, entry.verb, entry.outcome, newest and newest.mark, newest and newest.reason,
    )  # fmt: skip


def _plain(one: Any) -> dict[str, Any]:
    return {
        "review": one.number,
        "draw": one.draw,
        "kind": one.stratum,
        "open": one.open,
        "entry": one.recorded,
        "marks": one.marks,
    }
