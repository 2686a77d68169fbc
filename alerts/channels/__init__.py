"""Ways to reach a person, one file each. Which there are: `alerts.channels.registry`."""
