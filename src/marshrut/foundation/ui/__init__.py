"""How everything looks: the page, the components, Russian formats, pictures. Knows no domain."""
