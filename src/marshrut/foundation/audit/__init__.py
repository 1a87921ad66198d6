"""Who did what, when, why, by which rule. The application may only insert here and read."""
