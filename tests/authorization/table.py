"""Prints docs/authorization.md's table as it is now; a person reads each changed row.

.venv/bin/python -m tests.authorization.table
"""

import sys
import tempfile
from pathlib import Path

from api.scopes import needed
from tests.api.serving import FORM, LEAVE, Client, app_of, furnish, settings_of
from tests.authorization.asking import PEOPLE, Everybody


def main():
    """Ask every route and print a row for each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = settings_of(f"sqlite:///{folder / 'x.db'}", folder)
        furnish(settings)
        app = app_of(settings, shipped=False)
        with Client(app).http:
            files = {"leave.bpmn": LEAVE.read_bytes(), "leave_request.form.json": FORM.read_bytes()}
            Client(app, "caoying").deploy(**files)
            everybody = Everybody(app)
            sys.stdout.write(f"| route | {' | '.join(PEOPLE)} | scope |\n")
            for method, path in everybody.routes():
                cells = everybody.answers(method, path).values()
                open_to_all = path.startswith("/health/")
                scope = "–" if open_to_all else needed(method, f"/api/v1{path}")
                sys.stdout.write(f"| `{method} {path}` | {' | '.join(cells)} | {scope} |\n")


if __name__ == "__main__":
    main()
