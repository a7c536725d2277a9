"""What the nation says of a variant's classes, for pages."""

from __future__ import annotations

from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.share.classified import ClassifiedRow
from samvar.model.errors import BadInput


def class_named(value: str) -> Class:
    """The class of a row.

    Raises:
        BadInput: another centre names one that there is not.
    """
    try:
        return Class(value)
    except ValueError:
        raise BadInput("a centre answered with a class that there is not") from None


__all__ = ["ClassifiedRow", "class_named"]
