"""What the commands of `samvar policy` read from their arguments, and a profile's head."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from samvar.govern.policy import Policy, Profile


def profile_named(name: str) -> Profile:
    """A shipped profile by its id, or the one in a folder."""
    from samvar.govern.policy.profile import SHIPPED, read_profile, shipped

    if name not in SHIPPED and Path(name).is_dir():
        return read_profile(Path(name))
    return shipped(name)


def policy_named(name: str) -> Policy:
    """What decides by that profile."""
    from samvar.govern.policy import Policy

    return Policy.of(profile_named(name))


def head_of(profile: Profile) -> dict[str, Any]:
    """What a profile is, in plain values."""
    known = profile.manifest
    return {
        "profile": known.id,
        "version": known.version,
        "status": known.status,
        "date": known.date.isoformat(),
        "rules": len(profile.rules),
        "title": known.title.en,
        "title_sv": known.title.sv,
        "laws": [f"{law.short}: {law.name} ({law.number})" for law in known.law],
        "digest": known.digest,
    }


def known_name(given: str, names: list[str], kind: str) -> str:
    """The name that was given, if it is one of these.

    Raises:
        UsageError: it is none; the nearest one is named.
    """
    import difflib

    from samvar.model.errors import UsageError

    if given not in names:
        near = difflib.get_close_matches(given, names, n=1) or names
        raise UsageError(f"'{given[:40]}' is not {kind}", remedy=f"for example {near[0]}")
    return given
