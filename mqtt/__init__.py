"""The wire: topics, the at-least-once subscriber, the embedded broker."""
