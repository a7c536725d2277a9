"""What this area shows, one module a page."""

from samvar.focus.pharmacogenomics.pages import (
    cohort,
    knowledge,
    order,
    orders,
    passport,
    quality,
    recall,
    report,
)
from samvar.present.page import Page

PAGES: tuple[Page, ...] = (
    *orders.PAGES,
    *order.PAGES,
    *report.PAGES,
    *cohort.PAGES,
    *quality.PAGES,
    *recall.PAGES,
    *knowledge.PAGES,
    *passport.PAGES,
)
