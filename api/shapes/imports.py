"""What is said of an import."""

from typing import Literal

from api.importing import Brought
from api.shapes.shape import Shape, example

Section = Literal["areas", "households", "residents", "people", "posts", "relatives", "devices"]


class CountsShape(Shape):
    """How many came to be, were changed, and stood so already."""

    added: int
    changed: int
    unchanged: int


class ImportShape(Shape):
    """What an import did, or (`dry_run`) would do.

    rows        the rows of each table    changes  by kind of thing: a device and whose it is (`belongings`) are two
    new_logins  people who have a login and no password: give each a one-time password (`POST /people/{id}/password`)
    """

    model_config = example(
        {
            "dry_run": True,
            "rows": {"households": 2, "residents": 3},
            "changes": {
                "households": {"added": 2, "changed": 0, "unchanged": 0},
                "residents": {"added": 2, "changed": 1, "unchanged": 0},
            },
            "added": 4,
            "changed": 1,
            "unchanged": 0,
            "new_logins": ["steward-feng"],
        }
    )

    dry_run: bool
    rows: dict[str, int]
    changes: dict[str, CountsShape]
    added: int
    changed: int
    unchanged: int
    new_logins: list[str]

    @classmethod
    def of(cls, brought: Brought, *, dry_run: bool) -> "ImportShape":
        """Show what came of it."""
        loaded = brought.loaded
        counts = {
            kind: CountsShape(added=one.added, changed=one.changed, unchanged=one.unchanged)
            for kind, one in sorted(loaded.counts.items())
            if one.added or one.changed or one.unchanged
        }
        return cls(
            dry_run=dry_run,
            rows=brought.rows,
            changes=counts,
            added=loaded.added,
            changed=loaded.changed,
            unchanged=loaded.unchanged,
            new_logins=[one.id for one in loaded.new_logins],
        )
