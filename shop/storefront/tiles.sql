-- What lists show of goods, kept in one row a product (storefront_tile) by whatever hand
-- changes them: docs/adr/0030-tiles-made-beforehand.md. Runs as the tables' owner after
-- every migrate, and writes all rows anew that differ.
--
-- A change of goods is noted by a trigger of its statement (storefront_touched), and the
-- rows are written when its transaction commits, once, in the order of their products.
-- Until then nobody waits for them; afterwards the transaction waits for nothing more.

-- What is left of a piece of stock, as far as shoppers are told: so few, or plenty (one
-- more than FEW_LEFT of tiles.py). Orders mostly change nothing of it.
CREATE OR REPLACE FUNCTION storefront_left(in_stock integer, allocated integer)
RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT least(greatest(coalesce(in_stock, 0) - coalesce(allocated, 0), 0), 6)
$$;

-- What the attributes of goods say that can be chosen: options, yes or no, whole numbers.
DROP FUNCTION IF EXISTS storefront_said(bigint);
CREATE OR REPLACE FUNCTION storefront_said(goods bigint[]) RETURNS TABLE (mark text)
LANGUAGE sql STABLE AS $$
    SELECT 'is-' || a.code || ':' || CASE a.type
        WHEN 'option' THEN v.value_option_id
        WHEN 'boolean' THEN v.value_boolean::integer
        WHEN 'integer' THEN v.value_integer
        ELSE several.attributeoption_id END
    FROM catalogue_productattributevalue v
    JOIN catalogue_productattribute a ON a.id = v.attribute_id
        AND a.type IN ('option', 'multi_option', 'boolean', 'integer')
    LEFT JOIN catalogue_productattributevalue_value_multi_option several
        ON a.type = 'multi_option' AND several.productattributevalue_id = v.id
    WHERE v.product_id = ANY (goods) AND CASE a.type
        WHEN 'option' THEN v.value_option_id
        WHEN 'boolean' THEN v.value_boolean::integer
        WHEN 'integer' THEN v.value_integer
        ELSE several.attributeoption_id END IS NOT NULL
$$;

