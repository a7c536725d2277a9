"""A question that the nation can be asked: declared once, next to the code that answers it.

From the declaration follow the route, the policy check, the audit verb and the property test
that answers merge. There is no free query between nodes; the registry is a closed list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from samvar.model.errors import Incompatible, UsageError
from samvar.model.shape import learned
from samvar.network.canonical import digest
from samvar.network.kind import Kind
from samvar.network.tells import Tells
from samvar.network.view import View


@dataclass(frozen=True, slots=True)
class Operation:
    """One version of one question.

    args: the argument struct. kind: how answers merge. permission: what policy is asked.
    disclosure: the least tier that may ask (`registered` or `permit`); `verb`: for the audit log.
    answer: pure over a node's restricted view; its value is what `kind` merges.
    check: refuses arguments that are of the right type and still make no sense.
    denominator: which people could have been in the answer: an assembly, or a label that an area
    counts (`network.census`); None where nobody in particular.
    tells: what it would tell of people's genes, for the ledger; None for nothing.
    sparing: what of the arguments one person may vary only so often (`network.sparing`); None: all
    of them as often as they like.
    """

    name: str
    version: int
    title: str
    args: type[msgspec.Struct]
    kind: Kind
    permission: str
    disclosure: str
    verb: str
    answer: Callable[[Any, View], Any]
    check: Callable[[Any], None]
    denominator: Callable[[Any], str | None]
    earlier: Earlier | None = None
    tells: Callable[[Any], Tells] = lambda _: None
    sparing: Callable[[Any], str | None] = lambda _: None

    def read_args(self, given: msgspec.Struct | Mapping[str, Any]) -> msgspec.Struct:
        """The argument struct from itself or from plain values, checked.

        Raises:
            UsageError: a missing, unknown or wrong argument.
        """
        if isinstance(given, msgspec.Struct):
            if type(given) is not self.args:
                raise UsageError(f"{self.name} takes {self.args.__name__}")
            args: msgspec.Struct = given
        else:
            try:
                args = msgspec.convert(dict(given), type=learned(self.args))
            except msgspec.ValidationError as error:
                raise UsageError(f"{self.name} cannot read its arguments", why=str(error)) from None
        self.check(args)
        return args

    def hash(self, args: msgspec.Struct) -> str:
        """SHA-256 of the canonical question: what a warrant is bound to and a log entry names."""
        return digest({"operation": self.name, "version": self.version, "args": args})


@dataclass(frozen=True, slots=True)
class Earlier:
    """How to ask version N-1 of a node that does not speak N yet.

    narrow: arguments of N to arguments of N-1. widen: a value of N-1 to a value of N.
    """

    operation: Operation
    narrow: Callable[[Any], Any]
    widen: Callable[[Any], Any]


class Registry:
    """The closed list of operations a node answers: each in its newest version, and N-1.

    Raises:
        UsageError: two operations of the same name and version.
    """

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._by_name: dict[str, dict[int, Operation]] = {}
        for declared in operations:
            for operation in (declared, declared.earlier.operation if declared.earlier else None):
                if operation is None:
                    continue
                versions = self._by_name.setdefault(operation.name, {})
                if operation.version in versions:
                    raise UsageError(f"{operation.name} {operation.version} is declared twice")
                versions[operation.version] = operation

    def __iter__(self) -> Iterator[Operation]:
        """The newest version of each, by name."""
        return iter(self.newest(name) for name in sorted(self._by_name))

    def newest(self, name: str) -> Operation:
        """The version in which this node asks.

        Raises:
            UsageError: there is no such operation.
        """
        versions = self._by_name.get(name)
        if not versions:
            raise UsageError(
                f"'{name[:40]}' is not an operation",
                remedy="ask one of " + ", ".join(sorted(self._by_name)),
            )
        return versions[max(versions)]

    def find(self, name: str, version: int) -> Operation:
        """The operation as another node asks for it.

        Raises:
            Incompatible: this node does not speak it.
        """
        try:
            return self._by_name[name][version]
        except KeyError:
            raise Incompatible(f"this node does not answer {name[:40]} {version}") from None

    def spoken(self) -> dict[str, list[int]]:
        """Every name with its versions, for the roster."""
        return {name: sorted(versions) for name, versions in sorted(self._by_name.items())}
