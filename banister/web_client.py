"""`make client`: the web app's client of the API, made from the routes as the code has them."""

import os
import sys
from pathlib import Path

from api.document import document
from api.web_app import CHECKOUT
from banister.web_build import BUILD_WITHIN, tools
from domain.errors import BanisterError

MADE = CHECKOUT / "src" / "api" / "made"
_GENERATOR = str(Path("node_modules", "@hey-api", "openapi-ts", "bin", "run.js"))


def make_client(web: Path, out: Path, written: Path) -> None:
    """Write the document to `written` and the client made of it to `out`; raises WebBuildFailed or NodeFailed."""
    node = tools(web, _say)
    written.write_text(document(), encoding="utf-8")
    environment = {"BANISTER_OPENAPI": str(written), "BANISTER_CLIENT_OUT": str(out)}
    node.run([_GENERATOR], web, within=BUILD_WITHIN, environment=environment)


def main() -> int:
    """Make it in the checkout; 1 where that cannot be done."""
    try:
        make_client(CHECKOUT, MADE, CHECKOUT / "openapi.json")
    except BanisterError as error:
        os.write(2, f"{error}\n".encode())
        return 1
    return 0


def _say(line: str) -> None:
    os.write(2, f"• {line}\n".encode())


if __name__ == "__main__":
    sys.exit(main())
