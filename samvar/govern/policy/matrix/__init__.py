"""Every question that can be put to a policy, and what the law answers, without reading a rule."""
