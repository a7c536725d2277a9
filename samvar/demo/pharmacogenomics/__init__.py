"""The demo's pharmacogenomics: who is called, who is ordered for, what new knowledge changes."""
