"""The command line: a door like any view. It calls services and queries, and decides nothing."""
