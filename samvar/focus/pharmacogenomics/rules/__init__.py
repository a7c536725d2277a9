"""One file per guideline: its sentence, its list or threshold, its citation."""
