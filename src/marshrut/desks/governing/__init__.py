"""The governing body's desk: the order as the front page."""
