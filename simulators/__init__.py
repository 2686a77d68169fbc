"""Devices that do not exist: bodies and homes over time, what real models would say of them, and stories with a known ending."""
