"""Hold what stands in the database against what the code says. Fixes nothing.

What is wrong here is put right by `manage.py migrate`, but for roles and owners, which
are the server's. A look at everything takes some tens of milliseconds.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from shop.operations import expected

APPLICATION = "fairpoints_app"
DEFINER = ["search_path=public, pg_temp"]
# How a door plans its statements is its own affair.
PLANNING = "enable_"


def differences(*, bodies: bool = True) -> list[str]:
    """Return what is not as it must be: nothing, when all is well.

    Without `bodies` what functions do is not read.
    """
    if not _rows("SELECT FROM pg_roles WHERE rolname = %s", [APPLICATION]):
        return [f"role {APPLICATION} does not exist: nobody is kept from anything"]
    return [
        *_role(),
        *_owners(),
        *_rights(),
        *_others(),
        *_triggers(),
        *_constraints(),
        *_functions(bodies=bodies),
        *_domains(),
    ]


def count() -> int:
    """How many tables, triggers, constraints, functions and words are looked at."""
    return sum(
        map(
            len,
            (
                _tables(),
                expected.triggers(expected.code()),
                expected.constraints(),
                expected.doors(),
                expected.domains(),
            ),
        )
    )


def _rows(sql: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _role() -> Iterator[str]:
    """The application is nobody special, makes nothing, and reads names as anybody."""
    for (what,) in _rows(
        """
        SELECT attribute FROM pg_roles, LATERAL (VALUES ('superuser', rolsuper),
            ('create role', rolcreaterole), ('create database', rolcreatedb),
            ('bypass row security', rolbypassrls), ('replication', rolreplication)
        ) can (attribute, it_can) WHERE rolname = %(app)s AND it_can
        UNION ALL
        SELECT 'act as ' || rolname FROM pg_roles WHERE rolname <> %(app)s
            AND pg_has_role(%(app)s, oid, 'MEMBER')
        UNION ALL
        SELECT 'create in ' || nspname FROM pg_namespace
        WHERE NOT starts_with(nspname, 'pg_')
            AND has_schema_privilege(%(app)s, oid, 'CREATE')
        UNION ALL
        SELECT 'create schemas' WHERE
            has_database_privilege(%(app)s, current_database(), 'CREATE')
        UNION ALL
        SELECT 'begin with ' || setting
        FROM pg_db_role_setting, unnest(setconfig) setting
        WHERE setdatabase IN (0, (SELECT oid FROM pg_database
                WHERE datname = current_database()))
            AND setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = %(app)s))
            AND setting ~ '^(search_path|session_replication_role|row_security|role)='
        """,
        {"app": APPLICATION},  # type: ignore[arg-type]
    ):
        yield f"role {APPLICATION}: may {what}"


_OURS = """
    c.relnamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_depend d
        WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'e')
