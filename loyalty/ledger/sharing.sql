-- Who gave how much of what an order earns: the shares of a posting. What each source
-- gives is decided by whoever calls (loyalty/arithmetic). What a campaign has left is
-- known here alone, under the lock of the account: how much a member got already, and
-- what its budget holds (docs/adr/0039-*.md).

-- Take a step with a version of a campaign. The table says whether it is the next one, and
-- fills the budget of what is approved (guards.sql).
CREATE FUNCTION ledger.take_campaign_step(
    version ledger.key, kind ledger.words, actor ledger.key, at ledger.moment,
    note ledger.note
) RETURNS bigint LANGUAGE sql AS $$
    INSERT INTO loyalty_campaignstep (version_id, kind, actor_id, taken_at, note)
        SELECT v.id, kind, actor, at, note
        FROM loyalty_campaignversion v WHERE v.id = version
        RETURNING id
$$;

-- What callers may say of a share: these facts and no others, since the ledger adds its
-- own. `taken` is said with less than what is given, as the rest is known.
CREATE FUNCTION ledger._is_a_share(share jsonb, is_taken boolean) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE facts text[] := ARRAY['source', 'version', 'points'];
BEGIN
    IF jsonb_typeof(share) IS DISTINCT FROM 'object' THEN RETURN false; END IF;
    IF NOT is_taken THEN
        facts := facts || 'base'::text;
        IF share ->> 'source' = 'campaign' THEN
            facts := facts || ARRAY['names', 'amount', 'rate', 'month'];
        ELSIF share ->> 'source' = 'tier' THEN
            facts := facts || ARRAY['names', 'rate'];
        END IF;
    END IF;
    RETURN share ?& facts AND share - facts = '{}'
        AND jsonb_typeof(share -> 'source') = 'string'
        AND share ->> 'source' IN ('purchase', 'tier', 'campaign')
        AND jsonb_typeof(share -> 'version') = 'number'
        AND share ->> 'version' ~ '^[0-9]{1,18}$'
        AND jsonb_typeof(share -> 'points') = 'number'
        AND share ->> 'points' ~ '^[0-9]{1,10}$'
        AND (is_taken OR jsonb_typeof(share -> 'base') = 'string'
            AND share ->> 'base' ~ '^[0-9]{1,12}(\.[0-9]{1,12})?$');
END $$;

