"""D4: depth of coverage of every base."""
