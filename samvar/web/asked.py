"""A page with a box to ask the nation in: the box as it was filled, and an answer or an error."""

from __future__ import annotations

from typing import Any

from litestar import Response

from samvar.model.errors import SamvarError
from samvar.model.genome import Assembly
from samvar.network.merge import NationalAnswer
from samvar.present.coverage import coverage_line, is_whole
from samvar.web.render import page
from samvar.web.visit import Visit


def asked_page(
    visit: Visit,
    template: str,
    title: str,
    text: str,
    assembly: Assembly,
    *,
    error: SamvarError | None = None,
    answer: NationalAnswer | None = None,
    **shown: Any,
) -> Response[str]:
    """The page after `text` was asked for; `shown` is what its template needs beside the box."""
    coverage = "" if answer is None else coverage_line(
        answer.coverage, answer.missing, visit.language
    )  # fmt: skip
    return page(
        visit,
        template,
        title=title,
        status=200 if error is None else error.status,
        asked=text,
        assembly=assembly.value,
        assemblies=[one.value for one in Assembly],
        error=error,
        answer=answer,
        coverage=coverage,
        whole=answer is not None and is_whole(answer.coverage),
        **shown,
    )
