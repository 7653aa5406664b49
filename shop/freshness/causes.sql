-- What public pages show: each statement that changes any of it writes a change, in the
-- transaction of the cause, whoever makes it and by whatever door. A table that is not
-- here is named in tests/shop/freshness/test_causes.py, with those no page shows.
--
-- Runs as the tables' owner after every migrate, each statement by itself: nobody who
-- buys meanwhile waits for more than one table. So no semicolon but at the end of one,
-- and functions are in functions.sql.
--
-- A number of a sequence would not do: it is drawn before the commit, and a page made
-- between the two would be kept with what was there before. One row that counts would
-- have all checkouts wait for each other.

CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON address_country
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON catalogue_attributeoption
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON catalogue_attributeoptiongroup
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON catalogue_category
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON catalogue_option
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON catalogue_product
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON catalogue_product_product_options
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON catalogue_productattribute
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON catalogue_productattributevalue
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON catalogue_productattributevalue_value_multi_option
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON catalogue_productcategory
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON catalogue_productclass
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON catalogue_productclass_options
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON catalogue_productimage
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON catalogue_productrecommendation
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON delivery_band
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON delivery_method
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON delivery_pickuppoint
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON delivery_zone
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON django_flatpage
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON django_flatpage_sites
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON django_site
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON easy_thumbnails_thumbnail
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON loyalty_campaignstep
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON loyalty_ladderstep
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON loyalty_rule
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON offer_benefit
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON offer_condition
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON offer_conditionaloffer_combinations
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON offer_range
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON offer_range_classes
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON offer_range_excluded_categories
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON offer_range_excluded_products
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON offer_range_included_categories
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON offer_rangeproduct
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON shop_search_reading
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON shop_search_searchdocument
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON shop_search_synonym
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON shop_search_word
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON storefront_tile
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON tax_rate
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON tax_taxcategory
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON texts_version
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();

-- Each order changes these, mostly in what no page shows.
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR DELETE OR TRUNCATE ON offer_conditionaloffer
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER pages_change_but_for
    AFTER UPDATE ON offer_conditionaloffer
    REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT
    EXECUTE FUNCTION shop_pages_change_but_for('num_applications', 'num_orders', 'total_discount');
CREATE OR REPLACE TRIGGER pages_change
    AFTER INSERT OR DELETE OR TRUNCATE ON partner_stockrecord
    FOR EACH STATEMENT EXECUTE FUNCTION shop_pages_change();
CREATE OR REPLACE TRIGGER stock_changes
    AFTER UPDATE ON partner_stockrecord
    REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION shop_stock_changes();
