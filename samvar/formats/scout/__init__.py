"""Scout load configs."""
