"""Pages of competencies: parse, one service or query, show."""
