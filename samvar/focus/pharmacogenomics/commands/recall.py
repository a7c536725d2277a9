"""`samvar pgx recall`: who is told otherwise by a new release."""

from __future__ import annotations
