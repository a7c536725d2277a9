"""Paraphase: genes with near copies of themselves."""
