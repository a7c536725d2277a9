"""Where objects are kept: from a setting's text to an opened obstore."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qsl, unquote, urlsplit

from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from samvar.model.errors import BadConfig

if TYPE_CHECKING:
    from obstore.store import ObjectStore, RetryConfig, S3Config

_OPTIONS = ("endpoint", "region", "virtual_hosted_style_request")
"""What a URL may say. Keys come from the environment (AWS_ACCESS_KEY_ID, ...), never from here."""

_PATIENCE: RetryConfig = {
    "max_retries": 3,
    "retry_timeout": timedelta(seconds=20),
}


@dataclass(frozen=True, slots=True)
class S3Place:
    """What a URL says of a bucket. settings: those of `_OPTIONS` that it names."""

    bucket: str
    prefix: str
    settings: Mapping[str, str]

    @property
    def endpoint(self) -> str:
        """The server's address, from the URL or the environment; empty for the provider's own."""
        return self.settings.get("endpoint") or os.environ.get("AWS_ENDPOINT_URL", "")


def read_s3(text: str) -> S3Place:
    """Read `s3://bucket/prefix?endpoint=...`.

    Raises:
        BadConfig: another kind of URL, an unknown option, or a secret inside the URL.
    """
    parts = urlsplit(text)
    if parts.scheme != "s3" or not parts.netloc:
        raise BadConfig(
            f"objects cannot be kept at a '{parts.scheme[:20]}:' URL",
            remedy="use a folder or s3://BUCKET/PREFIX",
        )
    said = dict(parse_qsl(parts.query))
    for name in said:
        if name not in _OPTIONS:
            raise BadConfig(
                f"'{name[:40]}' cannot stand in the object store's URL",
                remedy="keys belong into the environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY",
            )
    if "@" in parts.netloc:
        raise BadConfig("the object store's URL holds a secret", remedy="use the environment")
    return S3Place(parts.netloc, parts.path.strip("/"), said)


def open_place(url: str | Path, options: dict[str, str]) -> tuple[ObjectStore, Path | None]:
    """The store behind a folder, `file:///folder` or `s3://bucket/prefix?endpoint=...`.

    Returns the store and, for a folder, its path. options: obstore's S3 settings, keys too.

    Raises:
        BadConfig: another kind of URL, an unknown option, or a secret inside the URL.
    """
    text = str(url)
    parts = urlsplit(text)
    if isinstance(url, Path) or not parts.scheme:
        return _folder(Path(text))
    if parts.scheme == "file" and parts.netloc in ("", "localhost"):
        return _folder(Path(unquote(parts.path)))
    s3 = read_s3(text)
    settings = {**s3.settings, **options}
    # A server of one's own, asked for in so many words.
    plain = (settings.get("endpoint") or s3.endpoint).startswith("http://")
    try:
        store = S3Store(
            s3.bucket,
            prefix=s3.prefix or None,
            config=cast("S3Config", settings),
            client_options={"allow_http": plain, "connect_timeout": "5 seconds"},
            retry_config=_PATIENCE,
        )
    except BaseError as fault:
        raise BadConfig(
            "the object store's settings are not understood", why=type(fault).__name__
        ) from None
    return store, None


def _folder(path: Path) -> tuple[ObjectStore, Path]:
    whole = path.resolve()
    whole.mkdir(parents=True, exist_ok=True, mode=0o700)
    return LocalStore(whole), whole
