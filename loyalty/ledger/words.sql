-- What can be said at the doors. Each argument has a type that says what it may be, and
-- a call that says anything else fails before it begins: no door can forget to look.
-- NULL is refused by all but the types `..._or_none`. What depends on the account is
-- decided behind the doors, and refused as a result.

DROP SCHEMA IF EXISTS ledger CASCADE;
CREATE SCHEMA ledger;

-- The clock that callers are held against: this server's, not theirs. One function, so
-- that the owner of the tables can stop it for tests and nobody else can; none (NULL)
-- refuses nothing. Not SQL: it would be copied into what reads it and stay there.
CREATE FUNCTION ledger.clock() RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN clock_timestamp();
END $$;

-- The date of points that no day ends.
CREATE FUNCTION ledger.never() RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
    SELECT timestamptz '9999-01-01 00:00+00'
$$;

-- When something happened. The servers' clocks may differ by as much as is added here.
CREATE DOMAIN ledger.moment_or_none AS timestamptz
    CONSTRAINT a_day CHECK (public.loyalty_is_a_day(VALUE))
    CONSTRAINT not_in_the_future CHECK (VALUE <= ledger.clock() + interval '5 minutes');
CREATE DOMAIN ledger.moment AS ledger.moment_or_none NOT NULL;

-- When something will be due: any day, but a day.
CREATE DOMAIN ledger.due_or_none AS timestamptz
    CONSTRAINT a_day CHECK (public.loyalty_is_a_day(VALUE));
CREATE DOMAIN ledger.due AS ledger.due_or_none NOT NULL;

-- A billion at once at most, as loyalty/points.py says: sums stay far from overflowing.
CREATE DOMAIN ledger.points_or_zero AS bigint NOT NULL
    CONSTRAINT number_of_points CHECK (VALUE BETWEEN 0 AND 1000000000);
CREATE DOMAIN ledger.points AS ledger.points_or_zero CONSTRAINT not_none CHECK (VALUE > 0);
-- Given or, below zero, taken.
CREATE DOMAIN ledger.correction AS bigint NOT NULL
    CONSTRAINT number_of_points CHECK (abs(VALUE) BETWEEN 1 AND 1000000000);

-- Where the programme's days begin and end: a name that this server knows.
CREATE DOMAIN ledger.zone AS text NOT NULL
    CONSTRAINT known CHECK (timestamp '2000-01-01' AT TIME ZONE VALUE IS NOT NULL);

CREATE DOMAIN ledger.day AS date NOT NULL CONSTRAINT a_day CHECK (isfinite(VALUE));

CREATE DOMAIN ledger.key AS bigint NOT NULL;
CREATE DOMAIN ledger.number AS integer NOT NULL; -- of a step, or of how often
CREATE DOMAIN ledger.words AS text NOT NULL CONSTRAINT not_blank
    CHECK (public.loyalty_says_something(VALUE));
CREATE DOMAIN ledger.note AS text NOT NULL; -- or nothing
-- As long as a posting keeps it: a longer one would be cut, and be another's.
CREATE DOMAIN ledger.reference AS ledger.words CONSTRAINT fits CHECK (length(VALUE) <= 100);
-- One that the doors of vouchers do not know their own by: what takes such a name blocks
-- theirs, or passes for it.
CREATE DOMAIN ledger.free_reference AS ledger.reference
    CONSTRAINT free CHECK (VALUE !~ '^(voucher|use):');
CREATE DOMAIN ledger.facts AS jsonb NOT NULL
    CONSTRAINT named CHECK (jsonb_typeof(VALUE) = 'object')
    -- Nobody could ever be told why, otherwise.
    CONSTRAINT told CHECK (coalesce(jsonb_typeof(VALUE -> 'code') = 'string'
        AND VALUE ->> 'code' <> '' AND jsonb_typeof(VALUE -> 'params') = 'object', false));
-- What each source gave of a posting; none is the one share of a purchase.
CREATE DOMAIN ledger.shares_or_none AS jsonb
    CONSTRAINT listed CHECK (jsonb_typeof(VALUE) = 'array');
CREATE DOMAIN ledger.yes_or_no AS boolean NOT NULL;

-- For many at once.
CREATE DOMAIN ledger.keys AS ledger.key[] NOT NULL;
CREATE DOMAIN ledger.requests AS jsonb NOT NULL
    CONSTRAINT listed CHECK (jsonb_typeof(VALUE) = 'array');
