"""How each message of the schema is held: frozen, strict, and unset where the file is silent."""

from typing import Annotated, ClassVar

import msgspec
from msgspec import UNSET, Meta
from msgspec import UnsetType as Unset

__all__ = ["UNSET", "Groups", "Message", "Number", "Timestamp", "Unset", "Whole"]

Groups = tuple[tuple[str, ...], ...]
Number = int | float
Whole = int | Annotated[str, Meta(pattern=r"^-?\d+$")]
"""Protobuf writes 64-bit whole numbers as text; both forms are kept as they came."""

Timestamp = Annotated[
    str,
    Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$"),
]


class Message(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """Any message. A field that is absent is `UNSET`, which is falsy and not written.

    one_of: groups of fields of which at most one may be set.
    """

    one_of: ClassVar[Groups] = ()

    def __post_init__(self) -> None:
        for group in self.one_of:
            if sum(getattr(self, name) is not UNSET for name in group) > 1:
                raise ValueError(f"only one of {', '.join(group)} may be set")