-- A name as names are put in order: Latin ones without case, Chinese ones by pinyin, of
-- one sound by their characters. Not every PostgreSQL knows a collation for that.
CREATE OR REPLACE FUNCTION storefront_sorted(name text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN name ~ '[一-鿿]' THEN (
        -- Sign by sign: joined, the planner reads all syllables for each name.
        SELECT string_agg(coalesce((
            SELECT read.syllable || ' ' FROM storefront_syllable read
            WHERE read.sign = said.sign), said.sign), '' ORDER BY said.nth)
        FROM regexp_split_to_table(lower(name), '') WITH ORDINALITY AS said (sign, nth)
    ) || E'\t' ELSE '' END || lower(name)
$$;

-- What a row is made of may have been otherwise.
DROP FUNCTION IF EXISTS storefront_tiles_of(bigint[]);

-- The rows as they must be, of those of the `wanted` products that can be browsed.
CREATE FUNCTION storefront_tiles_of(wanted bigint[])
RETURNS TABLE (product_id bigint, slug_en text, slug_zh_hans text, title_en text, title_zh_hans text,
    sorted_en text, sorted_zh_hans text, picture text, shelf_ids bigint[], price numeric, currency text, is_from boolean,
    is_available boolean, can_be_added boolean, pieces_left integer,
    created_at timestamptz, marks text[], variants jsonb)
LANGUAGE sql STABLE AS $$
    SELECT p.id,
        coalesce(nullif(p.slug_en, ''), p.slug_zh_hans, ''),
        coalesce(nullif(p.slug_zh_hans, ''), p.slug_en, ''),
        named.en, named.zh_hans,
        storefront_sorted(named.en), storefront_sorted(named.zh_hans),
        coalesce((SELECT i.original FROM catalogue_productimage i
            WHERE i.product_id = p.id ORDER BY i.display_order, i.id LIMIT 1), ''),
        shelved.ids, sold.price, coalesce(sold.currency, ''), sold.prices > 1,
        sold.is_available,
        p.structure <> 'parent' AND sold.is_available AND sold.price IS NOT NULL,
        CASE WHEN p.structure <> 'parent' AND sold.is_counted AND sold.is_available
            AND sold.pieces < 6 THEN sold.pieces END,
        p.date_created,
        ARRAY(
            SELECT 'in:' || id FROM unnest(shelved.ids) id
            UNION SELECT 'kind:' || p.product_class_id WHERE p.product_class_id IS NOT NULL
            UNION SELECT 'stock:1' WHERE sold.is_available
            UNION SELECT said.mark FROM storefront_said(p.id || sold.variant_ids) said
            ORDER BY 1),
        sold.variants
    FROM catalogue_product p
    LEFT JOIN catalogue_productclass k ON k.id = p.product_class_id
    CROSS JOIN LATERAL (
        SELECT coalesce(nullif(p.title_en, ''), p.title_zh_hans, '') AS en,
            coalesce(nullif(p.title_zh_hans, ''), p.title_en, '') AS zh_hans
    ) named
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(c.category_id::bigint ORDER BY c.id), '{}') AS ids
        FROM catalogue_productcategory c WHERE c.product_id = p.id
    ) shelved
    CROSS JOIN LATERAL (
        -- Each piece by its first stock record, as the strategy takes it. A parent is
        -- sold as any of its public variants, at the price of the cheapest.
        SELECT min(first.price) AS price,
            min(first.price_currency) FILTER (WHERE first.price IS NOT NULL) AS currency,
            CASE WHEN p.structure = 'parent' THEN count(DISTINCT first.price) ELSE 0 END
                AS prices,
            coalesce(bool_or(first.is_available), false) AS is_available,
            coalesce(k.track_stock, true) AS is_counted, min(first.pieces) AS pieces,
            coalesce(array_agg(pieces.piece) FILTER (WHERE p.structure = 'parent'), '{}')
                AS variant_ids,
            jsonb_agg(jsonb_build_object('id', pieces.piece, 'price', first.price,
                'picture', (SELECT i.original FROM catalogue_productimage i
                    WHERE i.product_id = pieces.piece
                    ORDER BY i.display_order, i.id LIMIT 1),
                'marks', ARRAY(
                SELECT 'stock:1' WHERE first.is_available
                UNION SELECT said.mark FROM storefront_said(ARRAY[p.id, pieces.piece]) said
                ORDER BY 1)) ORDER BY pieces.piece)
                FILTER (WHERE p.structure = 'parent') AS variants
        FROM (
            SELECT p.id AS piece WHERE p.structure <> 'parent'
            UNION ALL SELECT v.id FROM catalogue_product v
            WHERE p.structure = 'parent' AND v.parent_id = p.id AND v.is_public
        ) pieces LEFT JOIN LATERAL (
            SELECT s.price, s.price_currency, stored.pieces,
                NOT coalesce(k.track_stock, true) OR stored.pieces > 0 AS is_available
            FROM partner_stockrecord s CROSS JOIN LATERAL (
                SELECT storefront_left(s.num_in_stock, s.num_allocated) AS pieces
            ) stored
            WHERE s.product_id = pieces.piece
            ORDER BY s.id LIMIT 1
        ) first ON true
    ) sold
    WHERE p.id = ANY (wanted) AND p.parent_id IS NULL AND p.is_public
$$;

-- Write the rows of `wanted` products that are not as they must be; says how many.
-- A row is locked before what it is made of is read: whoever changed that in another
-- transaction has committed by then, or waits here and reads afterwards.
CREATE OR REPLACE FUNCTION storefront_keep(wanted bigint[]) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    written integer;
    taken_off integer;
