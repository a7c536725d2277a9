"""The pages of this area."""

from __future__ import annotations

from samvar.focus.rare_disease.pages import panel, panels, referral, referrals
from samvar.present.page import Page

PAGES: tuple[Page, ...] = (
    *referrals.PAGES,
    *referral.PAGES,
    *panels.PAGES,
    *panel.PAGES,
)
