"""The signed report of a case, and the forms that are drawn from it."""
