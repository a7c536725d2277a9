"""One module for each page: its routes, what they declare, and what they put into a template."""
