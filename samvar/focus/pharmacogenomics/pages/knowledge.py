"""Releases of knowledge, what changed between two, and which one is in use."""

from __future__ import annotations

from samvar.present.page import Page

PAGES: tuple[Page, ...] = ()
