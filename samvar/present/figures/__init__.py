"""Figures drawn on the server: a model in, SVG text out, always with title, desc and a table.

Colours are classes (`f-…`) that the page's style sheet fills; the presentation attributes
beside them are what a reader sees where no style sheet is, in print or in a report.
"""
