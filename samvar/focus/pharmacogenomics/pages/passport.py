"""Passports: issued here, brought from elsewhere."""

from __future__ import annotations

from samvar.present.page import Page

PAGES: tuple[Page, ...] = ()
