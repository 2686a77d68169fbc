"""Readings become alerts, alerts become messages to people, and nothing is let go of before somebody has answered."""
