"""People and other systems over HTTP: sessions, routes by subject, live streams. The only room that knows FastAPI."""
