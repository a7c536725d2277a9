"""The page kit: how an area declares what it shows; the shell in `web/` mounts it.

A page is a function from a reader to what is shown, and a declaration of who may see it. It
knows no web framework: the shell fills in who reads, at which node, with which words in the
address and in the form, and has asked the node's policy and written the look down before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from samvar.govern.identity import Asker
from samvar.govern.route import declare
from samvar.network.ask import Network
from samvar.network.limit import too_many
from samvar.network.merge import NationalAnswer
from samvar.present.area import NodeLike
from samvar.present.language import Language


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, where, and what they asked for.

    node: the one named in the address, else the one that the reader asks from.
    path, query, form: words by name; a form has proved that we wrote it.
    may: whether this reader could do something else here, for links and buttons.
    """

    asker: Asker
    language: Language
    node: NodeLike
    network: Network
    deadline_s: float
    may: Callable[[str], bool]
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)

    def ask(self, operation: str, **args: Any) -> NationalAnswer:
        """The nation's answer to this reader for this purpose.

        Raises:
            UsageError: the arguments make no sense. BadInput: they are not what they claim.
            TooMany: every node refused, because this person asks too often.
        """
        answer = self.network.ask_now(operation, args, self.asker, self.deadline_s)
        often = too_many(answer.value, answer.missing)
        if often is not None:
            raise often
        return answer


@dataclass(frozen=True, slots=True)
class Shown:
    """A whole page: a template of the area, its title in the reader's language, its values."""

    template: str
    title: str
    values: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True, slots=True)
class Onward:
    """Go on to another page, after a form. The address may hold no patient's name."""

    path: str


@dataclass(frozen=True, slots=True)
class Later:
    """Long work, after a form: the shell asks for it, and goes on to the page of the job.

    kind: one of the area's works. args: plain data that holds no patient's name.
    """

    kind: str
    args: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Download:
    """A file. name: without a folder; it may hold no patient's name.

    content: whole, or in pieces that are made as they are sent; what may be refused or wrong has
    been said before the first.
    """

    name: str
    media_type: str
    content: bytes | Iterator[bytes]
    inline: bool = False


Answer = Shown | Onward | Later | Download

About = Callable[[NodeLike, Mapping[str, str]], str | None]
"""From the node and the words in the address to the person whom a page is about; None where the
address names nothing here. With it the policy decides on what is between reader and patient, and
the log says whose record was looked at."""


Missing = Callable[[NodeLike, Asker, Mapping[str, str]], str]
"""That what the address names is not there for this asker, in words; "" where it is. The door then
answers `not-found`, and the log says that nothing was opened."""


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits on a page for a person, as the menu and the node's overview say it.

    count: how many, of what this person may see; asked at each look, so it reads an index and no
    more. words: for what, a translation key.
    """

    count: Callable[[NodeLike, Asker], int]
    words: str


@dataclass(frozen=True, slots=True)
class Page:
    """One route of an area. opt: as `govern.route.declare` makes it.

    path: with `{node:str}` where it belongs to one node. menu: (group, order), or None.
    """

    path: str
    answer: Callable[[Reader], Answer]
    opt: Mapping[str, Any]
    method: Literal["GET", "POST"] = "GET"

    def reads(self, *names: str) -> Page:
        """This page, and the words that it reads: of the address, or the fields of its form."""
        return replace(self, opt={**self.opt, "reads": names})

    def gives(self, media_type: str) -> Page:
        """This page, which is a file of that type."""
        return replace(self, opt={**self.opt, "gives": media_type})


def after(
    change: Callable[[Reader, str], object], name: str, to: Callable[[Reader, str], str]
) -> Callable[[Reader], Answer]:
    """A form's answer: the change of what the address names, then its page again.

    name: of the word in the address. to: from the reader and that word to the page's address.
    """

    def answer(reader: Reader) -> Answer:
        change(reader, reader.path[name])
        return Onward(to(reader, reader.path[name]))

    return answer


def shows(
    path: str,
    answer: Callable[[Reader], Answer],
    permission: str,
    audit: str,
    title: str,
    *,
    menu: tuple[str, int] | None = None,
    waits: Waits | None = None,
    about: About | None = None,
    missing: Missing | None = None,
) -> Page:
    """A page that is looked at. title: a translation key. about: which patient it is about.

    waits: what the menu counts beside its name. missing: for whom what is named is not there.

    Raises:
        UsageError: as `declare`.
    """
    opt = _opt(permission, audit, title, about, missing)
    return Page(path, answer, {**opt, "menu": menu, "waits": waits} if menu else opt)


def takes(
    path: str,
    answer: Callable[[Reader], Answer],
    permission: str,
    audit: str,
    title: str,
    *,
    about: About | None = None,
    missing: Missing | None = None,
) -> Page:
    """A form's address: it changes something, and goes on to a page.

    Raises:
        UsageError: as `declare`.
    """
    return Page(path, answer, _opt(permission, audit, title, about, missing), "POST")


def _opt(
    permission: str, audit: str, title: str, about: About | None, missing: Missing | None
) -> dict[str, Any]:
    declared = declare(permission, None, audit, title)
    return {**declared, "about": about, "missing": missing}
