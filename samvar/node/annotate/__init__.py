"""Annotation: a VCF in, the same VCF out with how often each allele is seen."""

from samvar.node.annotate.fields import DEFAULT, FIELDS
from samvar.node.annotate.pipeline import Annotated, annotate_file
from samvar.node.annotate.service import (
    AnnotateRequest,
    annotate,
    annotate_alone,
    annotate_transcripts,
)

__all__ = [
    "DEFAULT",
    "FIELDS",
    "AnnotateRequest",
    "Annotated",
    "annotate",
    "annotate_alone",
    "annotate_file",
    "annotate_transcripts",
]
