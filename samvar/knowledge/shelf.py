"""Where releases of knowledge lie, side by side, where nobody names another folder."""

from __future__ import annotations

import os
from pathlib import Path


def default_shelf() -> Path:
    """The folder of this user's releases: the XDG data folder's `samvar/knowledge`."""
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "samvar" / "knowledge"
