"""The school's desk: our people, what waits for an answer, terms that come up, our part of the order."""
