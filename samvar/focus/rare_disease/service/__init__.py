"""The use cases of the area: the only door for the command line, pages and exchange."""
