"""How often one person asks one node under care: often enough for any ward, and no more.

Care has no ledger, so that no clinician waits for a figure. What it has is a bucket of questions
for each person, filled again as time passes, at each node for itself. A question that a vector of
keys makes large counts once.
"""

from __future__ import annotations

import math
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from samvar.govern.disclosure import Tier
from samvar.govern.identity import Asker
from samvar.model.errors import TooMany

MOST_REMEMBERED = 10_000
"""People whose bucket is not full; of more, those who asked longest ago begin anew."""

_HOUR_S = 3600.0
_AGAIN = re.compile(r"ask again in ([0-9]{1,4}) s")
Receipt = tuple[int, str]


@dataclass(slots=True)
class _Bucket:
    left: float
    at: datetime
    minute: datetime | None = None
    missed: int = 0
    receipt: Receipt | None = None


class Limits:
    """The buckets of one node. Safe from any number of threads.

    an_hour: questions of one person; as many at once, if they asked nothing before.

    >>> from datetime import UTC, timedelta
    >>> limits, now = Limits(2), datetime(2026, 11, 26, tzinfo=UTC)
    >>> limits.take("anna@skane", now), limits.take("anna@skane", now)
    (None, None)
    >>> limits.take("anna@skane", now)
    Traceback (most recent call last):
    samvar.model.errors.TooMany: too many questions — ask again in 1800 s
    >>> limits.take("anna@skane", now + timedelta(minutes=30))
    """

    def __init__(self, an_hour: int, most: int = MOST_REMEMBERED) -> None:
        self.an_hour, self._most = an_hour, most
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, asker: Asker, tier: Tier, now: datetime) -> None:
        """Count a question, if it is asked under care.

        Raises:
            TooMany: the person's bucket is empty.
        """
        if tier is Tier.CARE:
            self.take(asker.user.account, now)

    def take(self, account: str, now: datetime) -> None:
        """One question out of a person's bucket.

        Raises:
            TooMany: it is empty. `missed` says what to write down, see `TooMany`.
        """
        with self._lock:
            bucket = self._buckets.setdefault(account, _Bucket(float(self.an_hour), now))
            self._buckets.move_to_end(account)
            passed_s = max(0.0, (now - bucket.at).total_seconds())
            bucket.left = min(self.an_hour, bucket.left + passed_s * self.an_hour / _HOUR_S)
            bucket.at = max(bucket.at, now)
            while len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
            if bucket.left >= 1:
                bucket.left -= 1
                return
            wait_s = math.ceil((1 - bucket.left) * _HOUR_S / self.an_hour)
            raise TooMany(retry_s=wait_s, missed=self._missed(bucket, now))

    def wrote(self, account: str, receipt: Receipt) -> None:
        """The entry that stands for this person's refusals of this minute."""
        with self._lock:
            if account in self._buckets:
                self._buckets[account].receipt = receipt

    def receipt(self, account: str) -> Receipt | None:
        """That entry, once it is durable."""
        with self._lock:
            bucket = self._buckets.get(account)
            return bucket.receipt if bucket else None

    @staticmethod
    def _missed(bucket: _Bucket, now: datetime) -> int | None:
        minute = now.replace(second=0, microsecond=0)
        if minute == bucket.minute:
            bucket.missed += 1
            return None
        bucket.minute, bucket.receipt = minute, None
        missed, bucket.missed = bucket.missed, 0
        return missed


class Draft(Protocol):
    """What an `Answerer` drafts. why: what the entry says; None where another stands for it."""

    asker: Asker
    refused_often: bool
    why: str | None


_Draft = TypeVar("_Draft", bound=Draft)


def entry_of(error: TooMany) -> str | None:
    """What the audit entry of a refusal says; None where another entry of its minute stands for it.

    >>> entry_of(TooMany(missed=7)), entry_of(TooMany(missed=None))
    ('too-many-questions, and 7 more since the entry before', None)
    """
    if error.missed is None:
        return None
    more = f", and {error.missed} more since the entry before" if error.missed else ""
    return f"{error.code}{more}"


def remember(
    limits: Limits | None,
    drafts: Sequence[_Draft],
    write: Callable[[Sequence[_Draft]], Sequence[Receipt]],
) -> list[Receipt]:
    """The receipt of each draft: its own durable entry's, or of the one that stands for it.

    Of a person who asks too often one entry a minute is written, at most one for each thread.
    """
    kept: dict[int, Receipt] = {}
    first: dict[str, int] = {}
    written: list[int] = []
    for place, draft in enumerate(drafts):
        account = draft.asker.user.account
        if draft.refused_often and draft.why is None:
            known = limits.receipt(account) if limits else None
            if known is not None:
                kept[place] = known
                continue
            if account in first:
                continue
            draft.why = TooMany.code  # the entry of this minute is still on its way
        if draft.refused_often:
            first.setdefault(account, place)
        written.append(place)
    kept |= zip(written, write([drafts[place] for place in written]), strict=True)
    for account, place in first.items():
        if limits is not None:
            limits.wrote(account, kept[place])
    return [
        kept[place] if place in kept else kept[first[draft.asker.user.account]]
        for place, draft in enumerate(drafts)
    ]


class Silent(Protocol):
    """What `network.merge.Missing` says."""

    @property
    def state(self) -> str: ...
    @property
    def reason(self) -> str: ...


def too_many(value: object, missing: Sequence[Silent]) -> TooMany | None:
    """What to tell somebody whom every node refused for asking too often; None for anybody else.

    A node that refuses a part of the country's answer is named in its coverage instead.
    """
    if value is not None or not missing:
        return None
    waits = []
    for one in missing:
        if one.state != "refused" or not one.reason.startswith(TooMany.SAID):
            return None
        found = _AGAIN.search(one.reason)
        waits.append(int(found[1]) if found else 60)
    return TooMany(retry_s=max(1, min(max(waits), int(_HOUR_S))))