"""


def _owners() -> Iterator[str]:
    """Everything belongs to whom the first table belongs to."""
    for kind, name, owner in _rows(
        f"""
        WITH first AS (SELECT relowner AS owner FROM pg_class
            WHERE oid = 'django_migrations'::regclass)
        SELECT 'table', c.relname, c.relowner::regrole::text FROM pg_class c, first
        WHERE {_OURS} AND c.relkind IN ('r', 'p', 'v', 'm') AND c.relowner <> owner
        UNION ALL
        SELECT 'function', p.oid::regprocedure::text, p.proowner::regrole::text
        FROM pg_proc p, first
        WHERE p.pronamespace = to_regnamespace('ledger') AND p.proowner <> owner
        UNION ALL
        SELECT 'schema', nspname, nspowner::regrole::text FROM pg_namespace, first
        WHERE nspname = 'ledger' AND nspowner <> owner
        """  # noqa: S608  own words
    ):
        yield f"{kind} {name}: belongs to {owner}"


def _tables() -> list[tuple[Any, ...]]:
    """Each table, whether it is a part, and what the application may do with it."""
    return _rows(
        f"""
        SELECT c.relname, c.relispartition, ARRAY(
            SELECT privilege FROM unnest('{{SELECT, INSERT, UPDATE, DELETE, TRUNCATE,
                REFERENCES, TRIGGER}}'::text[]) privilege
            WHERE has_table_privilege(%s, c.oid, privilege)
        ), ARRAY(
            SELECT a.attname::text FROM pg_attribute a
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                AND has_column_privilege(%s, c.oid, a.attnum, 'UPDATE')
        ), ARRAY(
            SELECT a.attname::text FROM pg_attribute a
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                AND has_column_privilege(%s, c.oid, a.attnum, 'INSERT')
        )
        FROM pg_class c WHERE {_OURS} AND c.relkind IN ('r', 'p', 'v', 'm')
        ORDER BY c.relname
        """,  # noqa: S608  own words
        [APPLICATION] * 3,
    )


def _rights() -> Iterator[str]:
    said = expected.rights()
    for name, is_part, may, changes, adds in _tables():
        whole, columns = said.get(name, (expected.ALL, frozenset()))
        if is_part:
            whole, columns = frozenset(), frozenset()
        if set(may) != whole:
            yield f"table {name}: {_listed(may)} allowed instead of {_listed(whole)}"
        if "UPDATE" not in whole and set(changes) != columns:
            yield f"table {name}: {_listed(changes)} can be changed"
        if "INSERT" not in whole and adds:
            yield f"table {name}: {_listed(adds)} can be added"


def _listed(names: Any) -> str:
    return ", ".join(sorted(names)) or "nothing"


def _others() -> Iterator[str]:
    """Nobody else writes, no rule writes instead, and numbers are not set by hand."""
    for name, what in _rows(
        f"""
        SELECT c.relname, format('%%s given to %%s', acl.privilege_type,
            CASE acl.grantee WHEN 0 THEN 'everybody'
                ELSE acl.grantee::regrole::text END)
        FROM pg_class c, aclexplode(c.relacl) acl
        WHERE {_OURS}
            AND acl.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')
            AND acl.grantee NOT IN (c.relowner,
                (SELECT oid FROM pg_roles WHERE rolname = %s))
        UNION ALL
        SELECT c.relname, format('rule %%s acts on it', r.rulename)
        FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
        WHERE {_OURS} AND c.relkind IN ('r', 'p')
        UNION ALL
        SELECT c.relname, 'can be set' FROM pg_class c
        WHERE {_OURS} AND CASE WHEN c.relkind = 'S'
            THEN has_sequence_privilege(%s, c.oid, 'UPDATE') END
        """,  # noqa: S608  own words
        [APPLICATION, APPLICATION],
    ):
        yield f"table {name}: {what}"


def _triggers() -> Iterator[str]:
    said = {(t.table, t.name): t for t in expected.triggers(expected.code())}
    standing = {}
    for definition, enabled in _rows(
        f"""
        SELECT pg_get_triggerdef(t.oid), t.tgenabled IN ('O', 'A')
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE {_OURS} AND NOT t.tgisinternal AND NOT c.relispartition
        """  # noqa: S608  own words
    ):
        for trigger in expected.triggers(definition):
            standing[trigger.table, trigger.name] = trigger
            if not enabled:
                yield f"{trigger}: is disabled"
    for key, trigger in said.items():
        if key not in standing:
            yield f"{trigger}: is missing"
        elif standing[key] != trigger:
            yield f"{trigger}: is another one"
    for key in standing.keys() - said.keys():
        yield f"{standing[key]}: is of nobody's making"


def _constraints() -> Iterator[str]:
    standing = set(
        _rows(
            """
            SELECT conrelid::regclass::text, conname FROM pg_constraint c
            WHERE connamespace = 'public'::regnamespace
                AND coalesce((to_jsonb(c) ->> 'conenforced')::boolean, true)
                AND pg_get_constraintdef(oid) <> 'CHECK (true)'
            UNION ALL
            SELECT indrelid::regclass::text, indexrelid::regclass::text FROM pg_index
            WHERE indisvalid AND indisunique
            """
        )
    )
    for table, name in sorted(expected.constraints() - standing):
        yield f"constraint {name} of {table}: is missing"


def _functions(*, bodies: bool) -> Iterator[str]:
    """Doors run as the owner, by the owner's names; nothing else runs as somebody else.

    Nor does a trigger that guards go by the names of whoever writes; one that keeps
    copies in step may.

    What a function does is what the code says, to the word.
    """
    found = set()
    for (
        kind,
        schema,
        name,
        signature,
        body,
        is_door,
        guards,
        definer,
        config,
        may,
    ) in _rows(
        """
        SELECT p.prokind, n.nspname, p.proname, p.oid::regprocedure::text, p.prosrc,
            n.nspname = 'ledger' AND p.provolatile = 'v' AND p.prokind = 'f'
                AND NOT starts_with(p.proname, '_'),
            p.prorettype = 'trigger'::regtype AND (
                starts_with(p.proname, 'loyalty_') OR p.proname = ANY (%s))
                OR p.proname = 'loyalty_may_write',
            p.prosecdef, coalesce(p.proconfig, '{}'),
            has_function_privilege(%s, p.oid, 'EXECUTE')
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid
                AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e')
        """,
        [expected.guarding(), APPLICATION],
    ):
        said = [setting for setting in config if not setting.startswith(PLANNING)]
        if definer != is_door or ((is_door or guards) and said != DEFINER):
            yield (
                f"function {signature}: runs as {'its owner' if definer else 'anybody'}"
                f" with {_listed(said)}"
            )
        if schema == "ledger":
            found.add(name)
            if may == name.startswith("_"):
                yield f"function {signature}: {'open' if may else 'closed'} to the shop"
        known = expected.bodies().get(name, ())
        if bodies and kind == "f" and expected.plain(body) not in known:
            yield f"function {signature}: does not do what the code says"
    for name in sorted(expected.doors() - found):
        yield f"function ledger.{name}: is missing"


def _domains() -> Iterator[str]:
    standing = {
        name: (refuses_null, frozenset(checks))
        for name, refuses_null, checks in _rows(
            """
            SELECT t.typname, t.typnotnull, ARRAY(
                SELECT c.conname::text FROM pg_constraint c
                WHERE c.contypid = t.oid AND c.contype = 'c' AND c.convalidated)
            FROM pg_type t
            WHERE t.typnamespace = to_regnamespace('ledger') AND t.typtype = 'd'
            """
        )
    }
    for name, said in sorted(expected.domains().items()):
        if standing.get(name) != said:
            yield f"word ledger.{name}: refuses something else"
