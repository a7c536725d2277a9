"""The pages of this area."""

from __future__ import annotations

from samvar.focus.rare_disease.pages import (
    case,
    case_acts,
    cases,
    event,
    filters,
    list_acts,
    list_take,
    lists,
    mitochondrial,
    panel,
    panels,
    referral,
    referrals,
    repeat,
    report,
    reports,
    stretch,
    variant,
    variant_acts,
)
from samvar.present.page import Page

PAGES: tuple[Page, ...] = (
    *referrals.PAGES,
    *referral.PAGES,
    *lists.PAGES,
    *list_acts.PAGES,
    *list_take.PAGES,
    *filters.PAGES,
    *panels.PAGES,
    *panel.PAGES,
    *report.PAGES,
    *reports.PAGES,
    *variant.PAGES,
    *event.PAGES,
    *repeat.PAGES,
    *mitochondrial.PAGES,
    *variant_acts.PAGES,
    *stretch.PAGES,
    *cases.PAGES,
    *case.PAGES,
    *case_acts.PAGES,
)
