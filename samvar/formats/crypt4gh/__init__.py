"""Crypt4GH 1: files encrypted to their readers; beside each, a manifest that fixes its segments."""
