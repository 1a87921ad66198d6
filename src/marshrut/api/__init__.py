"""The door for other systems: lists by key, in the rights of a role. Calls queries like any page."""
