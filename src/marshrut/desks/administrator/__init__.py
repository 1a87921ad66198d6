"""The administrator's desk: is everything healthy, who has come in, who changed it."""
