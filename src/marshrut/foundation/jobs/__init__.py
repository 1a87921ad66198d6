"""Long work: progress, cancelling, retries, what has stalled."""
