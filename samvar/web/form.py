"""Forms: small fields read into memory, after the form has proved that we wrote it.

A body is at most what the app allows (`request_max_body_size`); genomes go by `upload`.
"""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency

from samvar.web.security import FORM_FIELD, FORM_HEADER, check_form
from samvar.web.visit import visit_of

Fields = dict[str, str]
Form = NamedDependency[Fields]
"""The fields, as a handler takes them."""


async def read_form(request: Request[Any, Any, Any]) -> Fields:
    """The fields of a form, a small file as its text; a field given twice keeps its last value.

    Raises:
        Refused: the form was not written for this session.
    """
    form = await request.form()
    fields = {key: value for key, value in form.multi_items() if isinstance(value, str)}
    files = [(key, each) for key, each in form.multi_items() if isinstance(each, UploadFile)]
    visit = visit_of(request)
    given = request.headers.get(FORM_HEADER) or fields.pop(FORM_FIELD, "")
    check_form(given, visit.form_cookie, visit.session)
    for key, file in files:
        fields[key] = (await file.read()).decode("utf-8", "replace")
    return fields
