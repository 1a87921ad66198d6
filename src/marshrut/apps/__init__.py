"""The domain: one folder is one area of nouns is one Django app."""
