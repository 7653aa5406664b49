-- Who may do what by hand, and how much of it alone. Whoever signs is asked for here as
-- well: a door believes no caller about it. The tables are those of Django's users and
-- permissions, and the limits that the owner of the tables set.

CREATE FUNCTION ledger.may(person bigint, permission text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM users_user u WHERE u.id = person AND u.is_active AND (
            u.is_superuser OR EXISTS (
                SELECT FROM auth_permission p
                JOIN django_content_type t ON t.id = p.content_type_id
                WHERE t.app_label = 'loyalty' AND p.codename = permission AND (
                    EXISTS (SELECT FROM users_user_user_permissions own
                        WHERE own.user_id = person AND own.permission_id = p.id)
                    OR EXISTS (SELECT FROM users_user_groups g
                        JOIN auth_group_permissions theirs USING (group_id)
                        WHERE g.user_id = person AND theirs.permission_id = p.id)
                )
            )
        )
    )
$$;

-- What keeps somebody from changing an account by hand; NULL when nothing does.
CREATE FUNCTION ledger._kept_from(actor bigint, permission text, accounts bigint[])
RETURNS ledger.outcome LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT ledger.may(actor, permission) THEN
        RETURN ledger._refused('not-allowed', actor);
    END IF;
    IF actor = ANY (accounts) THEN RETURN ledger._refused('own-account', actor); END IF;
    RETURN NULL;
END $$;

-- The widest limits of somebody's roles. Who is not spoken of may do nothing alone.
CREATE FUNCTION ledger.limits_of(
    person bigint, OUT ceiling bigint, OUT budget bigint
) LANGUAGE sql STABLE AS $$
    SELECT coalesce(max(l.ceiling), 0), coalesce(max(l.budget), 0) FROM loyalty_limit l
    WHERE l.role = '' OR l.role IN (
        SELECT g.name FROM users_user_groups m JOIN auth_group g ON g.id = m.group_id
        WHERE m.user_id = person)
$$;

-- What somebody has given alone in the month of `at`, by UTC. An early date does not
-- help: what is recorded this month counts for this month, whatever its date.
CREATE FUNCTION ledger.given_alone(person bigint, at timestamptz) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(m.points), 0)::bigint
    FROM loyalty_posting p
    JOIN loyalty_movement m USING (account_id, version)
    WHERE p.actor_id = person AND p.kind = 'adjustment' AND m.src = 'adjusted'
        AND (p.occurred_at >= date_trunc('month', at, 'UTC')
            OR p.recorded_at >= date_trunc('month', ledger.clock(), 'UTC'))
        AND NOT EXISTS (SELECT FROM loyalty_proposedadjustment two
            WHERE two.account_id = p.account_id AND two.posting_version = p.version)
$$;

-- What keeps somebody from adjusting so many points alone; NULL when nothing does. Two
-- that come at once do not spend the same budget.
CREATE FUNCTION ledger._kept_alone(actor bigint, points bigint, at timestamptz)
RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE limits record; budget_left bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('ledger.given_alone', actor));
    limits := ledger.limits_of(actor);
    IF abs(points) > limits.ceiling THEN
        RETURN ledger._refused('above-ceiling', limits.ceiling);
    END IF;
    IF points > 0 THEN
        budget_left := greatest(0, limits.budget - ledger.given_alone(actor, at));
        IF points > budget_left THEN
            RETURN ledger._refused('budget-spent', budget_left);
        END IF;
    END IF;
    RETURN NULL;
END $$;