BEGIN
    INSERT INTO storefront_tile (product_id)
    SELECT p.id FROM catalogue_product p
    WHERE p.id = ANY (wanted) AND p.parent_id IS NULL
        AND NOT EXISTS (SELECT FROM storefront_tile t WHERE t.product_id = p.id)
    ORDER BY p.id ON CONFLICT DO NOTHING;

    PERFORM FROM storefront_tile t WHERE t.product_id = ANY (wanted)
    ORDER BY t.product_id FOR NO KEY UPDATE;

    UPDATE storefront_tile t SET is_listed = true, slug_en = n.slug_en,
        slug_zh_hans = n.slug_zh_hans, title_en = n.title_en,
        title_zh_hans = n.title_zh_hans, sorted_en = n.sorted_en,
        sorted_zh_hans = n.sorted_zh_hans, picture = n.picture, shelf_ids = n.shelf_ids,
        price = n.price, currency = n.currency, is_from = n.is_from,
        is_available = n.is_available, can_be_added = n.can_be_added,
        pieces_left = n.pieces_left, created_at = n.created_at, marks = n.marks,
        variants = n.variants, changed_in = DEFAULT
    FROM storefront_tiles_of(wanted) n
    WHERE t.product_id = n.product_id AND (t.is_listed, t.slug_en,
        t.slug_zh_hans, t.title_en, t.title_zh_hans, t.sorted_en, t.sorted_zh_hans, t.picture, t.shelf_ids, t.price, t.currency, t.is_from,
        t.is_available, t.can_be_added, t.pieces_left, t.created_at, t.marks, t.variants)
        IS DISTINCT FROM (true, n.slug_en, n.slug_zh_hans, n.title_en,
        n.title_zh_hans, n.sorted_en, n.sorted_zh_hans, n.picture, n.shelf_ids, n.price, n.currency, n.is_from, n.is_available, n.can_be_added,
        n.pieces_left, n.created_at, n.marks, n.variants);
    GET DIAGNOSTICS written = ROW_COUNT;

    -- The row stays when its product is gone, so that who counts learns of it.
    UPDATE storefront_tile t SET is_listed = false, changed_in = DEFAULT
    WHERE t.product_id = ANY (wanted) AND t.is_listed AND NOT EXISTS (
        SELECT FROM catalogue_product p
        WHERE p.id = t.product_id AND p.parent_id IS NULL AND p.is_public);
    GET DIAGNOSTICS taken_off = ROW_COUNT;
    RETURN written + taken_off;
END $$;

CREATE OR REPLACE FUNCTION storefront_keep_all() RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    -- A restored backup brings the numbers of another server's transactions.
    UPDATE storefront_tile SET changed_in = DEFAULT
    WHERE changed_in > pg_current_xact_id()::text::bigint;
    RETURN storefront_keep(ARRAY(
        SELECT id FROM catalogue_product WHERE parent_id IS NULL
        UNION SELECT product_id FROM storefront_tile WHERE is_listed));
END $$;

-- Which products have rows that are not as they must be: none.
CREATE OR REPLACE FUNCTION storefront_differences() RETURNS SETOF bigint
LANGUAGE sql STABLE AS $$
    WITH kept AS (
        SELECT t.product_id, t.slug_en::text, t.slug_zh_hans::text, t.title_en::text,
            t.title_zh_hans::text, t.sorted_en, t.sorted_zh_hans, t.picture::text, t.shelf_ids, t.price, t.currency::text, t.is_from,
            t.is_available, t.can_be_added, t.pieces_left::integer, t.created_at, t.marks,
            t.variants
        FROM storefront_tile t WHERE t.is_listed
    ), due AS (
        SELECT * FROM storefront_tiles_of(ARRAY(SELECT id FROM catalogue_product))
    )
    SELECT product_id FROM (
        (SELECT * FROM kept EXCEPT SELECT * FROM due)
        UNION ALL (SELECT * FROM due EXCEPT SELECT * FROM kept)
    ) other GROUP BY product_id ORDER BY product_id
$$;

