"""Who stands behind a profile: signatures of nodes over its manifest, which seals its rules.

A node goes by another profile than the shipped one only when at least two nodes, and more than
half of the roster in force, have signed it: see decision 13.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from samvar.govern.keys import NodeKey, PublicKey
from samvar.govern.policy.profile import (
    MANIFEST,
    RULES,
    SIGNATURES,
    Profile,
    digest_of,
    read_profile,
)
from samvar.model.errors import BadConfig, BadSignature, Conflict, Where

_DOMAIN = b"samvar/legal-profile/1\0"
_FEWEST = 2


def signatures_needed(nodes: int) -> int:
    """More than half of the nodes, and never fewer than two.

    >>> signatures_needed(7), signatures_needed(3), signatures_needed(1)
    (4, 2, 2)
    """
    return max(_FEWEST, nodes // 2 + 1)


def signature(profile: Profile, key: NodeKey) -> str:
    """A node's signature on a profile, in hexadecimal."""
    return key.sign(_DOMAIN + profile.sealed).hex()


def signed_by(profile: Profile, judges: Mapping[str, Sequence[PublicKey]]) -> tuple[str, ...]:
    """Ids of the nodes whose valid signature is on the profile. judges: node id -> keys."""
    return tuple(
        node
        for node, keys in judges.items()
        if any(key.verify(_DOMAIN + profile.sealed, _raw(profile, node)) for key in keys)
    )


def verify(profile: Profile, judges: Mapping[str, Sequence[PublicKey]]) -> None:
    """Nothing, if a node of this roster may go by the profile.

    Raises:
        BadConfig: it is a reading of law to come. BadSignature: too few have signed.
    """
    if not profile.enforced:
        raise BadConfig(
            f"the profile '{profile.id}' is proposed law, not law in force",
            where=Where(MANIFEST),
            remedy="compare it with 'samvar policy diff'",
        )
    valid, needed = len(signed_by(profile, judges)), signatures_needed(len(judges))
    if valid < needed:
        raise BadSignature(
            f"the profile '{profile.id}' has {valid} valid signatures of {needed} that it needs",
            where=Where(SIGNATURES),
            remedy="have the controllers of other nodes sign it with 'samvar policy sign'",
        )


def seal(folder: Path) -> Profile:
    """Write the digest of the rules into the manifest; whoever signed the old one no longer has.

    Raises:
        BadConfig: manifest or rules are not as they should be; nothing is then written.
    """
    read_profile(folder, sealed=False)  # whole and right, before anything is written
    written = (folder / MANIFEST).read_text("utf-8")
    line = f'digest = "{digest_of(folder)}"'
    fresh, found = re.subn(r'^digest = "[^"]*"', line, written, count=1, flags=re.MULTILINE)
    if not found:
        raise BadConfig('the manifest of a profile has a line: digest = ""', where=Where(MANIFEST))
    if fresh != written:
        _write(folder / MANIFEST, fresh.encode())
        (folder / SIGNATURES).unlink(missing_ok=True)
    return read_profile(folder)


def sign(folder: Path, node: str, key: NodeKey) -> Profile:
    """Add a node's signature to the profile in a folder.

    Raises:
        BadConfig: it is not as it was sealed.
    """
    profile = read_profile(folder)
    signatures = {**profile.signatures, node: signature(profile, key)}
    _write(folder / SIGNATURES, msgspec.json.format(msgspec.json.encode(signatures), indent=2))
    return read_profile(folder)


def adopt(
    source: Path, target: Path, judges: Mapping[str, Sequence[PublicKey]], known: Profile
) -> Profile:
    """Put a signed profile where the node finds it at its next start.

    known: the one in force, which the new one must follow.

    Raises:
        BadConfig, BadSignature: as `verify`. Conflict: it is not newer than the one in force.
    """
    profile = check(source, judges, known)
    target.mkdir(exist_ok=True)
    # The signatures last: a stop on the way leaves what does not verify, and so denies.
    (target / SIGNATURES).unlink(missing_ok=True)
    for name in (MANIFEST, RULES, SIGNATURES):
        _write(target / name, (source / name).read_bytes())
    return profile


def check(source: Path, judges: Mapping[str, Sequence[PublicKey]], known: Profile) -> Profile:
    """The profile in a folder, if a node may adopt it; raises what `adopt` does."""
    profile = read_profile(source)
    verify(profile, judges)
    if profile.id == known.id and profile.manifest.version <= known.manifest.version:
        raise Conflict(
            f"version {known.manifest.version} of '{known.id}' is in force",
            where=Where(MANIFEST),
            remedy="give the manifest a higher version, seal it, and have it signed",
        )
    return profile


def _raw(profile: Profile, node: str) -> bytes:
    try:
        return bytes.fromhex(profile.signatures.get(node, ""))
    except ValueError:
        return b""


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with fresh.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)
