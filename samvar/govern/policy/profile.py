"""Legal profiles: a manifest and its rules, read from a folder or from what samvar ships.

A profile that is `enforced` may be in force at a node; one that is `proposed` is a reading of law
to come, for comparison only. A proposed profile may stand on another (`base`): its own rules are
then added to that one's.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Literal

import msgspec

from samvar.govern.policy.rule import FACTS_VERSION, Rule, read_rules
from samvar.govern.purpose import Purpose
from samvar.govern.route import PERMISSIONS
from samvar.model.errors import BadConfig, Where
from samvar.model.shape import learned

MANIFEST, RULES, SIGNATURES = "manifest.toml", "rules.cedar", "signatures.json"
SHIPPED = ("se-current", "se-sou2023-76", "ehds-2029")
"""The profiles that samvar brings, the enforced one first."""

_ID = re.compile(r"[a-z][a-z0-9-]{1,39}")
_NO_LAW = "none, "


class Sentence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same in both languages."""

    sv: str
    en: str


class Law(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A law that rules render. short: how they cite it. number: in its statute book."""

    short: str
    number: str
    name: str


class Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that the law does not permit, said where somebody would expect it."""

    id: str
    permissions: tuple[str, ...]
    purposes: tuple[str, ...]
    law: str
    sv: str
    en: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a profile says of itself. digest: SHA-256 of its rules, in hexadecimal.

    facts: version of the schema of facts that the rules are written against.
    """

    id: str
    version: int
    facts: int
    status: Literal["enforced", "proposed"]
    date: date
    digest: str
    title: Sentence
    law: tuple[Law, ...]
    limit: tuple[Limit, ...] = ()
    base: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile that has been read, checked, and found to be as it was written.

    rules: its own and those of its base. sealed: the bytes of the manifest, which carries the
    digest of the rules: whoever signs these signs both. signatures: node id -> hex.
    """

    manifest: Manifest
    rules: Mapping[str, Rule]
    sealed: bytes = field(repr=False)
    signatures: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The name under which it is asked for."""
        return self.manifest.id

    @property
    def enforced(self) -> bool:
        """Whether it may be in force; else it is a reading of law to come."""
        return self.manifest.status == "enforced"

    def limits(self, permission: str, purpose: str) -> tuple[Limit, ...]:
        """What the law does not permit to those who do this for this purpose."""
        return tuple(
            limit
            for limit in self.manifest.limit
            if permission in limit.permissions and purpose in limit.purposes
        )


@cache
def shipped(name: str) -> Profile:
    """A profile that samvar brings.

    Raises:
        BadConfig: there is none of this name, or it is not as it was written.
    """
    if name not in SHIPPED:
        raise BadConfig(
            f"there is no legal profile '{name[:40]}'", remedy=f"one of {', '.join(SHIPPED)}"
        )
    return read_profile(resources.files(__package__).joinpath("profiles", name))


def read_profile(folder: Traversable, *, sealed: bool = True) -> Profile:
    """The profile in a folder. sealed: its rules must have the digest that the manifest gives.

    Raises:
        BadConfig: with file and row, for whatever is missing, unknown, or not as it was sealed.
    """
    head = _bytes(folder, MANIFEST)
    manifest = _manifest(head)
    body = _bytes(folder, RULES)
    if sealed and sha256(body).hexdigest() != manifest.digest:
        raise BadConfig(
            f"the rules of '{manifest.id}' are not those that the manifest was sealed over",
            where=Where(MANIFEST, _row(head, "digest")),
            remedy="seal it anew with 'samvar policy seal', and have it signed anew",
        )
    base = shipped(manifest.base) if manifest.base else None
    rules = read_rules(_decoded(body, RULES), RULES)
    _check_laws(manifest, rules)
    if base is not None:
        for name in rules.keys() & base.rules.keys():
            raise BadConfig(f"'{name}' is a rule of {base.id} too", where=rules[name].where)
        rules = {**base.rules, **rules}
    return Profile(manifest, rules, head, _signatures(folder))


def digest_of(folder: Traversable) -> str:
    """SHA-256 of the rules in a folder."""
    return sha256(_bytes(folder, RULES)).hexdigest()


def _manifest(raw: bytes) -> Manifest:
    try:
        table = tomllib.loads(_decoded(raw, MANIFEST))
    except tomllib.TOMLDecodeError as fault:
        row = re.search(r"line (\d+), column (\d+)", str(fault))
        where = Where(MANIFEST, *map(int, row.groups())) if row else Where(MANIFEST)
        raise BadConfig("the manifest is not TOML", where=where, why=str(fault)[:200]) from None
    try:
        manifest = msgspec.convert(table, learned(Manifest))
    except msgspec.ValidationError as fault:
        key = re.search(r"`\$\.?(.*)`$|`(\w+)`", str(fault))
        name = re.findall(r"[a-z_]+", key[0])[-1] if key else ""
        raise BadConfig(
            "the manifest is not of the form of one",
            where=Where(MANIFEST, _row(raw, name)),
            why=str(fault)[:200],
        ) from None
    _check_manifest(manifest, raw)
    return manifest


def _check_manifest(manifest: Manifest, raw: bytes) -> None:
    def refuse(key: str, why: str) -> None:
        raise BadConfig(f"'{key}' {why}", where=Where(MANIFEST, _row(raw, key)))

    if not _ID.fullmatch(manifest.id):
        refuse("id", "is 2 to 40 of a-z, 0-9 and -")
    if manifest.version < 1:
        refuse("version", "counts from 1")
    if manifest.facts != FACTS_VERSION:
        refuse("facts", f"is not {FACTS_VERSION}, the version of facts that this software states")
    if manifest.base and manifest.status == "enforced":
        refuse("base", "is for a proposed profile; one in force stands alone")
    if manifest.base and manifest.base not in SHIPPED:
        refuse("base", "names no profile that samvar brings")
    for limit in manifest.limit:
        if strange := set(limit.permissions) - set(PERMISSIONS):
            refuse("permissions", f"names {min(strange)}, which is no permission")
        if strange := set(limit.purposes) - {purpose.value for purpose in Purpose}:
            refuse("purposes", f"names {min(strange)}, which is no purpose")


def _check_laws(manifest: Manifest, rules: Mapping[str, Rule]) -> None:
    known = tuple(law.short for law in manifest.law)
    for rule in rules.values():
        if not rule.law.startswith((_NO_LAW, *known)):
            raise BadConfig(
                f"the rule '{rule.id}' cites no law of the manifest",
                where=rule.where,
                remedy=f'begin @law with one of {", ".join(known)}, or with "{_NO_LAW}WHY"',
            )


def _signatures(folder: Traversable) -> dict[str, str]:
    file = folder.joinpath(SIGNATURES)
    if not file.is_file():
        return {}
    try:
        return msgspec.json.decode(file.read_bytes(), type=learned(dict[str, str]))
    except (msgspec.DecodeError, msgspec.ValidationError, OSError) as fault:
        raise BadConfig(
            "the signatures cannot be read", where=Where(SIGNATURES), why=str(fault)[:200]
        ) from None


def _bytes(folder: Traversable, name: str) -> bytes:
    try:
        return folder.joinpath(name).read_bytes()
    except OSError:
        raise BadConfig(
            f"there is no {name}", where=Where(name), remedy="a profile is a folder with both"
        ) from None


def _decoded(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        where = Where(name, _row_at(raw, fault.start))
        raise BadConfig("the file is not UTF-8", where=where) from None


def _row(raw: bytes, key: str) -> int | None:
    """The first row that sets this key or table; None where it is missing."""
    found = re.search(rf"^[ \[]*{re.escape(key)}\b".encode(), raw, re.MULTILINE) if key else None
    return _row_at(raw, found.start()) if found else None


def _row_at(raw: bytes, place: int) -> int:
    return len(raw[:place].split(b"\n"))