-- At the end of a transaction: everything it touched, at its first note; at the others
-- nothing is left to do.
CREATE OR REPLACE FUNCTION storefront_keep_touched() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    wanted bigint[];
BEGIN
    IF NOT EXISTS (SELECT FROM storefront_touched WHERE id = NEW.id) THEN
        RETURN NULL;
    END IF;
    WITH noted AS (DELETE FROM storefront_touched RETURNING product_ids),
        touched AS (SELECT DISTINCT unnest(product_ids) AS id FROM noted)
    SELECT array_agg(DISTINCT coalesce(p.parent_id, touched.id)) INTO wanted
    FROM touched LEFT JOIN catalogue_product p ON p.id = touched.id;
    PERFORM storefront_keep(wanted);
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS tiles_kept ON storefront_touched;
CREATE CONSTRAINT TRIGGER tiles_kept AFTER INSERT ON storefront_touched
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION storefront_keep_touched();

CREATE OR REPLACE FUNCTION storefront_touch(products bigint[]) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO storefront_touched (product_ids)
    SELECT products WHERE cardinality(products) > 0
$$;

-- The triggers. `came` and `went` are the rows of a statement, after and before it.

CREATE OR REPLACE FUNCTION storefront_product_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN
        PERFORM storefront_touch(array_agg(coalesce(parent_id, id))) FROM came;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        PERFORM storefront_touch(array_agg(coalesce(parent_id, id))) FROM went;
    END IF;
    RETURN NULL;
END $$;

-- Of what belongs to a product by its `product_id`.
CREATE OR REPLACE FUNCTION storefront_part_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN
        PERFORM storefront_touch(array_agg(DISTINCT product_id)) FROM came;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        PERFORM storefront_touch(array_agg(DISTINCT product_id)) FROM went;
    END IF;
    RETURN NULL;
END $$;

-- An order takes pieces at each of its lines: a tile is touched only where shoppers are
-- told something else of it. How few pieces of a variant are left is not.
CREATE OR REPLACE FUNCTION storefront_stock_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM storefront_touch(array_agg(touched.id)) FROM (
        SELECT unnest(ARRAY[came.product_id, went.product_id]) AS id
        FROM came JOIN went USING (id)
        WHERE (came.product_id, came.price, came.price_currency)
            IS DISTINCT FROM (went.product_id, went.price, went.price_currency)
        UNION ALL
        SELECT p.id FROM came JOIN went USING (id)
        JOIN catalogue_product p ON p.id = came.product_id
        CROSS JOIN LATERAL (SELECT
            storefront_left(came.num_in_stock, came.num_allocated) AS now,
            storefront_left(went.num_in_stock, went.num_allocated) AS before
        ) pieces
        WHERE pieces.now <> pieces.before
            AND (p.parent_id IS NULL OR 0 IN (pieces.now, pieces.before))
    ) touched;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION storefront_kind_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM storefront_touch(array_agg(p.id))
    FROM came JOIN went USING (id)
    JOIN catalogue_product p ON p.product_class_id = came.id
    WHERE came.track_stock <> went.track_stock;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION storefront_attribute_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM storefront_touch(array_agg(DISTINCT v.product_id))
    FROM came JOIN went USING (id)
    JOIN catalogue_productattributevalue v ON v.attribute_id = came.id
    WHERE (came.code, came.type) IS DISTINCT FROM (went.code, went.type);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION storefront_several_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM storefront_touch(array_agg(DISTINCT v.product_id))
        FROM came JOIN catalogue_productattributevalue v
            ON v.id = came.productattributevalue_id;
    ELSE
        PERFORM storefront_touch(array_agg(DISTINCT v.product_id))
        FROM went JOIN catalogue_productattributevalue v
            ON v.id = went.productattributevalue_id;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER tiles_came AFTER INSERT ON catalogue_product
    REFERENCING NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION storefront_product_changed();
CREATE OR REPLACE TRIGGER tiles_changed AFTER UPDATE ON catalogue_product
    REFERENCING NEW TABLE AS came OLD TABLE AS went
    FOR EACH STATEMENT EXECUTE FUNCTION storefront_product_changed();
