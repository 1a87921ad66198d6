"""Pages of monitoring: parse, one query or service, a page."""
