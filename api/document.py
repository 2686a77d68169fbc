"""`python -m api.document FILE`: the OpenAPI document as the code has it, with no store and no server.

It is for those who make clients of it, so that the same routes give the same bytes: keys in order, no version of ours.
"""

import json
import sys
from pathlib import Path

from api.app import routed_app


def document() -> str:
    """Give the document."""
    told = routed_app(0).openapi()
    told["info"]["version"] = "1"
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> int:
    """Write it to the file that the command names."""
    Path(sys.argv[1]).write_text(document(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
