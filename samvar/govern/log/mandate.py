"""In whose name the log looks after itself: a standing order, not a person."""

from __future__ import annotations

from samvar.govern.identity import Asker, Role, User
from samvar.govern.purpose import Purpose

LOG_MANDATE = Asker(User("mandate-log", "Log", Role.MANDATE), Purpose.HOPERAT)
"""Writes down a contradiction that a witness found, and that a sample was drawn."""
