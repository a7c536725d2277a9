"""Sampling reviews of a node's log: draw, list, mark; every mark is an entry itself.

Source: PDL (2008:355) 4:3; HSLF-FS 2016:40, chapter 4, section 9, items 5 and 6.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import msgspec

from samvar.govern.act import permit
from samvar.govern.audit import entry
from samvar.govern.identity import Asker
from samvar.govern.log.mandate import LOG_MANDATE
from samvar.govern.log.sample import draw
from samvar.model.clock import utc_now
from samvar.model.errors import NotFound, Refused, UsageError
from samvar.node.node import Node
from samvar.store.records.reviews import MARKS, Mark, Review

PERMISSION = "do:review"
MOST_REASON = 500
_REVIEWING = ("see-reviews", "draw-reviews", "mark-review")
"""Left out of draws: a draw that always found the one before it would review itself."""


class DrawReport(msgspec.Struct, frozen=True, kw_only=True):
    """A draw: of the entries `first` to `last`, so many."""

    draw: int
    first: int
    last: int
    drawn: int


def draw_now(node: Node, asker: Asker, *, size: int | None = None) -> DrawReport | None:
    """Draw from everything since the last draw; None where nothing has happened since.

    Raises:
        Refused: the person may not review here. UsageError: a size that makes no sense.
    """
    if size is not None and not 0 < size <= 1_000:
        raise UsageError("a sample has 1 to 1,000 entries")
    permit(node, asker, PERMISSION, "draw-reviews")
    return _draw(node, asker, utc_now(), size or node.config.review_size)


def draw_when_due(node: Node, now: datetime) -> DrawReport | None:
    """Draw when `review_days` have passed since the last draw, or since the first entry."""
    with node.records.read() as tx:
        last = tx.reviews.last_draw()
        first = None if last else tx.audit.find(1)
    since = last.at if last else first.entry.at if first else None
    if since is None or now - since < timedelta(days=node.config.review_days):
        return None
    return _draw(node, LOG_MANDATE, now, node.config.review_size)


def _draw(node: Node, asker: Asker, now: datetime, size: int) -> DrawReport | None:
    with node.records.begin() as tx:
        last = tx.reviews.last_draw()
        first, end = (last.last if last else 0) + 1, tx.audit.count()
        if end < first:
            return None
        # Whoever could foresee the draw could keep out of it.
        population = tx.audit.kinds(first, end, _REVIEWING)
        drawn = draw(population, size, random.SystemRandom())
        number = tx.reviews.put_draw(first, end, now, asker.user.id, drawn)
        told = f"draw {number}: {len(drawn)} of {first} to {end}"
        tx.audit.append(entry(node.id, asker, "draw-reviews", "done", reason=told))
    return DrawReport(draw=number, first=first, last=end, drawn=len(drawn))


def mark(node: Node, asker: Asker, review: int, word: str, reason: str) -> Review:
    """Say what was found; the entry names the review, the mark and the reviewed entry.

    Raises:
        Refused: the person may not review here, or would review themselves.
        UsageError: no such mark, or no reason. NotFound: no such review.
    """
    reason = " ".join(reason.split())
    if word not in MARKS:
        raise UsageError(f"'{word[:20]}' is not a mark", remedy=f"use {', '.join(MARKS)}")
    if not reason or len(reason) > MOST_REASON:
        raise UsageError("a mark has a reason, of at most 500 characters")
    with node.records.read() as tx:
        found = tx.reviews.find(review)
    if found is None:
        raise NotFound("there is no such review here", remedy="see 'samvar audit reviews'")
    permit(node, asker, PERMISSION, "mark-review")
    _not_of_oneself(node, asker, found)
    with node.records.begin() as tx:
        tx.reviews.put_mark(Mark(review, word, reason, utc_now(), asker.user.id))
        told = f"review {review} of entry {found.recorded.sequence}: {word}"
        tx.audit.append(entry(node.id, asker, "mark-review", "done", reason=told))
        again = tx.reviews.find(review)
    assert again is not None
    return again


def _not_of_oneself(node: Node, asker: Asker, review: Review) -> None:
    if review.recorded.entry.person == asker.user.id:
        node.audit.append(
            entry(node.id, asker, "mark-review", "refused", reason=f"review {review.number}: own")
        )
        raise Refused("nobody reviews what they did themselves", remedy="ask a colleague")
