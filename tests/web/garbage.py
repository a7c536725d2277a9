"""Garbage for every route: what its OpenAPI document allows and forbids, sent as every person.

Schemathesis makes the requests, right and wrong ones. Most of these would end at the first
unknown node or form, so they are dressed: with addresses, ids and words found on the site's own
pages, with the sender's own proof in the form, and with words that have broken parsers before.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from litestar import Litestar
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi import checks as openapi_checks

from samvar.govern.identity import PERSONAS
from samvar.web.openapi import document
from samvar.web.security import FORM_COOKIE, FORM_FIELD, SESSION_COOKIE, form_token
from tests.web.canary import Ear
from tests.web.issuing import At
from tests.web.visitor import HTML, Reader, Visitor

CHECKS = [
    not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_headers_conformance,
    openapi_checks.response_schema_conformance,
]
ROLES = ("", *PERSONAS)
NASTY = (
    "", " ", "0", "-1", "²", "١٢", "9" * 5000, "1e309", "NaN", "null", "[]", "{}", "\x00", "\x7f",
    "\r\nx-evil: 1", "../../../../etc/passwd", "%2e%2e%2f", "'; DROP TABLE audit;--", "{{7*7}}",
    "<script>alert(1)</script>", "𝟙", "é\u0301", "\u202e", "2026-02-30", "0000-00-00", "9999-12-31",
    "10:0G>A", "10:99999999999G>A", "chrUn:1-2", "10:5-1", "NC_000010.11:g.1G>A",
    "NM_000110.4:c.1905+1G>A", "a" * 70_000, "//foreign.example", "\\\\foreign.example",
    "18446744073709551616", "9223372036854775808", "True", "\ufeff", "\ud7ff", ",", ",,,", "=",
)  # fmt: skip
HEADERS = ("bytes=0-9", "bytes=\xb2-", "bytes=-", "bytes=" + "9" * 5000 + "-", "²", "7")
LEAVES = ("/session", "/session/end", "/purpose")
"""After these the sender is another, or nobody."""


class Known:
    """What the site's own pages hold: addresses, ids, forms."""

    def __init__(self, app: Litestar, paths: Sequence[str]) -> None:
        self._templates = [(path, re.compile(_pattern(path))) for path in paths]
        self.values: dict[str, set[str]] = defaultdict(set)
        self.forms: dict[str, set[str]] = defaultdict(set)
        self.pages = 0
        most = 3  # of a kind, by the first of them; the others see the same kinds again
        for persona in ("geneticist", "bioinformatician", "operator", "patient", "pharmacist"):
            self._walk(Visitor(app).sign_in(persona, "skane"), most)
            most = 1

    def template_of(self, address: str) -> str | None:
        """The path of the document that an address is one of; the most exact."""
        path = urlsplit(address).path
        found = [(t.count("{"), t) for t, pattern in self._templates if pattern.fullmatch(path)]
        return min(found)[1] if found else None

    def _walk(self, one: Visitor, most: int) -> None:
        waiting, done, seen = ["/", "/help", "/nodes/skane/pgx/orders"], set(), defaultdict(int)
        while waiting:
            address = waiting.pop(0)
            template = self.template_of(address) or ""
            if address in done or seen[template] >= most:
                continue
            done.add(address)
            seen[template] += 1
            answer = one.get(address)
            if answer.status_code != 200 or "text/html" not in answer.headers["content-type"]:
                continue
            self.pages += 1
            waiting += [link for link in self._read(answer.text, address) if "/uppsala" not in link]

    def _read(self, text: str, address: str) -> Iterator[str]:
        action: str | None = None
        for tag, attributes in Reader(text).tags:
            href = attributes.get("href") or ""
            if tag == "a" and href.startswith("/"):
                self._note(href)
                yield href
            if tag == "form":
                action = (attributes.get("action") or address).partition("?")[0]
                self._note(action)
                if (attributes.get("method") or "get").lower() != "post":
                    action = None
            name, value = attributes.get("name"), attributes.get("value")
            if tag in ("input", "select", "textarea", "button") and name:
                if value and name != FORM_FIELD:
                    self.values[name].add(value)
                if action is not None:
                    self.forms[action].add(name)

    def _note(self, address: str) -> None:
        template = self.template_of(address)
        if template is None:
            return
        found = re.fullmatch(_pattern(template), urlsplit(address).path)
        for name, value in found.groupdict().items() if found else ():
            self.values[name].add(unquote(value))
        for name, value in parse_qsl(urlsplit(address).query):
            self.values[name].add(value)


def _pattern(template: str) -> str:
    parts = re.split(r"\{(\w+)\}", template)
    return "".join(
        f"(?P<{part}>.+)" if i % 2 and part == "file_path"
        else f"(?P<{part}>[^/]+)" if i % 2 else re.escape(part)
        for i, part in enumerate(parts)
    )  # fmt: skip


class Senders:
    """A browser for each role, which signs in again when garbage has signed it out."""

    def __init__(self, app: Litestar) -> None:
        self._app = app
        self._known: dict[str, Visitor] = {}

    def cookies(self, role: str) -> dict[str, str]:
        """Those of somebody who is signed in as that."""
        if role not in self._known:
            one = Visitor(self._app)
            self._known[role] = one.sign_in(role, "skane") if role else one
            one.get("/help")
        jar = self._known[role].client.cookies
        return {name: jar[name] for name in (SESSION_COOKIE, FORM_COOKIE) if name in jar}

    def forget(self, role: str) -> None:
        """Sign in anew the next time."""
        self._known.pop(role, None)


