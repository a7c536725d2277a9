"""The pages of this area."""

from __future__ import annotations

from samvar.present.page import Page

PAGES: tuple[Page, ...] = ()
