"""Where a broker may keep words of a device after it is gone, by what it speaks. Pure."""

OWN_LEAVES = ("info", "readings", "status")


def retained_topics(device: str, dialect: str) -> tuple[str, ...]:
    """Name where a broker may keep words of a device, `<site>.<device>` or `<base>.<name>`, after it is gone.

    Theengs' gateways have nothing kept of what they hear, and say nothing of whether a device is there.
    """
    before, _, name = device.partition(".")
    if dialect == "native":
        return tuple(f"care/v1/{before}/{name}/{leaf}" for leaf in OWN_LEAVES)
    if dialect == "theengs":
        return ()
    return (f"{before}/{name}", f"{before}/{name}/availability")
