"""YAML: trees of text whose every part knows its place."""
