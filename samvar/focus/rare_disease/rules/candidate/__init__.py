"""What a change tells by its kind, and the weights of the combined score."""
