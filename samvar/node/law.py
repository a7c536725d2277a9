"""The law that a node goes by: the shipped profile, or one that its network has signed.

A signed profile lies in the folder `policy` of the node. One that is there and cannot be trusted
is never passed over for the shipped one: then everything is refused, and the refusal says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from samvar.govern.keys import PublicKey
from samvar.govern.policy import Policy, Profile
from samvar.govern.policy.profile import SHIPPED, read_profile, shipped
from samvar.govern.policy.seal import verify
from samvar.model.errors import BadConfig, SamvarError, Where
from samvar.network.roster import Roster
from samvar.node.config import NodeConfig

if TYPE_CHECKING:
    from samvar.govern.permit import PermitBook

FOLDER = "policy"
NOTHING = "nothing is permitted"
"""What a node says whose own profile cannot be trusted."""


def law_folder(config: NodeConfig) -> Path:
    """Where a node's own profile lies, if it has one."""
    return config.folder / FOLDER


def policy_in_force(config: NodeConfig, permits: PermitBook | None = None) -> Policy:
    """The rules that the node decides by; ones that deny everything, if they cannot be trusted."""
    folder = law_folder(config)
    if not folder.exists():
        return Policy.of(shipped(SHIPPED[0]), permits)
    try:
        profile = read_profile(folder)
        verify(profile, judges(config))
    except SamvarError as error:
        return Policy.denying(FOLDER, error)
    return Policy.of(profile, permits)


def law_in_words(policy: Policy) -> str:
    """The law that a node goes by, as it tells the others: profile, version, digest.

    >>> law_in_words(Policy.of(shipped("se-current"))).split()[0]
    'se-current'
    """
    if policy.document is None:
        return NOTHING
    known = policy.document.manifest
    return f"{known.id} {known.version} {known.digest}"


def profile_in_force(config: NodeConfig) -> Profile:
    """The profile that a new one must follow; the shipped one where what is there is damaged."""
    return policy_in_force(config).document or shipped(SHIPPED[0])


def judges(config: NodeConfig) -> Mapping[str, Sequence[PublicKey]]:
    """The nodes whose signatures count, with their keys: those of the roster in force.

    Raises:
        BadConfig: the node has no roster; BadSignature: its roster is not signed.
    """
    path = config.roster_file
    if not path.exists():
        raise BadConfig(
            "without a roster nobody's signature on a profile counts",
            where=Where(path.name),
            remedy="adopt the network's roster first: 'samvar roster adopt'",
        )
    return {one.id: one.public_keys for one in Roster.read(path.read_bytes()).nodes}
