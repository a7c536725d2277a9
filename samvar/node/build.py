"""Configuration to a running node: the one place that knows which parts a node has."""

from __future__ import annotations

from pathlib import Path

from samvar.focus.pharmacogenomics.area import AREA as PHARMACOGENOMICS
from samvar.focus.rare_disease.area import AREA as RARE_DISEASE
from samvar.govern.audit import AuditLog
from samvar.govern.issuer import OwnIssuer
from samvar.govern.keyring import KeyRing
from samvar.govern.keys import NodeKey
from samvar.govern.permit import KeptPermits
from samvar.govern.root_rotation import opened
from samvar.model.errors import BadConfig, Where
from samvar.network import operations
from samvar.network.operation import Registry
from samvar.node.config import NodeConfig
from samvar.node.config_read import read_config
from samvar.node.law import policy_in_force
from samvar.node.node import Node, root_place
from samvar.node.recovery import recover
from samvar.present.area import Area
from samvar.store.jobs import JobTable
from samvar.store.objects import Objects
from samvar.store.records.engine import Records
from samvar.store.variants import VariantStore

CONFIG_FILE = "node.toml"


AREAS: tuple[Area, ...] = (PHARMACOGENOMICS, RARE_DISEASE)
"""The focus areas of this software, in the order of the menu."""


def registry() -> Registry:
    """The closed list of questions that this software answers."""
    return operations.registry(one for area in AREAS for one in area.operations)


def init_node(folder: Path, centre: str) -> NodeConfig:
    """Make an empty node: a folder, its one-line TOML and its key.

    Raises:
        BadConfig: there is a node in the folder already, or no such centre.
    """
    path = folder / CONFIG_FILE
    if path.exists():
        raise BadConfig("there is a node here already", where=Where(path.name))
    folder.mkdir(parents=True, exist_ok=True)
    text = f'id = "{centre}"\n'
    config = _checked(text, folder)
    path.write_text(text, "utf-8")
    open_node(config).close()
    return config


def open_node(config: NodeConfig) -> Node:
    """Open everything a node has, and finish what a stop interrupted.

    Raises:
        BadConfig: a store cannot be opened as it is set. CorruptStore: damaged bytes.
    """
    config.folder.mkdir(parents=True, exist_ok=True)
    keys = config.folder / "keys"
    keys.mkdir(mode=0o700, exist_ok=True)
    records = Records.open(config.records_url)
    try:
        node = Node(
            config=config,
            key=NodeKey.open(keys),
            keys=ring_of(config),
            issuer=OwnIssuer.open(config.id, keys, nationwide=config.nationwide_issuer),
            records=records,
            objects=Objects.open(config.objects_url),
            variants=_variants(config.folder / "variants"),
            audit=AuditLog.over(records),
            policy=policy_in_force(config, KeptPermits(records)),
            jobs=JobTable(records),
            areas=AREAS,
        )
        recover(node)
    except BaseException:
        records.close()
        raise
    return node


def ring_of(config: NodeConfig) -> KeyRing:
    """The way to a node's data keys. A root key at its usual place is made at first need."""
    place = root_place(config)
    return KeyRing(lambda tx: opened(tx, place, make=not config.root_key))


def _variants(folder: Path) -> VariantStore:
    return VariantStore.open(folder) if folder.exists() else VariantStore.create(folder)


def _checked(text: str, folder: Path) -> NodeConfig:
    import tomllib

    from samvar.node.config_read import config_of

    return config_of(tomllib.loads(text), folder, {}, Where(CONFIG_FILE))


def config_in(folder: Path) -> NodeConfig:
    """The configuration of the node in a folder."""
    return read_config(folder / CONFIG_FILE)
