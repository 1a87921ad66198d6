"""What somebody can do and how sure we are; who may know it."""
