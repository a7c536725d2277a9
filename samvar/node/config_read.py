"""Reading a node's settings: one TOML, the environment over it, and every value checked."""

from __future__ import annotations

import difflib
import os
import tomllib
import types
import typing
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from samvar.model.errors import BadConfig, Where
from samvar.model.genome import Assembly
from samvar.model.place import CENTRES
from samvar.node.config import NodeConfig, environment_name


def read_config(path: Path, environment: Mapping[str, str] | None = None) -> NodeConfig:
    """Read a node's TOML.

    Raises:
        BadConfig: no such file, not TOML, an unknown setting, a wrong type or value.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise BadConfig(
            "there is no node here",
            where=Where(path.name),
            remedy="make one with 'samvar node init FOLDER --id CENTRE'",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise BadConfig(f"not a TOML file: {fault}", where=Where(path.name)) from None
    return config_of(table, path.parent, environment, Where(path.name))


def config_of(
    table: Mapping[str, Any],
    folder: Path,
    environment: Mapping[str, str] | None = None,
    where: Where | None = None,
) -> NodeConfig:
    """Check a table of settings; relative folders, and `roster`, start at `folder`."""
    hints = typing.get_type_hints(NodeConfig)
    values: dict[str, Any] = {}
    for name, value in table.items():
        if name not in hints:
            near = difflib.get_close_matches(name, hints, n=1, cutoff=0.5)
            raise BadConfig(
                f"'{name}' is not a setting",
                where=where,
                remedy=f"did you mean '{near[0]}'?" if near else "see the settings page",
            )
        values[name] = _checked(name, value, hints[name], where)
    for name, hint in hints.items():
        text = (os.environ if environment is None else environment).get(environment_name(name))
        if text is not None and not isinstance(values.get(name), dict):
            values[name] = _checked(name, _from_text(text, hint), hint, where)
    if "id" not in values:
        raise BadConfig("the setting 'id' is missing", where=where, remedy='write id = "uppsala"')
    values["folder"] = (folder / values.get("folder", Path())).resolve()
    for name in ("roster", "knowledge", "oidc_claims", "visa_issuers", "backups", "public_list"):
        if values.get(name) is not None:
            values[name] = folder / values[name]
    config = NodeConfig(**values)
    _check_values(config, where)
    return config


def _checked(name: str, value: Any, hint: Any, where: Where | None) -> Any:
    choices = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    wanted = choices[0]
    if typing.get_origin(wanted) is not None:
        wanted = dict
    if wanted is Path and isinstance(value, str):
        return Path(value)
    if wanted is float and type(value) is int:
        return float(value)
    if not isinstance(value, wanted) or (wanted is not bool and isinstance(value, bool)):
        raise BadConfig(
            f"the setting '{name}' wants a {wanted.__name__}, not a {type(value).__name__}",
            where=where,
        )
    return value


def _from_text(text: str, hint: Any) -> Any:
    if hint is bool:
        return {"true": True, "1": True, "false": False, "0": False}.get(text.lower(), text)
    if hint in (int, float):
        try:
            return hint(text)
        except ValueError:
            return text
    return text


def _check_values(config: NodeConfig, where: Where | None) -> None:
    def refuse(name: str, why: str) -> None:
        raise BadConfig(f"the setting '{name}' {why}", where=where)

    if config.id not in CENTRES:
        refuse("id", f"is '{config.id[:40]}'; centres are {', '.join(sorted(CENTRES))}")
    if config.relatives not in ("all", "unrelated"):
        refuse("relatives", "is either 'all' or 'unrelated'")
    if not 0 < config.port < 65536:
        refuse("port", "lies between 1 and 65535")
    _check_public(config, refuse)
    if config.care_questions_hour < 1:
        refuse("care_questions_hour", "is at least 1")
    if config.backup_days < 1:
        refuse("backup_days", "is at least 1")
    if config.audit_years < 5:
        refuse("audit_years", "is at least 5: logs of access are kept for five years")
    if not 0 < config.review_size <= 1_000 or config.review_days <= 0:
        refuse("review_size", "is 1 to 1,000, and review_days more than 0")
    if config.checkpoint_entries < 1 or config.checkpoint_seconds <= 0:
        refuse("checkpoint_entries", "and checkpoint_seconds are more than 0")
    if config.floor_carriers < 1:
        refuse("floor_carriers", "is at least 1")
    for assembly, file in config.references.items():
        if assembly not in {a.value for a in Assembly} or not isinstance(file, str):
            refuse("references", f"has '{assembly[:40]}'; use GRCh38 = \"file.fa\"")


def _check_public(config: NodeConfig, refuse: Callable[[str, str], None]) -> None:
    if not 0 <= config.public_frequency <= 1:
        refuse("public_frequency", "is a frequency, 0 to 1")
    if not config.public_budget >= 0 or not config.public_days >= 0:
        refuse("public_budget", "and public_days are not negative")
    for assembly, file in config.public_frequencies.items():
        if assembly not in {a.value for a in Assembly} or not isinstance(file, str):
            refuse("public_frequencies", f"has '{assembly[:40]}'; use GRCh38 = \"file.parquet\"")
