"""One patient beside many: how alike they are in their features, and in their genes."""
