"""What a report of a case would be made of now."""

from __future__ import annotations

from dataclasses import dataclass

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.reading_round import Round, Unsettled
from samvar.focus.rare_disease.model.referral import RareReferral
from samvar.focus.rare_disease.model.report import StoredReport
from samvar.focus.rare_disease.records import RareCases, RareReferrals, RareReports
from samvar.focus.rare_disease.service.quality import Asked, questions_of
from samvar.focus.rare_disease.service.reading import rounds_in
from samvar.focus.rare_disease.service.referral import shown
from samvar.model.consent import Use
from samvar.present.area import NodeLike


@dataclass(frozen=True, slots=True)
class Basis:
    """What a report would be made of now. held: why the reading is not settled. consented: to
    secondary findings. earlier: the case's reports, newest first."""

    case: KeptCase
    referral: RareReferral
    round: Round
    asked: tuple[Asked, ...]
    consented: bool
    earlier: tuple[StoredReport, ...]

    @property
    def held(self) -> tuple[Unsettled, ...]:
        """Why the reading is not settled; () where it is."""
        return self.round.unsettled

    @property
    def standing(self) -> StoredReport | None:
        """The newest report, unless it was withdrawn."""
        newest = self.earlier[0] if self.earlier else None
        return None if newest is None or newest.withdrawn is not None else newest


def basis_of(node: NodeLike, case: str) -> Basis:
    """All of it. Whether the case may be seen is the caller's to have asked.

    Raises:
        NotFound: no such case here, or its referral is from before referrals were kept.
    """
    with node.records.read() as tx:
        found = RareCases(tx.connection).get(case)
        referral = shown(node, tx, [RareReferrals(tx.connection).get(found.referral)])[0]
        earlier = RareReports(tx.connection).of_case(case)
        consented = tx.choices.allows(found.person, Use.SECONDARY)
    now = rounds_in(node, [found])[case][-1]
    return Basis(found, referral, now, questions_of(found), consented, earlier)
