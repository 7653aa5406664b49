-- What copies are called: by their number, and the same each time it is asked.

CREATE FUNCTION pg_temp.one_of(words text[], n bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT words[1 + n % cardinality(words)] $$;

CREATE FUNCTION pg_temp.noun(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT pg_temp.one_of(ARRAY['Teapot', 'Bowl', 'Towel', 'Soap', 'Honey', 'Oolong',
        'Candle', 'Basket', 'Blanket', 'Cup', 'Kettle', 'Jasmine', 'Sencha', 'Plate',
        'Spoon', 'Cocoa', 'Coffee', 'Cookie', 'Apron', 'Brush', 'Vase', 'Lamp', 'Mug',
        'Pan', 'Knife', 'Board', 'Jar', 'Tray', 'Rug', 'Pillow', 'Clock', 'Pen',
        'Notebook', 'Scarf', 'Glove', 'Hat', 'Sock', 'Bag', 'Umbrella', 'Mirror'], n)
$$;

CREATE FUNCTION pg_temp.kind(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT pg_temp.one_of(ARRAY['Round', 'Square', 'Tall', 'Small', 'Green', 'Blue',
        'White', 'Black', 'Soft', 'Warm', 'Light', 'Wooden', 'Glass', 'Steel', 'Linen',
        'Cotton', 'Woolen', 'Plain', 'Striped', 'Painted', 'Glazed', 'Rough', 'Fine'], n)
$$;

CREATE FUNCTION pg_temp.title(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT pg_temp.noun(n) || ' ' || pg_temp.kind(n / 40) || ' ' || n
$$;

CREATE FUNCTION pg_temp.first_name(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT pg_temp.one_of(ARRAY['Ada', 'Ben', 'Clara', 'David', 'Emma', 'Felix', 'Greta',
        'Hugo', 'Ida', 'Jonas', 'Klara', 'Leo', 'Mia', 'Noah', 'Olga', 'Paul', 'Rosa',
        'Sven', 'Tessa', 'Uwe', 'Vera', 'Wei', 'Xiu', 'Yara', 'Zoe'], n)
$$;

-- As the search keeps a word: one sign in the document stands for one in the title.
CREATE FUNCTION pg_temp.stem(word text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT (ts_lexize('english_stem', lower(word)))[1]
$$;

CREATE FUNCTION pg_temp.chinese(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT pg_temp.one_of(ARRAY['茶壶', '毛巾', '肥皂', '蜂蜜', '乌龙', '蜡烛', '篮子',
        '毯子', '杯子', '水壶', '茉莉', '煎茶', '盘子', '勺子', '可可', '咖啡'], n)
$$;

-- Some ten thousand of them, as unlike as people's.
CREATE FUNCTION pg_temp.last_name(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT initcap(translate(substr(md5((n % 10007)::text), 1, 8), '0123456789',
        'lmnoprstuw'))
$$;

CREATE FUNCTION pg_temp.postcode(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT (10000 + n * 7919 % 89999)::text
$$;

-- As numbers of orders are written; no two stories begin with the same figures.
CREATE FUNCTION pg_temp.number(story text, n bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT story || lpad((n / 100000)::text, 3, '0') || '-'
        || lpad((n % 100000 * 7919 % 100000)::text, 5, '0')
$$;
