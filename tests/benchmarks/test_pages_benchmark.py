"""The benchmark of pages still runs. How fast anything is decides nothing here."""

import json
import os
import subprocess
import sys

from shop.embedded.fingerprints import ROOT


def test_the_smallest_run_leaves_its_figures(tmp_path):
    command = "-m benchmarks.pages --size tiny --to"
    done = subprocess.run(
        [sys.executable, *command.split(), tmp_path],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "pages.json").read_text())
    kept = [one for one in found["comparisons"] if one["what"].endswith(", kept")]
    assert [one["what"] for one in kept] == [
        "home, kept",
        "list, kept",
        "product, kept",
    ]
    assert all(one["ours"]["median"] > 0 for one in found["comparisons"])
    most, own = (one["values"]["Fairpoints"] for one in found["figures"])
    assert most > own > 0
