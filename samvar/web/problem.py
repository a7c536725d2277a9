"""What goes wrong, told to people as a page and to programs as RFC 9457 problem JSON.

Both say the same: code, what, why, what next, and an id under which the operator finds the
request. What was not foreseen says only that, and goes to the log with the id.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from samvar.model.errors import NotSignedIn, SamvarError, TooMany
from samvar.present.language import N_
from samvar.web.guard import declaration_of
from samvar.web.render import page
from samvar.web.visit import Visit, visit_of
from samvar.web.why import why_address

_LOG = logging.getLogger("samvar.web")
_MOST_TRACED = 300

TITLES: dict[str, str] = {
    "usage": N_("The request is not of the form that was asked for"),
    "bad-input": N_("This cannot be taken as it is"),
    "bad-region": N_("This is not a region"),
    "bad-variant": N_("This is not a variant"),
    "bad-config": N_("A setting is wrong"),
    "bad-file": N_("The file is damaged or of another format"),
    "unknown-assembly": N_("The reference genome is not known"),
    "reference-mismatch": N_("The file does not fit the reference genome"),
    "not-normalised": N_("The variants are not normalised"),
    "callability-unknown": N_("Nothing says what was callable"),
    "allele-collision": N_("Two long alleles collide"),
    "not-found": N_("There is no such page or thing here"),
    "conflict": N_("It is there already, or someone else is at work"),
    "refused": N_("This is not allowed"),
    "not-signed-in": N_("Sign in first"),
    "bad-signature": N_("The message was not signed by who it says"),
    "replayed": N_("The message has been seen before"),
    "too-many-questions": N_("Too many questions in too short a time"),
    "expired": N_("It is past its time"),
    "peer-unavailable": N_("Another node did not answer"),
    "store-unavailable": N_("A store behind this node does not answer"),
    "incompatible": N_("The other side speaks another version"),
    "corrupt-store": N_("Stored data is not what was written"),
    "internal": N_("Something failed here"),
}
"""A heading for every error code; a test holds the list complete."""


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as it is shown. `what`, `why` and `remedy` are English, as errors are."""

    code: str
    status: int
    what: str
    why: str = ""
    remedy: str = ""
    where: str = ""

    def as_json(self, title: str, request_id: str) -> dict[str, Any]:
        """RFC 9457 members, and ours."""
        members = {
            "type": f"urn:samvar:problem:{self.code}",
            "title": title,
            "status": self.status,
            "detail": self.what,
            "code": self.code,
            "why": self.why,
            "remedy": self.remedy,
            "where": self.where,
            "request_id": request_id,
        }
        return {name: value for name, value in members.items() if value != ""}


def problem_of(error: Exception) -> Problem:
    """An exception as a problem; one that nobody foresaw says nothing of its inside.

    >>> problem_of(ValueError("secret")).what
    'an error that nobody foresaw'
    """
    if isinstance(error, SamvarError):
        return Problem(
            error.code,
            error.status,
            error.what,
            error.why or "",
            error.remedy or "",
            str(error.where) if error.where else "",
        )
    if isinstance(error, HTTPException):
        status = error.status_code
        code = {404: "not-found", 401: "not-signed-in", 403: "refused"}.get(status, "usage")
        if status < 500:
            return Problem(code, status, _SAID.get(status, "the request cannot be read"))
    return Problem(
        "internal",
        500,
        "an error that nobody foresaw",
        remedy="tell the operator of the node the request id",
    )


_SAID = {
    404: "there is nothing at this address",
    405: "this address does not take that method",
    413: "the request is larger than this address takes",
}


def traced(error: BaseException) -> str:
    """Where an error arose and of which class it and its causes are, for the log.

    Without their messages: those repeat what somebody sent, which may be a name or a number.

    >>> try:
    ...     int("19121212-1212")
    ... except ValueError as error:
    ...     print("1212" in traced(error), traced(error).splitlines()[-1])
    False ValueError
    """
    lines: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(lines) < _MOST_TRACED:
        frames = traceback.extract_tb(seen.__traceback__)
        own = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        lines = [*own, type(seen).__name__, *lines]
        seen = seen.__cause__ or seen.__context__
    return "\n".join(lines)


def answer_error(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The answer to a request that failed: a page for people, JSON for programs."""
    visit = visit_of(request)
    problem = problem_of(error)
    if problem.status >= 500 and not isinstance(error, SamvarError):
        _LOG.error("request %s failed\n%s", visit.request_id, traced(error))
    if not _wants_page(request):
        return _as_json(problem, visit, _headers(error))
    if isinstance(error, NotSignedIn) and request.method == "GET":
        return Redirect(f"/sign-in?next={quote(visit.address, safe='')}", status_code=303)
    return page(
        visit,
        "problem.html",
        title=visit.language.text(TITLES[problem.code]),
        status=problem.status,
        headers=_headers(error),
        problem=problem,
        why_address=_why(request, visit, problem),
    )


def _why(request: Request[Any, Any, Any], visit: Visit, problem: Problem) -> str:
    """Where the rules behind a refusal are explained; empty for anything else."""
    handler = request.scope.get("route_handler")
    declared = declaration_of(handler) if handler is not None else None
    if problem.code != "refused" or declared is None or declared.permission == "open":
        return ""
    return why_address(visit, declared.permission, request.path_params.get("node"))


def _headers(error: Exception) -> dict[str, str]:
    """What a 405 has to say, the methods that an address takes (RFC 9110, 15.5.6); and a 429,
    when to come again (RFC 6585, 4)."""
    if isinstance(error, TooMany):
        return {"retry-after": str(error.retry_s)}
    said = getattr(error, "headers", None) or {}
    return {"allow": said["allow"]} if "allow" in said else {}


def _as_json(problem: Problem, visit: Visit, more: Mapping[str, str]) -> Response[bytes]:
    title = visit.language.text(TITLES[problem.code])
    return Response(
        msgspec.json.encode(problem.as_json(title, visit.request_id)),
        status_code=problem.status,
        media_type="application/problem+json",
        headers={"cache-control": "no-store", **more},
    )


def _wants_page(request: Request[Any, Any, Any]) -> bool:
    """Browsers say text/html; programs do not."""
    return "text/html" in request.headers.get("accept", "")
