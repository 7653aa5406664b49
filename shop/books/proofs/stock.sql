-- Pieces promised to orders, held against the orders that wait for them: each row is
-- of what, and what is wrong with it. One statement, so all of it is seen at once.

WITH line AS (
    SELECT l.id, l.stockrecord_id, l.quantity, l.num_allocated, o.number,
        o.status IN ('awaiting-payment', 'confirmed') AS is_open,
        coalesce(parent_class.track_stock, own_class.track_stock, false) AS is_tracked
    FROM order_line l JOIN order_order o ON o.id = l.order_id
        LEFT JOIN catalogue_product p ON p.id = l.product_id
        LEFT JOIN catalogue_productclass own_class ON own_class.id = p.product_class_id
        LEFT JOIN catalogue_product parent ON parent.id = p.parent_id
        LEFT JOIN catalogue_productclass parent_class
            ON parent_class.id = parent.product_class_id
    WHERE l.num_allocated <> 0 OR o.status IN ('awaiting-payment', 'confirmed')
), awaited AS (
    SELECT stockrecord_id, sum(num_allocated) AS pieces FROM line GROUP BY stockrecord_id
)
-- A record has promised what its open lines wait for.
SELECT format('stock record %s', s.partner_sku),
    format('promised %s, orders wait for %s', coalesce(s.num_allocated, 0),
        coalesce(a.pieces, 0))
FROM partner_stockrecord s LEFT JOIN awaited a ON a.stockrecord_id = s.id
WHERE s.num_in_stock IS NOT NULL
    AND coalesce(s.num_allocated, 0) <> coalesce(a.pieces, 0)
UNION ALL
-- No more is promised than there is.
SELECT format('stock record %s', partner_sku),
    format('promised %s, in stock %s', num_allocated, num_in_stock)
FROM partner_stockrecord WHERE num_allocated > num_in_stock
UNION ALL
-- A line that was not sent waits for all its pieces, any other for none.
SELECT format('order %s', number), format('%s of %s pieces promised', num_allocated, quantity)
FROM line
WHERE num_allocated <> CASE
    WHEN is_open AND (is_tracked OR num_allocated <> 0) THEN quantity ELSE 0 END
