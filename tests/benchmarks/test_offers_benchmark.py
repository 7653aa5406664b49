"""The benchmark of offers still runs. How fast anything is decides nothing here."""

import json
import os
import subprocess
import sys

from shop.embedded.fingerprints import ROOT


def test_the_smallest_run_leaves_its_figures(tmp_path):
    """Oscar by itself is not installed where tests run."""
    command = "-m benchmarks.offers --size tiny --alone --to"
    done = subprocess.run(
        [sys.executable, *command.split(), tmp_path],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "offers.json").read_text())
    page, page_time, pricing, _pricing_time = found["figures"]
    assert page_time["values"]["Fairpoints"] > 0
    assert page["values"] == {"Fairpoints": 6}
    assert pricing["values"] == {"Fairpoints": 10}
    assert found["machine"]["postgresql"]["fsync"] == "on"
    assert "basket page" in (tmp_path / "offers.md").read_text()
