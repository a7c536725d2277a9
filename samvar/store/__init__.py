"""What a node keeps: records, objects, variants."""
