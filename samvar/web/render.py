"""Pages: a template, the visit's words and numbers, the shell around them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from litestar import MediaType, Response
from litestar.response import Redirect
from markupsafe import Markup

from samvar import __version__
from samvar.model.clock import iso, parse_iso, utc_now
from samvar.node.build import AREAS
from samvar.present.coverage import centre_name, state_name
from samvar.present.figures.mark import mark_alone, tone
from samvar.present.language import LANGUAGES
from samvar.present.words import PURPOSES, ROLES, word
from samvar.web.menu import GROUPS, entries
from samvar.web.security import FORM_FIELD, content_policy
from samvar.web.table import cell_markup, rows_markup
from samvar.web.visit import THEMES, Visit

_HERE = Path(__file__).parent
STATIC = _HERE / "static"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader(
            [
                FileSystemLoader(_HERE / "templates"),
                PrefixLoader({area.name: FileSystemLoader(area.templates) for area in AREAS}),
            ]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        LANGUAGES=LANGUAGES,
        THEMES=THEMES,
        GROUPS=GROUPS,
        PURPOSES=PURPOSES,
        FORM_FIELD=FORM_FIELD,
        version=__version__,
        static=static_address,
        has_asset=has_asset,
        mark=lambda state: Markup(mark_alone(state)),  # noqa: S704 - our own drawing
        svg=Markup,
        tone=tone,
        iso=iso,
        parse_iso=parse_iso,
        centre_name=centre_name,
        cell_markup=cell_markup,
        rows_markup=rows_markup,
    )
    return environment


@cache
def static_address(name: str) -> str:
    """Where a file of ours is fetched; the version makes an old copy in a browser harmless."""
    path = STATIC / name
    stamp = f"{path.stat().st_mtime_ns:x}" if path.is_file() else "0"
    return f"/static/{name}?v={__version__}-{stamp[-8:]}"


def has_asset(name: str) -> bool:
    """Whether a third-party file has been fetched; pages do without where it has not."""
    return (STATIC / name).is_file()


def markup(visit: Visit, template: str, **context: Any) -> str:
    """A template's text for one visit. Every value in it is escaped unless it is a figure."""
    language = visit.language
    node = context.get("node") or visit.node
    return (
        _environment()
        .get_template(template)
        .render(
            visit=visit,
            language=language,
            _=language.text,
            count=language.count,
            word=lambda table, code: word(table, code, language),
            state_name=lambda state: state_name(state, language),
            labels={
                "pages": language.text("Pages of the table"),
                "previous": language.text("Previous"),
                "following": language.text("Next"),
                "rows": language.text("Rows"),
            },
            role=word(ROLES, visit.asker.user.role.value, language),
            purpose=word(PURPOSES, visit.asker.purpose.value, language),
            now=utc_now(),
            **{"node": node, **context},
        )
    )


def page(
    visit: Visit,
    template: str,
    *,
    title: str,
    status: int = 200,
    genome_browser: bool = False,
    form_to: str = "",
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> Response[str]:
    """A whole page. `title` is already in the visitor's language.

    form_to: the one foreign origin to which its form may lead on.
    """
    node = context.get("node") or visit.node
    text = markup(
        visit,
        template,
        title=title,
        menu=entries(visit, visit.places, node.id),
        has_htmx=has_asset("vendor/htmx.min.js"),
        has_font=has_asset("vendor/inter-latin-wght-normal.woff2"),
        **context,
    )
    return Response(
        text,
        status_code=status,
        media_type=MediaType.HTML,
        headers={
            "content-security-policy": content_policy(
                genome_browser=genome_browser, form_to=form_to
            ),
            "cache-control": "no-store",
            **(headers or {}),
            "content-language": visit.language.code if visit.language.code != "pseudo" else "en",
        },
    )


def onward(path: str) -> Redirect:
    """Go on to a page after a form: 303, so that a reload does not send the form again."""
    return Redirect(path, status_code=303)
