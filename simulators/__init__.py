"""Devices that do not exist: bodies and homes over time, what real models say of them, stories with a known ending."""
