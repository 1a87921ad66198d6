"""Facts with their sources: territories, posts, school subjects, standards, categories, and what needs checking."""
