"""The signed report of a case, and the forms that are drawn from it: JSON, FHIR, PDF, text."""

from samvar.focus.rare_disease.report.forms import FORM, bundle_bytes, pdf
from samvar.focus.rare_disease.report.text import as_text
from samvar.focus.rare_disease.report.view import ReportView, view

__all__ = ["FORM", "ReportView", "as_text", "bundle_bytes", "pdf", "view"]
