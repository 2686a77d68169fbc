"""Routers by subject; each route declares its access rule by the type of its `asker`."""
