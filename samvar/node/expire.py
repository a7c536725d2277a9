"""Retention of the audit log: old entries lose their content, never their place in the tree.

Source: HSLF-FS 2016:40, chapter 4, section 9, item 7: logs are kept for at least five years.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from samvar.govern.act import permit
from samvar.govern.audit import entry
from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.node.node import Node
from samvar.store.records.audit import EXPIRED

LEAST_YEARS = 5


class ExpiryReport(msgspec.Struct, frozen=True, kw_only=True):
    """Entries `first` to `last`, all written before that moment; 0 of them: nothing is old."""

    before: str
    first: int
    last: int
    entries: int


def expire(
    node: Node, asker: Asker, *, rehearse: bool = False, now: datetime | None = None
) -> ExpiryReport:
    """Take the content of every entry older than the setting `audit_years` away, for good.

    The act is an entry, written before, that says up to which number; without it a log whose
    contents are gone does not verify.

    Raises:
        Refused: the person may not do this here.
    """
    moment = now or utc_now()
    before = _years_before(moment, node.config.audit_years)
    with node.records.read() as tx:
        first, last = tx.audit.expirable(before)
    report = ExpiryReport(
        before=before.date().isoformat(), first=first, last=last, entries=max(0, last - first + 1)
    )
    if rehearse or report.entries == 0:
        permit(node, asker, "change:node", f"rehearse-{EXPIRED}")
        return report
    permit(node, asker, "change:node", EXPIRED)
    told = f"before {report.before}: entries {first} to {last}"
    with node.records.begin() as tx:
        tx.audit.append(entry(node.id, asker, EXPIRED, "done", reason=told))
        tx.audit.expire(first, last)
    node.records.scrub()
    return report


def _years_before(moment: datetime, years: int) -> datetime:
    try:
        return moment.replace(year=moment.year - years)
    except ValueError:  # 29 February
        return moment.replace(year=moment.year - years, day=28)
