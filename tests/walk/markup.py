"""What the checker of the W3C (vnu) says of the HTML of pages."""

import json
import subprocess
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory


def check(pages: Mapping[str, str], *, jar: Path) -> dict[str, list[str]]:
    """Its errors, by page; what it only warns of is no error.

    One run for all: Java takes longer to start than to read a page.
    """
    with TemporaryDirectory() as folder:
        names = {}
        for number, (name, html) in enumerate(pages.items()):
            file = Path(folder, f"{number}.html")
            file.write_text(html)
            names[file.as_uri()] = name
        done = subprocess.run(
            ["java", "-jar", jar, "--errors-only", "--format", "json", folder],
            capture_output=True,
            text=True,
            check=False,
        )
    found: dict[str, list[str]] = defaultdict(list)
    for said in json.loads(done.stderr)["messages"]:
        address = said["url"].replace("file:/", "file:///", 1).replace("////", "//")
        where = f"line {said.get('lastLine')}: {said.get('extract', '')}"
        found[names[address]].append(f"{said['message']}  {where}")
    return found
