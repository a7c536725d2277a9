"""Routes, pages, templates, static files, translations."""
