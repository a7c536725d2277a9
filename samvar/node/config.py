"""A node's settings: each declared once.

One line is enough: `id = "uppsala"`. From the declarations come the reference page, the names
of environment variables (`SAMVAR_` and the name in capitals) and the checks of `doctor`.
"""

# ruff: noqa: RUF009 - `_setting` makes dataclass fields, it is no shared default
from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from samvar.model.errors import BadConfig
from samvar.model.genome import Assembly
from samvar.model.place import CENTRES, Centre

ROSTER_FILE = "roster.json"


def _setting(sentence: str, default: Any = MISSING, *, make: Any = MISSING) -> Any:
    """A dataclass field that carries its own explanation; `make` builds a mutable default."""
    if make is not MISSING:
        return field(default_factory=make, metadata={"sentence": sentence})
    return field(default=default, metadata={"sentence": sentence})


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeConfig:
    """Everything that can be set on a node.

    Paths are taken from the folder of the TOML. Secrets are named by reference
    (`env:NAME` or `file:PATH`), never written here.
    """

    id: str = _setting("Which centre this node belongs to, for example `uppsala`.")
    folder: Path = _setting("Where the node keeps its data.", Path())
    records: str = _setting(
        "Record store as an SQLAlchemy URL, or `env:NAME`; empty: SQLite in the folder.", ""
    )
    objects: str = _setting(
        "Object store: a folder or `s3://bucket/prefix`; empty: own folder.", ""
    )
    mirror: str = _setting(
        "Copy of the genomes for a cluster: a folder or `s3://bucket/prefix`; empty: none.", ""
    )
    spark: str = _setting(
        "Spark master of cohort questions, as `spark://host:7077`; empty: threads of this machine.",
        "",
    )
    keep_sources: bool = _setting(
        "Whether files that are loaded are kept, sealed, among the objects (see the page on keys).",
        True,
    )
    root_key: str = _setting(
        "Where the root key is: `file:PATH` or `env:NAME`; empty: `keys/root.key`, made at need.",
        "",
    )
    backups: Path | None = _setting("Folder of this node's backups; `doctor` looks at it.", None)
    backup_days: int = _setting("Days after which a backup is destroyed.", 30)
    erase_days: int = _setting("Days by which who was erased is gone from backups too.", 90)
    host: str = _setting("Address to listen on.", "127.0.0.1")
    port: int = _setting("Port to listen on.", 8700)
    roster: Path | None = _setting("Signed list of the network's nodes.", None)
    references: Mapping[str, str] = _setting("FASTA file of each assembly, by its name.", make=dict)
    knowledge: Path | None = _setting(
        "Folder of the releases of medical knowledge; empty: `knowledge` in the node's folder.",
        None,
    )
    deadline_s: float = _setting("Seconds that a national question may take.", 2.0)
    masks_only: bool = _setting(
        "Whether this node gives its part of a sum only under masks (see the page on the network).",
        False,
    )
    floor_carriers: int = _setting("Smallest national carrier count shown to research.", 10)
    ledger_budget: float = _setting(
        "Disclosure budget of each research account, a calendar year long (see the page on it).",
        1.0,
    )
    ledger_dataset_budget: float = _setting(
        "Disclosure budget of all research accounts together, a calendar year long.", 3.0
    )
    care_questions_hour: int = _setting(
        "Questions that one person may ask this node under care in an hour; as many at once.", 3600
    )
    public_frequency: float = _setting("Smallest frequency in a public release, 0 to 1.", 0.01)
    public_budget: float = _setting(
        "What all figures of a public release together may betray, as a disclosure budget; `inf` "
        "for no bound.",
        1.0,
    )
    public_days: float = _setting("Days between two public releases, at least.", 30.0)
    public_list: Path | None = _setting(
        "Variants that a public release holds, one a line, the most wanted first; empty: the "
        "commonest.",
        None,
    )
    public_frequencies: Mapping[str, str] = _setting(
        "Parquet file of frequencies that others published, by assembly; prices are taken from it.",
        make=dict,
    )
    relatives: str = _setting("Who counts in sums: `all`, or only `unrelated` people.", "all")
    pass_only: bool = _setting("Whether only records with FILTER PASS count.", True)
    min_gq: int = _setting("Smallest genotype quality that counts, where one is given.", 0)
    min_dp: int = _setting("Smallest read depth that counts, where one is given.", 0)
    pgx_min_depth: int = _setting(
        "Smallest read depth of a pharmacogene's position that counts as tested, where given.", 10
    )
    pgx_min_quality: int = _setting(
        "Smallest genotype quality of one that counts as tested, where given.", 20
    )
    close_gap_bp: int = _setting("Gaps between callable stretches closed up to this length.", 0)
    upload_limit_mb: int = _setting("Largest file taken through the browser, in megabytes.", 4096)
    import_folders: str = _setting("Folders, `:` between, from which the web may load files.", "")
    query_seconds: float = _setting("Seconds that one SQL query may run.", 30.0)
    query_rows: int = _setting("Rows that one SQL query may return.", 100_000)
    rewrite_hours: float = _setting(
        "Hours after a withdrawal by which its cancelled rows are rewritten on disk.", 24.0
    )
    checkpoint_entries: int = _setting(
        "Audit entries after which witnesses are asked for a checkpoint.", 1000
    )
    checkpoint_seconds: float = _setting(
        "Seconds after which they are asked, if there is any new entry.", 60.0
    )
    review_size: int = _setting("Audit entries drawn for each sampling review.", 20)
    review_days: float = _setting("Days between two sampling reviews.", 7.0)
    audit_years: int = _setting(
        "Years after which `samvar audit expire` takes the content of audit entries; at least 5.",
        10,
    )
    nationwide_issuer: bool = _setting(
        "Whether this node's own issuer may vouch for people who belong to no centre.", False
    )
    oidc_issuer: str = _setting(
        "Issuer (OpenID Connect) that signs this centre's people in; empty: the node's own.", ""
    )
    oidc_client: str = _setting("Our client id at that issuer.", "")
    oidc_secret: str = _setting(
        "Our secret there, `env:NAME` or `file:PATH`; empty: a public client with PKCE alone.", ""
    )
    oidc_scopes: str = _setting("What is asked of that issuer.", "openid profile")
    oidc_claims: Path | None = _setting(
        "TOML that says where that issuer writes subject, role, centre and purpose.", None
    )
    visa_issuers: Path | None = _setting(
        "TOML of the issuers of GA4GH visas that this node's controller believes.", None
    )
    session_hours: float = _setting("Hours until a signed-in person signs in again.", 8.0)

    @property
    def centre(self) -> Centre:
        """The centre behind the id."""
        return CENTRES[self.id]

    @property
    def records_url(self) -> str:
        """The record store's URL, its reference resolved."""
        if self.records.startswith("env:"):
            value = os.environ.get(self.records[4:])
            if value is None:
                raise BadConfig(
                    f"setting 'records' names the environment variable {self.records[4:]}, "
                    "which is not set"
                )
            return value
        return self.records or f"sqlite:///{self.folder / 'records.sqlite'}"

    @property
    def roster_file(self) -> Path:
        """The roster that the node goes by, if it was ever given one."""
        return self.roster or self.folder / ROSTER_FILE

    @property
    def oidc_secret_value(self) -> str:
        """Our secret at the outside issuer, its reference resolved; empty where there is none."""
        kind, _, name = self.oidc_secret.partition(":")
        if not self.oidc_secret:
            return ""
        if kind == "env" and name in os.environ:
            return os.environ[name]
        if kind == "file" and (self.folder / name).is_file():
            return (self.folder / name).read_text("utf-8").strip()
        raise BadConfig(
            "the setting 'oidc_secret' names nothing that is there",
            remedy="write env:NAME or file:PATH",
        )

    @property
    def objects_url(self) -> str:
        """The object store's URL or folder."""
        return self.objects or str(self.folder / "objects")

    def reference_path(self, assembly: Assembly) -> Path | None:
        """The mounted FASTA of an assembly, if there is one."""
        text = self.references.get(assembly.value)
        return self.folder / text if text else None

    def frequencies_path(self, assembly: Assembly) -> Path | None:
        """The file of published frequencies of an assembly, if there is one."""
        text = self.public_frequencies.get(assembly.value)
        return self.folder / text if text else None


def settings() -> tuple[Field[Any], ...]:
    """All declared settings, in order; `metadata["sentence"]` explains each.

    >>> settings()[0].name
    'id'
    """
    return fields(NodeConfig)


def environment_name(setting: str) -> str:
    """The environment variable that overrides a setting.

    >>> environment_name("min_gq")
    'SAMVAR_MIN_GQ'
    """
    return f"SAMVAR_{setting.upper()}"
