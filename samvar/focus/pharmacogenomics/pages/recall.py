"""Who must be looked at again."""

from __future__ import annotations

from samvar.present.page import Page

PAGES: tuple[Page, ...] = ()
