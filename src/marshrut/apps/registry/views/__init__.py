"""Pages of the registry: parse, one query or service, a page or its fragment."""
