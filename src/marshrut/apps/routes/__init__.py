"""Routes: from a deficit to a step that was really taken."""
