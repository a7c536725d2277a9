"""Measurements that print ratios against peers in one run, and keep them as JSON."""
