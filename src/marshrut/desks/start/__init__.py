"""The first page of an empty region."""
