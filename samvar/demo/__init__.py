"""The seven-region network with synthetic people."""
