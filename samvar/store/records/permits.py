"""Applications for permits and this node's decisions on them, as events never rewritten."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, func, insert, select

from samvar.model.clock import parse_iso
from samvar.model.errors import Conflict, NotFound
from samvar.model.permit import Application, Outcome, PermitDecision
from samvar.model.shape import learned
from samvar.store.records.noun import Noun
from samvar.store.records.permit_tables import permit_applications as applications
from samvar.store.records.permit_tables import permit_decisions as decisions


class Permits(Noun):
    """What was applied for, and what was said to it; inside a transaction."""

    __slots__ = ()

    def keep(self, application: Application) -> None:
        """Write an application down; the same one again changes nothing.

        Raises:
            Conflict: another application has the id.
        """
        known = self._sql.execute(
            select(applications.c.digest).where(applications.c.id == application.id)
        ).scalar_one_or_none()
        if known is None:
            self._sql.execute(
                insert(applications).values(
                    id=application.id,
                    node=application.node,
                    applicant=application.applicant,
                    digest=application.digest,
                    body=msgspec.to_builtins(application),
                    at=parse_iso(application.at),
                )
            )
        elif known != application.digest:
            raise Conflict("another application has this id")

    def get(self, identifier: str) -> Application:
        """One application that is kept here.

        Raises:
            NotFound: no such id.
        """
        wanted = select(applications.c.body).where(applications.c.id == identifier)
        body = self._sql.execute(wanted).scalar_one_or_none()
        if body is None:
            raise NotFound("there is no such application at this node")
        return msgspec.convert(body, learned(Application))

    def applications(self, node: str | None = None) -> tuple[Application, ...]:
        """All that are kept here, newest first. node: only those made there."""
        wanted = select(applications.c.body).order_by(applications.c.at.desc(), applications.c.id)
        if node is not None:
            wanted = wanted.where(applications.c.node == node)
        return tuple(
            msgspec.convert(body, learned(Application))
            for body in self._sql.execute(wanted).scalars()
        )

    def decide(self, decision: PermitDecision) -> int:
        """Append a decision; it holds from the end of the transaction. Returns its number."""
        done = self._sql.execute(
            insert(decisions).values(
                permit=decision.permit,
                digest=decision.digest,
                outcome=decision.outcome.value,
                grants=list(decision.grants),
                until=decision.until,
                reason=decision.reason,
                by=decision.by,
                at=decision.at,
            )
        )
        (number,) = done.inserted_primary_key or (0,)
        return int(number)

    def newest(self) -> int:
        """The number of the newest decision; 0 for none."""
        return int(self._sql.execute(select(func.max(decisions.c.number))).scalar() or 0)

    def history(self, identifier: str) -> tuple[PermitDecision, ...]:
        """All decisions on one application, oldest first."""
        wanted = select(decisions).where(decisions.c.permit == identifier)
        return tuple(map(_decision, self._sql.execute(wanted.order_by(decisions.c.number))))

    def standing(self) -> dict[str, PermitDecision]:
        """The newest decision on each application that has one."""
        last = select(func.max(decisions.c.number)).group_by(decisions.c.permit)
        wanted = select(decisions).where(decisions.c.number.in_(last))
        return {row.permit: _decision(row) for row in self._sql.execute(wanted)}


def _decision(row: Row[Any]) -> PermitDecision:
    return PermitDecision(
        permit=row.permit,
        digest=row.digest,
        outcome=Outcome(row.outcome),
        by=row.by,
        at=row.at,
        grants=tuple(row.grants),
        until=row.until,
        reason=row.reason,
        number=row.number,
    )
