"""Guards and engine come in again when they are not the files' own."""

import os
import subprocess
import sys

from shop.embedded.fingerprints import ROOT
from tests.conftest import GROUND

AS_WITH_OTHER_FILES = """
    DROP FUNCTION ledger.freeze;
    ALTER TABLE loyalty_movement DROP CONSTRAINT loyalty_movement_allowed;
    COMMENT ON SCHEMA ledger IS '{"guards": "other", "engine": "other"}';
"""
STANDING = """
    SELECT to_regproc('ledger.freeze') IS NOT NULL, EXISTS (
        SELECT FROM pg_constraint WHERE conname = 'loyalty_movement_allowed'
    ), obj_description('ledger'::regnamespace, 'pg_namespace')
"""


def migrate(database):
    url = GROUND.url(database=database, role="fairpoints_owner")
    subprocess.run(
        [sys.executable, ROOT / "manage.py", "migrate", "--skip-checks", "-v0"],
        env=os.environ | {"DATABASE_URL": url},
        check=True,
    )


def test_a_changed_file_comes_in_with_the_next_migrate(committed_db, owner_connection):
    migrate(committed_db)  # the clock of the tests is none of the files' own
    before = owner_connection.execute(STANDING).fetchone()
    owner_connection.execute(AS_WITH_OTHER_FILES)
    migrate(committed_db)
    assert owner_connection.execute(STANDING).fetchone() == before
    assert before[:2] == (True, True)


def test_nothing_runs_when_nothing_changed(committed_db, owner_connection):
    identity = "SELECT 'ledger.freeze'::regproc::oid"
    migrate(committed_db)
    before = owner_connection.execute(identity).fetchone()
    migrate(committed_db)
    assert owner_connection.execute(identity).fetchone() == before
