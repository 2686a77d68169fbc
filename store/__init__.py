"""Where things rest: readings and records. The only room that knows SQL or Flux."""
