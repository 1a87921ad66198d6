"""Orders, versions, revisions, clauses; who answers for them and what proves them. See README.md."""
