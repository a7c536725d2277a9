"""The focus areas: siblings with one inner shape, none of which knows another."""
