-- What the triggers of causes.sql do.

CREATE OR REPLACE FUNCTION shop_pages_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO freshness_change (mark)
    VALUES (random(-9223372036854775807, 9223372036854775807));
    RETURN NULL;
END $$;

-- The arguments name columns that no page shows.
CREATE OR REPLACE FUNCTION shop_pages_change_but_for() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT to_jsonb(after) - TG_ARGV FROM after
        EXCEPT SELECT to_jsonb(before) - TG_ARGV FROM before
    ) THEN
        INSERT INTO freshness_change (mark)
        VALUES (random(-9223372036854775807, 9223372036854775807));
    END IF;
    RETURN NULL;
END $$;

-- Of the stock pages show whether there is some, and how much when there are few:
-- 5 is FEW_LEFT in shop/storefront/tiles.py.
CREATE OR REPLACE FUNCTION shop_stock_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT id, product_id, partner_id, partner_sku, price, price_currency,
            least(greatest(num_in_stock - coalesce(num_allocated, 0), 0), 6)
        FROM after
        EXCEPT SELECT id, product_id, partner_id, partner_sku, price, price_currency,
            least(greatest(num_in_stock - coalesce(num_allocated, 0), 0), 6)
        FROM before
    ) THEN
        INSERT INTO freshness_change (mark)
        VALUES (random(-9223372036854775807, 9223372036854775807));
    END IF;
    RETURN NULL;
END $$;
