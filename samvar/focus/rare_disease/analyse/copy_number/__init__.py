"""Copy-number variants by the metric of 2020: items suggested from facts, and summed."""
