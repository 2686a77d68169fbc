"""Bytes -> readings -> store: decode, identify, append, and only then acknowledge."""
