"""Bytes to model and back, a folder per format."""