class Bombardment:
    """Sends garbage and keeps what broke.

    words: sent beside what has broken parsers. ear: told of every answer, if there is one.
    """

    def __init__(
        self,
        app: Litestar,
        *,
        number: int = 1,
        words: tuple[str, ...] = (),
        ear: Ear | None = None,
    ) -> None:
        self.app, self.words, self.ear = app, words, ear
        self.document = document(app)
        self.schema = schemathesis.openapi.from_dict(self.document)
        provider = app.state.provider  # its addresses are this machine's, by one name
        self.schema.app = At(app, host=provider.netloc) if provider else app
        self.known = Known(app, list(self.document["paths"]))
        self.senders = Senders(app)
        self.random = Random(number)
        self.broken: list[str] = []
        self.sent: dict[str, int] = defaultdict(int)
        self.statuses: dict[int, int] = defaultdict(int)
        self.number = number
        self.turn = 0

    def operations(self) -> list[Any]:
        """Every route and method of the document."""
        return [found.ok() for found in self.schema.get_all_operations()]

    def cases(self, operation: Any, count: int) -> list[Case]:
        """So many right and so many wrong requests."""
        made: list[Case] = []
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @seed(self.number)
            @settings(
                max_examples=count, phases=[Phase.generate], database=None, deadline=None,
                suppress_health_check=list(HealthCheck),
            )  # fmt: skip
            @given(operation.as_strategy(generation_mode=mode))
            def keep(case: Case) -> None:
                made.append(case)

            try:
                keep()
            except Unsatisfiable:  # what reads nothing cannot be asked wrongly
                continue
        return made

    def fire(self, operation: Any, count: int, roles_each: int, roles: int = len(ROLES)) -> None:
        """Send an operation's garbage, until each case and so many roles have had their turns.

        Roles go on from one operation to the next, so that fewer than all still all send.
        """
        cases = self.cases(operation, count)
        for turn in range(max(roles, len(cases) * roles_each)):
            self.send(cases[turn % len(cases)], ROLES[self.turn % len(ROLES)])
            self.turn += 1

    def send(self, case: Case, role: str) -> None:
        """One request as one role."""
        cookies = self.senders.cookies(role)
        self.dress(case, cookies)
        accept = self.random.choice(["*/*", HTML["accept"], "application/json"])
        language = self.random.choice(["sv", "en", "*;q=\xb2"])
        response = case.call(
            headers={"accept": accept, "accept-language": language},
            cookies=cookies,
            allow_redirects=False,
        )
        if self.ear is not None:
            self.ear.tokens |= {cookies[SESSION_COOKIE]} if SESSION_COOKIE in cookies else set()
            asked = f"{response.request.url} {case.body!r} {case.headers!r}"
            self.ear.hear(asked, response.status_code, response.headers, response.content)
        self.sent[role] += 1
        self.statuses[response.status_code] += 1
        try:
            case.validate_response(response, checks=CHECKS)
        except (Failure, FailureGroup) as failure:
            whole = failure.exceptions if isinstance(failure, FailureGroup) else [failure]
            said = "; ".join(f"{each.title}: {each.message}"[:300] for each in whole)
            asked = f"{case.method} {case.formatted_path[:200]} {case.query!r:.200}"
            asked += f" {case.body!r:.300} {case.headers!r:.100}"
            self.broken.append(f"{role or 'nobody'} {asked} -> {response.status_code} {said}")
        if case.operation.path in LEAVES:
            self.senders.forget(role)

    def dress(self, case: Case, cookies: Mapping[str, str]) -> None:
        """Put in what is known here, or what breaks parsers."""
        chance = self.random.random
        case.cookies = {}
        for name in case.path_parameters:
            fate = chance()
            if fate < 0.75 and self.known.values.get(name):
                case.path_parameters[name] = quote(self._real(name), safe="")
            elif fate < 0.9:
                case.path_parameters[name] = quote(self._nasty()[:500], safe="") or "%00"
        for words in (case.query, case.body):
            if not isinstance(words, dict):
                continue
            for name in self._names(case):
                fate = chance()
                if fate < 0.4 and self.known.values.get(name):
                    words[name] = self._real(name)
                elif fate < 0.6:
                    words[name] = self._nasty()
        for name in case.headers or {}:
            if chance() < 0.5:
                case.headers[name] = self.random.choice(HEADERS)
        if isinstance(case.body, dict) and chance() < 0.85:
            own = form_token(cookies.get(FORM_COOKIE, ""), cookies.get(SESSION_COOKIE, ""))
            case.body[FORM_FIELD] = own

    def _names(self, case: Case) -> list[str]:
        declared = self.document["paths"][case.operation.path][case.method.lower()]
        names = [p["name"] for p in declared["parameters"] if p["in"] == "query"]
        for content in declared.get("requestBody", {}).get("content", {}).values():
            names += content["schema"].get("properties", {})
        return sorted({*names} - {FORM_FIELD})

    def _real(self, name: str) -> str:
        return self.random.choice(sorted(self.known.values[name]))

    def _nasty(self) -> str:
        if self.words and self.random.random() < 0.3:
            return self.random.choice(self.words)
        return self.random.choice(NASTY)