-- Shares say what they may, each once, and add up to their posting: all of them, or
-- somebody has reckoned wrong.
CREATE FUNCTION ledger._add_up(shares jsonb, points bigint, is_taken boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE odd jsonb;
BEGIN
    SELECT s INTO odd FROM jsonb_array_elements(shares) s
        WHERE ledger._is_a_share(s, is_taken) IS NOT TRUE LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'this is no share: %', odd
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    -- What a campaign has left is known of earlier postings: nobody asks it twice in one.
    SELECT jsonb_agg(s) INTO odd FROM jsonb_array_elements(shares) s
        GROUP BY s ->> 'source', CASE WHEN is_taken OR s ->> 'source' = 'campaign'
            THEN (s ->> 'version')::bigint END
        HAVING count(*) > 1 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the same share more than once: %', odd
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF points IS DISTINCT FROM (
        SELECT sum((s ->> 'points')::bigint) FROM jsonb_array_elements(shares) s)
    THEN
        RAISE EXCEPTION 'the shares do not add up to %: %', points, shares
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
END $$;

-- The month in which a posting counts is that of the programme's zone, which is not known
-- here: it is held against those that it is anywhere on earth at that moment.
CREATE FUNCTION ledger._is_month_of(at timestamptz, month text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT month IN (
        to_char(at AT TIME ZONE 'UTC' - interval '12 hours', 'YYYY-MM'),
        to_char(at AT TIME ZONE 'UTC' + interval '14 hours', 'YYYY-MM'))
$$;

-- Whether a share says what the version that gave it says.
CREATE FUNCTION ledger._is_of(
    share jsonb, version_id bigint, at timestamptz
) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT ledger._is_month_of(at, share ->> 'month')
        AND share -> 'names' = jsonb_build_object(
            'en', v.name_en, 'zh-hans', v.name_zh_hans)
        AND share ->> 'amount' = v.amount
        AND CASE WHEN share ->> 'rate' ~ '^[0-9]{1,12}(\.[0-9]{1,12})?$'
            THEN (share ->> 'rate')::numeric = v.rate ELSE false END
        AND coalesce((share ->> 'points')::bigint <= v.max_per_order, true)
    FROM loyalty_campaignversion v WHERE v.id = version_id
$$;

CREATE FUNCTION ledger._sum_of(shares jsonb) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(sum((s ->> 'points')::bigint), 0)::bigint FROM jsonb_array_elements(shares) s
$$;

-- What a campaign has given a member, in a month or ever, less what was taken back.
CREATE FUNCTION ledger.given_by(member bigint, campaign bigint, month text DEFAULT NULL)
RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(CASE p.kind WHEN 'accrual' THEN 1 ELSE -1 END
        * (s ->> 'points')::bigint), 0)::bigint
    FROM loyalty_posting p, jsonb_array_elements(p.shares) s
    WHERE p.account_id = member AND p.shares IS NOT NULL
        AND (s ->> 'campaign')::bigint = campaign
        AND (month IS NULL OR s ->> 'month' = month)
$$;

-- Take points out of a campaign's budget: all of them, or none. From a slot that nobody
-- holds, if one has enough; that none is free does not say that none is left, so else
-- from several, once all of them are held, in the order of their numbers. NULL when
-- the budget has too little.
CREATE FUNCTION ledger._draw_budget(budget bigint, wanted bigint) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE slot loyalty_budgetslot; drawn jsonb := '{}'; part bigint; left_over bigint := 0;
BEGIN
    BEGIN
        SELECT * INTO STRICT slot FROM loyalty_budgetslot s
            WHERE s.campaign_id = budget AND s.points >= wanted
            ORDER BY (s.number + pg_backend_pid()) % 16 LIMIT 1 FOR UPDATE SKIP LOCKED;
        UPDATE loyalty_budgetslot s SET points = s.points - wanted
            WHERE s.campaign_id = budget AND s.number = slot.number;
        RETURN jsonb_build_object(slot.number::text, wanted);
    EXCEPTION WHEN no_data_found THEN
        -- A slot that was drawn from meanwhile is held though it has too little. It is let
        -- go with this block: who waits for others in order must hold none out of it.
        NULL;
    END;
    FOR slot IN
        SELECT * FROM loyalty_budgetslot s WHERE s.campaign_id = budget
            ORDER BY s.number FOR UPDATE
    LOOP
        left_over := left_over + slot.points;
    END LOOP;
    IF left_over < wanted THEN RETURN NULL; END IF;
    FOR slot IN
        SELECT * FROM loyalty_budgetslot s WHERE s.campaign_id = budget ORDER BY s.number
    LOOP
        part := least(slot.points, wanted);
        CONTINUE WHEN part = 0;
        UPDATE loyalty_budgetslot s SET points = s.points - part
            WHERE s.campaign_id = budget AND s.number = slot.number;
        drawn := drawn || jsonb_build_object(slot.number::text, part);
        wanted := wanted - part;
        EXIT WHEN wanted = 0;
    END LOOP;
    RETURN drawn;
END $$;

-- Whether a share says what a tier of an approved ladder says, and gives no more than
-- its part of the points of the rule, on the money that earned those.
CREATE FUNCTION ledger._is_of_tier(share jsonb, shares jsonb, rule integer)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT t.multiplier > 1
        AND share -> 'names' = jsonb_build_object(
            'en', t.name_en, 'zh-hans', t.name_zh_hans)
        AND share ->> 'rate' ~ '^[0-9]{1,12}(\.[0-9]{1,12})?$'
        AND (share ->> 'rate')::numeric = t.multiplier
        AND share -> 'base' = (SELECT s -> 'base' FROM jsonb_array_elements(shares) s
            WHERE s ->> 'source' = 'purchase')
        AND (share ->> 'points')::bigint <= ceil((share ->> 'base')::numeric
            * (SELECT r.points_per_unit FROM loyalty_rule r WHERE r.version = rule)
            * (t.multiplier - 1))
    FROM loyalty_tier t WHERE t.id = (share ->> 'version')::bigint
        AND EXISTS (SELECT FROM loyalty_ladderstep s
            WHERE s.version_id = t.ladder_id AND s.kind = 'approved')
$$;

CREATE FUNCTION ledger._check_tier(shares jsonb, rule integer) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE odd jsonb;
BEGIN
    SELECT s INTO odd FROM jsonb_array_elements(shares) s
        WHERE s ->> 'source' = 'tier' AND ledger._is_of_tier(s, shares, rule) IS NOT TRUE;
    IF FOUND THEN
        RAISE EXCEPTION 'no tier gives this: %', odd
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
END $$;

-- Of what campaigns are asked for: what they can give this member now. What they give
-- less is said with its reason. Budgets are drawn in the order of their keys, so that
-- nobody waits in a circle.
CREATE FUNCTION ledger._granted(member bigint, shares jsonb, at timestamptz) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE earlier bigint; asked record; points bigint; because text; slots jsonb;
BEGIN
    FOR asked IN
        SELECT s.share, s.place - 1 AS place, (s.share ->> 'points')::bigint AS points, v.*,
            EXISTS (SELECT FROM loyalty_campaignstep t
                WHERE t.version_id = v.id AND t.kind = 'approved') AS is_approved
        FROM jsonb_array_elements(shares) WITH ORDINALITY s (share, place)
        LEFT JOIN loyalty_campaignversion v ON v.id = (s.share ->> 'version')::bigint
        WHERE s.share ->> 'source' = 'campaign'
        ORDER BY v.campaign_id
    LOOP
        IF NOT asked.is_approved THEN
            RAISE EXCEPTION 'nobody approved of this: %', asked.share
                USING ERRCODE = 'invalid_parameter_value';
        END IF;
        IF ledger._is_of(asked.share, asked.id, at) IS NOT TRUE THEN
            RAISE EXCEPTION 'version % gives no such share: %', asked.id, asked.share
                USING ERRCODE = 'invalid_parameter_value';
        END IF;
        IF asked.campaign_id = earlier THEN
            RAISE EXCEPTION 'a second share of campaign %', asked.campaign_id
                USING ERRCODE = 'invalid_parameter_value';
        END IF;
        earlier := asked.campaign_id;
        points := asked.points; because := NULL; slots := NULL;
        IF asked.max_per_month IS NOT NULL THEN
            points := least(points, greatest(0, asked.max_per_month - ledger.given_by(
                member, asked.campaign_id, asked.share ->> 'month')));
            because := CASE WHEN points < asked.points THEN 'month' END;
        END IF;
        IF asked.max_per_member IS NOT NULL AND points > greatest(0, asked.max_per_member
            - ledger.given_by(member, asked.campaign_id))
        THEN
            points := greatest(0, asked.max_per_member
                - ledger.given_by(member, asked.campaign_id));
            because := 'member';
        END IF;
        IF asked.budget IS NOT NULL AND points > 0 THEN
            slots := ledger._draw_budget(asked.campaign_id, points);
            IF slots IS NULL THEN points := 0; because := 'budget'; END IF;
        END IF;
        shares := jsonb_set(shares, ARRAY[asked.place::text], asked.share
            || jsonb_build_object('points', points, 'campaign', asked.campaign_id)
            || CASE WHEN because IS NULL THEN '{}'
                ELSE jsonb_build_object('asked', asked.points, 'because', because) END
            || CASE WHEN slots IS NULL THEN '{}'
                ELSE jsonb_build_object('slots', slots) END);
    END LOOP;
    RETURN shares;
END $$;

-- The rest of a share of what was earned, by what was taken of it since.
CREATE FUNCTION ledger.taken_of(
    member bigint, earned bigint, source text, source_version bigint,
    OUT points bigint, OUT slots jsonb
) LANGUAGE sql STABLE AS $$
    WITH taken AS (
        SELECT s FROM loyalty_posting p, jsonb_array_elements(p.shares) s
        WHERE p.account_id = member AND p.related_version = earned
            AND p.kind = 'revocation' AND p.shares IS NOT NULL
            AND s ->> 'source' = taken_of.source
            AND (s ->> 'version')::bigint = source_version
    )
    SELECT coalesce((SELECT sum((s ->> 'points')::bigint) FROM taken), 0)::bigint,
        coalesce((SELECT jsonb_object_agg(key, drawn) FROM (
            SELECT key, sum(value::bigint) AS drawn
            FROM taken, jsonb_each_text(coalesce(s -> 'slots', '{}')) GROUP BY key
        ) back), '{}')
$$;

-- Put points back into the slots they were drawn from, which it never asks for more
-- than that: a return can always be carried out.
CREATE FUNCTION ledger._refill(budget bigint, drawn jsonb, back jsonb, points bigint)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE slot record; part bigint; refilled jsonb := '{}';
BEGIN
    FOR slot IN
        SELECT d.key::smallint AS number, d.value::bigint
            - coalesce((back ->> d.key)::bigint, 0) AS rest
        FROM jsonb_each_text(drawn) d ORDER BY 1
    LOOP
        part := least(points, slot.rest);
        CONTINUE WHEN part <= 0;
        UPDATE loyalty_budgetslot s SET points = s.points + part
            WHERE s.campaign_id = budget AND s.number = slot.number;
        refilled := refilled || jsonb_build_object(slot.number::text, part);
        points := points - part;
    END LOOP;
    RETURN refilled;
END $$;

-- Of what is taken back of each share: whose it is, and into which slots it went.
CREATE FUNCTION ledger._taken(member bigint, earned bigint, shares jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE asked record; before record; slots jsonb;
BEGIN
    FOR asked IN
        SELECT s.share, s.place - 1 AS place, (s.share ->> 'points')::bigint AS points,
            o.share AS given, (o.share ->> 'campaign')::bigint AS campaign
        FROM jsonb_array_elements(shares) WITH ORDINALITY s (share, place)
        LEFT JOIN (
            SELECT e.share FROM loyalty_posting p, jsonb_array_elements(p.shares) e (share)
            WHERE p.account_id = member AND p.version = earned
        ) o ON o.share ->> 'source' = s.share ->> 'source'
            AND o.share -> 'version' = s.share -> 'version'
        ORDER BY campaign NULLS FIRST
    LOOP
        before := ledger.taken_of(member, earned, asked.share ->> 'source',
            (asked.share ->> 'version')::bigint);
        IF asked.given IS NULL
            OR asked.points > (asked.given ->> 'points')::bigint - before.points
        THEN
            RAISE EXCEPTION 'not so much is left of this share: %', asked.share
                USING ERRCODE = 'invalid_parameter_value';
        END IF;
        IF asked.campaign IS NULL THEN
            IF asked.given ? 'names' THEN
                shares := jsonb_set(shares, ARRAY[asked.place::text, 'names'],
                    asked.given -> 'names');
            END IF;
            CONTINUE;
        END IF;
        slots := ledger._refill(asked.campaign, coalesce(asked.given -> 'slots', '{}'),
            before.slots, asked.points);
        shares := jsonb_set(shares, ARRAY[asked.place::text], asked.share
            || jsonb_build_object('campaign', asked.campaign,
                'month', asked.given -> 'month', 'names', asked.given -> 'names')
            || CASE WHEN asked.given ? 'slots'
                THEN jsonb_build_object('slots', slots) ELSE '{}' END);
    END LOOP;
    RETURN shares;
END $$;
