"""Epoch releases: what the nodes said together at one moment, signed, written once, read often."""
