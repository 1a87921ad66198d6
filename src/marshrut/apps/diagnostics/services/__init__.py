"""What is done in diagnostics: one use case, one function, one transaction with its entry in the journal."""
