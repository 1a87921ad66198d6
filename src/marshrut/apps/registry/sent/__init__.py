"""Files about people from elsewhere: sent, checked, answered, recorded whole, taken back whole.

The walk is the same for every kind; what a line means, what it becomes and how it is taken back is said by the app
whose kind it is (`FileKind`).
"""
