"""Places, operators of personal data, who looks, and the manager that refuses to answer nobody."""
