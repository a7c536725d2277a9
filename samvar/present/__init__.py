"""Model to figures, reports and the kits that pages and commands are built with."""
