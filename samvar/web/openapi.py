"""What this site answers, as an OpenAPI 3.1 document made from the routes themselves.

Nothing is written down twice: permission and title are what the guard enforces, path and query
are what the handlers read, `reads` names the words of an area's address or of a form, `gives` the
media type of the answer. Tests send garbage to every route and hold each answer to this document.

What it does not say: HEAD and OPTIONS, which the framework answers by itself, and 405 with `Allow`,
which every address answers to a method that is not listed for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.params import ParameterKwarg
from litestar.routes import HTTPRoute

from samvar import __version__
from samvar.govern.route import PERMISSIONS, RouteDeclaration
from samvar.network.transport import MEDIA_TYPE
from samvar.web.guard import declaration_of
from samvar.web.security import FORM_COOKIE, FORM_FIELD, FORM_HEADER, SESSION_COOKIE

Json = dict[str, Any]
HTML, PROBLEM, FORM = "text/html", "application/problem+json", "application/x-www-form-urlencoded"
_TEXT: Json = {"type": "string"}

ENTRIES = (
    "info",
    "service-info",
    "configuration",
    "map",
    "entry_types",
    "filtering_terms",
    "g_variants",
    "g_variants/{id}",
    "datasets",
    "datasets/{id}",
    "datasets/{id}/g_variants",
)
"""What a Beacon has below its root: Beacon 2.0, and GA4GH service-info."""

WORDS: Mapping[int, str] = {
    206: "A part",
    303: "Go on to this page; from a page that asks for a person: to the sign-in",
    400: "The request is not of the form that was asked for",
    401: "Nobody has signed in, or the message proves nothing",
    403: "Policy, or the form's own proof, says no",
    404: "There is no such node, page or thing here",
    405: "This address does not take that method",
    409: "It is there already, or another state than the request thinks",
    413: "Larger than this address takes",
    415: "Another media type than this address reads",
    422: "Read, and not possible as it is",
    429: "This person asks too often, and may again after Retry-After",
    503: "A store or another node does not answer",
}

PROBLEM_SCHEMA: Json = {
    "type": "object",
    "description": "RFC 9457",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string", "pattern": "^urn:samvar:"},
        "title": _TEXT,
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        **dict.fromkeys(("detail", "code", "why", "remedy", "where", "request_id"), _TEXT),
    },
    "additionalProperties": False,
}
BEACON_SCHEMA: Json = {
    "type": "object",
    "description": "A Beacon 2.0 response: the frame; its own schemas hold the rest",
    "anyOf": [
        {"required": ["meta"], "properties": {"meta": {"type": "object"}}},
        {"required": ["id", "name", "type", "organization", "version"]},
    ],
}

OAUTH_SCHEMA: Json = {
    "type": "object",
    "description": "RFC 6749, section 5.2",
    "required": ["error"],
    "properties": {"error": _TEXT, "error_description": _TEXT},
    "additionalProperties": False,
}


def document(app: Litestar) -> Json:
    """The OpenAPI document of an application."""
    paths: Json = {}
    for path, method, handler, declaration in sorted(_operations(app), key=lambda o: o[:2]):
        for address in _addresses(path, handler):
            paths.setdefault(address, {})[method] = _operation(
                address, method, handler, declaration
            )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "samvar",
            "version": __version__,
            "description": (
                "Pages for people and doors for programs of one site. A form proves that this "
                f"site wrote it: its field {FORM_FIELD} (or the header {FORM_HEADER}) belongs to "
                f"the cookies {FORM_COOKIE} and {SESSION_COOKIE}."
            ),
        },
        "paths": paths,
        "components": {
            "schemas": {
                "Problem": PROBLEM_SCHEMA,
                "Beacon": BEACON_SCHEMA,
                "OAuthFault": OAUTH_SCHEMA,
            },
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE}
            },
        },
    }


def _operations(app: Litestar) -> Iterator[tuple[str, str, HTTPRouteHandler, RouteDeclaration]]:
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for handler in route.route_handlers:
            declaration = declaration_of(handler)
            if declaration is None:
                continue  # the framework's own OPTIONS
            for method in handler.http_methods:
                beacon = handler.opt.get("program") and method not in ("GET", "POST")
                if method not in ("HEAD", "OPTIONS") and not beacon:
                    yield route.path, method.lower(), handler, declaration


def _addresses(path: str, handler: HTTPRouteHandler) -> list[str]:
    """The path in OpenAPI's words; a Beacon's open end as the entries that it has."""
    for kind in (":str", ":int"):
        path = path.replace(kind + "}", "}")
    if handler.opt.get("program") and path.endswith("{rest:path}"):
        return [path.replace("{rest:path}", entry) for entry in ENTRIES]
    return [path.replace(":path}", "}")]


def _operation(
    address: str, method: str, handler: HTTPRouteHandler, declaration: RouteDeclaration
) -> Json:
    reads: Sequence[str] = handler.opt.get("reads", ())
    beacon = bool(handler.opt.get("program"))
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in _names(address)
    ]
    if method == "get":
        parameters += [
            {"name": name, "in": "query", "schema": _TEXT} for name in (*reads, *_beacon(beacon))
        ]
        parameters += list(_query(handler))
    parameters += [
        {"name": name, "in": "header", "schema": _TEXT}
        for name in handler.opt.get("reads_headers", ())
    ]
    made: Json = {
        "operationId": f"{method}-{declaration.audit}-{address}",
        "summary": declaration.title,
        "description": PERMISSIONS[declaration.permission],
        "x-samvar-permission": declaration.permission,
        "x-samvar-audit": declaration.audit,
        "parameters": parameters,
        "responses": _responses(
            address, method, handler, declaration, reads_words=bool(parameters)
        ),
    }
    if declaration.permission not in ("open", "beacon:nation"):
        made["security"] = [{"session": []}]
    if method == "post":
        made["requestBody"] = _body(handler, reads, beacon=beacon)
    return made


def _names(address: str) -> list[str]:
    return [part.partition("}")[0] for part in address.split("{")[1:]]


def _beacon(beacon: bool) -> tuple[str, ...]:
    words = "assemblyId referenceName start end referenceBases alternateBases geneId variantType"
    paging = "requestedGranularity includeResultsetResponses skip limit filters aminoacidChange"
    return (*words.split(), *paging.split()) if beacon else ()


def _query(handler: HTTPRouteHandler) -> Iterator[Json]:
    """What a handler of the shell reads from the query, with its limits."""
    others = {p for path in handler.paths for p in _names(path.replace(":", "}"))}
    others |= {*handler.resolve_dependencies()}
    for name, field in handler.parsed_fn_signature.parameters.items():
        known = field.kwarg_definition
        if not isinstance(known, ParameterKwarg) or name in others:
            continue
        whole = field.annotation is int or int in getattr(field.annotation, "__args__", ())
        limits = {"minimum": known.ge, "maximum": known.le, "maxLength": known.max_length}
        schema: Json = {"type": "integer" if whole else "string"}
        schema |= {name: limit for name, limit in limits.items() if limit is not None}
        yield {"name": known.query or name, "in": "query", "schema": schema}


def _body(handler: HTTPRouteHandler, reads: Sequence[str], *, beacon: bool) -> Json:
    if beacon:
        return {"content": {"application/json": {"schema": {"type": "object"}}}}
    if handler.opt.get("foreign"):
        if "reads" not in handler.opt:
            return {"required": True, "content": {MEDIA_TYPE: {"schema": {}}}}
        read: Json = {"type": "object", "properties": dict.fromkeys(reads, _TEXT)}
        return {"content": {FORM: {"schema": {**read, "additionalProperties": _TEXT}}}}
    fields: Json = {
        "type": "object",
        "properties": dict.fromkeys((FORM_FIELD, *reads), _TEXT),
        "additionalProperties": _TEXT,
    }
    kinds = ["multipart/form-data"]
    if handler.opt.get("takes_files"):
        file = {"type": "string", "contentMediaType": "application/octet-stream"}
        fields["properties"] |= dict.fromkeys(handler.opt["takes_files"], file)
    else:
        kinds.insert(0, FORM)
    return {"required": True, "content": {kind: {"schema": fields} for kind in kinds}}


def _responses(
    address: str,
    method: str,
    handler: HTTPRouteHandler,
    declaration: RouteDeclaration,
    *,
    reads_words: bool,
) -> Json:
    beacon = bool(handler.opt.get("program"))
    gives = "application/json" if beacon else handler.opt.get("gives", HTML)
    good = handler.status_code if handler.opt.get("foreign") or "gives" in handler.opt else 200
    statuses = {400}
    if declaration.permission != "open":
        statuses |= {401, 403, 429, 503}
    if _names(address) or method == "post" or reads_words:
        statuses |= {404, 422}
    if method == "post":
        statuses |= {403, 409, 413, 415, 503}
    if handler.opt.get("also"):
        statuses |= set(handler.opt["also"])
    made: Json = {str(good): {"description": declaration.title, "content": _content(gives, beacon)}}
    for status in sorted(statuses):
        content: Json = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        content |= _content(gives, beacon) if beacon else {HTML: {"schema": _TEXT}}
        if handler.opt.get("oauth"):
            content["application/json"] = {"schema": {"$ref": "#/components/schemas/OAuthFault"}}
        made[str(status)] = {"description": WORDS[status], "content": content}
    if not beacon and (not handler.opt.get("foreign") or handler.opt.get("onward")):
        location = {"location": {"required": True, "schema": _TEXT}}
        made["303"] = {"description": WORDS[303], "headers": location}
    return made


def _content(media: str | Sequence[str], beacon: bool) -> Json:
    schema: Json = {"$ref": "#/components/schemas/Beacon"} if beacon else {}
    return {each: {"schema": schema} for each in ([media] if isinstance(media, str) else media)}
