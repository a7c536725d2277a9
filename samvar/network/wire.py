"""What a decoder raises on hostile bytes: each means "this cannot be read"."""

from __future__ import annotations

import msgspec

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError)
"""`ValidationError` is a `DecodeError`; invalid UTF-8 comes from below msgspec."""
