"""What moves while somebody looks: the alerts' moves and one resident's readings, fanned out to streams."""
