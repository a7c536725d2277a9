"""Classes that ClinGen's expert panels published, from the criteria that they met.

Source: ClinGen Evidence Repository, https://erepo.clinicalgenome.org, read in November 2026.
"""

from __future__ import annotations

import pytest

from samvar.focus.rare_disease.analyse.acmg.classify import classify
from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.verdict import parse_label

P, LP, VUS, LB, B = Class
PUBLISHED = [
    # gene, change, criteria, class
    ("PAH", "c.266_267insG", "PVS1 PP4_Moderate PM3 PM2", P),
    ("PAH", "c.607dup", "PVS1 PP4 PM2", P),
    ("PAH", "c.843-1G>A", "PP4 PVS1 PM2 PM3_Strong", P),
    ("PAH", "c.755G>C", "PP3 PM2 PM5 PM3 PP4_Moderate", LP),
    ("PAH", "c.1315+5G>C", "PP4_Moderate PP3 PM2", VUS),
    ("PAH", "c.499A>T", "PM3_Supporting PP4 PM2", VUS),
    ("MYH7", "c.3578G>A", "PP3 PS4_Moderate PM2_Supporting PP1_Moderate", LP),
    ("MYH7", "c.728G>A", "PS4_Supporting PM2 PP3", VUS),
    ("MYH7", "c.1700G>A", "PS4_Supporting PP1 PM2", VUS),
    ("MYH7", "c.1322C>T", "PM1 BA1", B),
    ("MYH7", "c.4377G>T", "PP3 BS1", LB),
    ("GJB2", "c.380G>A", "BA1 BS2 BS4 PM3_Supporting", B),
]


@pytest.mark.parametrize(("gene", "change", "criteria", "expected"), PUBLISHED)
def test_points_give_the_class_of_the_panel(
    gene: str, change: str, criteria: str, expected: Class
) -> None:
    found = classify([parse_label(each) for each in criteria.split()])
    assert found.proposed is expected, f"{gene} {change}"


def test_where_the_table_alone_would_have_differed_from_the_panel() -> None:
    """One strong benign criterion makes no class by the table; the panel said likely benign."""
    differing = [
        change
        for _, change, criteria, expected in PUBLISHED
        if classify([parse_label(each) for each in criteria.split()]).by_table is not expected
    ]
    assert differing == ["c.4377G>T"]
