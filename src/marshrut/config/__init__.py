"""Settings, addresses and entry points. The only place that knows every app."""
