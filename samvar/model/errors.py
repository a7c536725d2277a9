"""Everything that can go wrong, as one tree.

Each error says what, where, why and what to do next; each class has one stable code, and
`code`, `status` (HTTP, RFC 9457 problem) and `exit` (process exit status) stand here and
nowhere else. No message ever holds a patient's name, number or genotype; what somebody typed may
be repeated to them, and a personal number in it is masked here, where every error begins.

    SamvarError
    ├── UsageError           the call itself is wrong                      exit 2
    ├── BadInput             a file, region, variant or setting is wrong   exit 3
    │   ├── BadRegion, BadVariant, BadConfig, BadFile, UnknownAssembly, ...
    │   ├── NotFound
    │   └── Conflict
    ├── Refused              policy, signature, consent                    exit 4
    ├── PeerUnavailable      another node did not answer                   exit 5
    ├── StoreUnavailable     own database or object store is away          exit 5
    └── CorruptStore         stored bytes are not what was written         exit 1
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import ClassVar

_NUMBER = re.compile(
    r"(?<![0-9])(?:[0-9]{2})?[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])"
    r"[-+]?[0-9]{4}(?![0-9])"
)
"""Of the form of a personal number; its last digit may be wrong, for a mistyped one tells too."""


def without_numbers(text: str) -> str:
    """The text with everything masked that has the form of a personal number.

    >>> without_numbers("'640823-3234' is not a variant"), without_numbers("17:43044295-43125364")
    ("'••••••-••••' is not a variant", '17:43044295-43125364')
    """
    return _NUMBER.sub("••••••-••••", text)


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a fault in an input: file name (never a folder), 1-based line and column.

    >>> str(Where("panel.vcf", line=12, column=4))
    'panel.vcf, line 12, column 4'
    """

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = [self.file]
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.column is not None:
            parts.append(f"column {self.column}")
        return ", ".join(parts)


class SamvarError(Exception):
    """Root of all errors that samvar raises on purpose.

    what: one sentence, what is wrong. where: the place, if it has one.
    why: the cause as far as known. remedy: what the reader can do next.
    """

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500
    exit: ClassVar[int] = 1

    def __init__(
        self,
        what: str,
        *,
        where: Where | None = None,
        why: str | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(without_numbers(what))
        self.what = without_numbers(what)
        self.where = where and replace(where, file=without_numbers(where.file))
        self.why = why and without_numbers(why)
        self.remedy = remedy and without_numbers(remedy)

    def __str__(self) -> str:
        text = self.what
        if self.where is not None:
            text = f"{self.where}: {text}"
        if self.why:
            text += f" ({self.why})"
        if self.remedy:
            text += f" — {self.remedy}"
        return text


class UsageError(SamvarError):
    """The command or request is not of the form that was asked for."""

    code, status, exit = "usage", 400, 2


class BadInput(SamvarError):
    """A file, a field or a setting cannot be taken as it is."""

    code, status, exit = "bad-input", 422, 3


class BadRegion(BadInput):
    """A text is not `contig:start-end`, or lies outside the contig."""

    code = "bad-region"


class BadVariant(BadInput):
    """A text or record is not a variant that this assembly can hold."""

    code = "bad-variant"


class BadConfig(BadInput):
    """A setting is unknown, of the wrong type, or contradicts another."""

    code = "bad-config"


class BadFile(BadInput):
    """A file is damaged, truncated, or not of the format it claims."""

    code = "bad-file"


class UnknownAssembly(BadInput):
    """Neither the header nor the contigs say the reference genome, or they disagree."""

    code = "unknown-assembly"


class ReferenceMismatch(BadInput):
    """A record's REF is not what the mounted reference genome has there."""

    code = "reference-mismatch"


class NotNormalised(BadInput):
    """Variants are not left-aligned and trimmed, and no reference genome is mounted."""

    code = "not-normalised"


class NotCallable(BadInput):
    """A load does not say what was callable, so no denominator could be true."""

    code = "callability-unknown"


class AlleleCollision(BadInput):
    """Two long alleles at one position share a key; the second cannot be stored."""

    code = "allele-collision"


class NotFound(BadInput):
    """The thing asked for does not exist here, or not for this person."""

    code, status = "not-found", 404


class Conflict(BadInput):
    """The thing exists already, or another writer is at work."""

    code, status = "conflict", 409


class Refused(SamvarError):
    """Policy says no; the refusal is in the audit log."""

    code, status, exit = "refused", 403, 4


class NotSignedIn(Refused):
    """The question has no person behind it."""

    code, status = "not-signed-in", 401


class BadSignature(Refused):
    """A message was not signed by who it says, or was changed on its way."""

    code, status = "bad-signature", 401


class Replayed(Refused):
    """A message has been seen before."""

    code, status = "replayed", 401


class Expired(Refused):
    """A warrant, session or permit is past its time."""

    code, status = "expired", 401


class TooMany(Refused):
    """Somebody asks more often than anybody has to, under care.

    retry_s: seconds until the next question is answered. missed: refusals of this person since the
    last one that was written down; None: this one is not written down, its minute has an entry.
    """

    code, status = "too-many-questions", 429
    SAID: ClassVar[str] = "too many questions"

    def __init__(
        self,
        what: str = SAID,
        *,
        where: Where | None = None,
        why: str | None = None,
        remedy: str | None = None,
        retry_s: int = 60,
        missed: int | None = 0,
    ) -> None:
        again = f"ask again in {retry_s} s"
        super().__init__(what, where=where, why=why, remedy=remedy or again)
        self.retry_s, self.missed = retry_s, missed


class PeerUnavailable(SamvarError):
    """Another node, or too many of them, did not answer."""

    code, status, exit = "peer-unavailable", 503, 5


class StoreUnavailable(SamvarError):
    """The database server or object store behind this node does not answer."""

    code, status, exit = "store-unavailable", 503, 5


class Incompatible(SamvarError):
    """The other side speaks another version of this operation."""

    code, status, exit = "incompatible", 501, 5


class CorruptStore(SamvarError):
    """Stored bytes are not what was written; nothing is guessed."""

    code, status, exit = "corrupt-store", 500, 1


def all_errors() -> list[type[SamvarError]]:
    """Every class of the tree, root first.

    >>> len({e.code for e in all_errors()}) == len(all_errors())
    True
    """
    found: list[type[SamvarError]] = []
    queue: list[type[SamvarError]] = [SamvarError]
    while queue:
        cls = queue.pop(0)
        found.append(cls)
        queue.extend(cls.__subclasses__())
    return found
