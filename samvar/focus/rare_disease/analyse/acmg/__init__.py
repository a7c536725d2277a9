"""ACMG/AMP classification: criteria suggested from facts, weighed, compared between readers."""
