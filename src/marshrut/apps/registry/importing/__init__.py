"""From a file to one change set and back: checking against what is recorded, applying, undoing."""
