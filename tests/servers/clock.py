"""Tests live by a calendar of their own: the clock callers are held against is stopped.

The engine comes in with its clock; only the owner of the tables can replace it.
"""

from string import Template

_CLOCK = Template("""
    CREATE OR REPLACE FUNCTION ledger.clock() RETURNS timestamptz
    LANGUAGE plpgsql STABLE AS $$$$ BEGIN RETURN $now; END $$$$;
""")
# As it stands in the database: the books know that tests stop it.
STOPPED_BODY = " BEGIN RETURN NULL; END "
STOPPED = _CLOCK.substitute(now="NULL")
RUNNING = _CLOCK.substitute(now="clock_timestamp()")


def shows(moment: str) -> str:
    """The clock, at a moment of the test's choice, written as SQL."""
    return _CLOCK.substitute(now=moment)