CREATE OR REPLACE TRIGGER tiles_went AFTER DELETE ON catalogue_product
    REFERENCING OLD TABLE AS went
    FOR EACH STATEMENT EXECUTE FUNCTION storefront_product_changed();

CREATE OR REPLACE TRIGGER tiles_came AFTER INSERT ON catalogue_productimage
    REFERENCING NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION storefront_part_changed();
CREATE OR REPLACE TRIGGER tiles_changed AFTER UPDATE ON catalogue_productimage
    REFERENCING NEW TABLE AS came OLD TABLE AS went
    FOR EACH STATEMENT EXECUTE FUNCTION storefront_part_changed();
CREATE OR REPLACE TRIGGER tiles_went AFTER DELETE ON catalogue_productimage
    REFERENCING OLD TABLE AS went
    FOR EACH STATEMENT EXECUTE FUNCTION storefront_part_changed();

CREATE OR REPLACE TRIGGER tiles_came AFTER INSERT ON catalogue_productcategory
    REFERENCING NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION storefront_part_changed();
CREATE OR REPLACE TRIGGER tiles_changed AFTER UPDATE ON catalogue_productcategory
    REFERENCING NEW TABLE AS came OLD TABLE AS went
    FOR EACH STATEMENT EXECUTE FUNCTION storefront_part_changed();
CREATE OR REPLACE TRIGGER tiles_went AFTER DELETE ON catalogue_productcategory
    REFERENCING OLD TABLE AS went
    FOR EACH STATEMENT EXECUTE FUNCTION storefront_part_changed();

CREATE OR REPLACE TRIGGER tiles_came AFTER INSERT ON catalogue_productattributevalue
    REFERENCING NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION storefront_part_changed();
CREATE OR REPLACE TRIGGER tiles_changed AFTER UPDATE ON catalogue_productattributevalue
    REFERENCING NEW TABLE AS came OLD TABLE AS went
    FOR EACH STATEMENT EXECUTE FUNCTION storefront_part_changed();
CREATE OR REPLACE TRIGGER tiles_went AFTER DELETE ON catalogue_productattributevalue
    REFERENCING OLD TABLE AS went
    FOR EACH STATEMENT EXECUTE FUNCTION storefront_part_changed();

CREATE OR REPLACE TRIGGER tiles_came
    AFTER INSERT ON catalogue_productattributevalue_value_multi_option
    REFERENCING NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION storefront_several_changed();
CREATE OR REPLACE TRIGGER tiles_went
    AFTER DELETE ON catalogue_productattributevalue_value_multi_option
    REFERENCING OLD TABLE AS went
    FOR EACH STATEMENT EXECUTE FUNCTION storefront_several_changed();

CREATE OR REPLACE TRIGGER tiles_came AFTER INSERT ON partner_stockrecord
    REFERENCING NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION storefront_part_changed();
CREATE OR REPLACE TRIGGER tiles_changed AFTER UPDATE ON partner_stockrecord
    REFERENCING NEW TABLE AS came OLD TABLE AS went
    FOR EACH STATEMENT EXECUTE FUNCTION storefront_stock_changed();
CREATE OR REPLACE TRIGGER tiles_went AFTER DELETE ON partner_stockrecord
    REFERENCING OLD TABLE AS went
    FOR EACH STATEMENT EXECUTE FUNCTION storefront_part_changed();

CREATE OR REPLACE TRIGGER tiles_changed AFTER UPDATE ON catalogue_productclass
    REFERENCING NEW TABLE AS came OLD TABLE AS went
    FOR EACH STATEMENT EXECUTE FUNCTION storefront_kind_changed();
CREATE OR REPLACE TRIGGER tiles_changed AFTER UPDATE ON catalogue_productattribute
    REFERENCING NEW TABLE AS came OLD TABLE AS went
    FOR EACH STATEMENT EXECUTE FUNCTION storefront_attribute_changed();

SELECT storefront_keep_all();
