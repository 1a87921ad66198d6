"""The school's desk, first form: our people and who has come in, our part of the order."""
