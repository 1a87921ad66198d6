"""Technical Django without pedagogy. Never imports apps."""
