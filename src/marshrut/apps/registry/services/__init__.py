"""What is done in the registry: one use case, one function, one change set."""
