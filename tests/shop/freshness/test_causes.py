"""Each change of what a public page shows changes the epoch (docs/adr/0031)."""

import pytest
from django.db import connection, transaction

from shop.forks.partner.models import StockRecord
from shop.freshness import epochs
from shop.freshness.pruning import prune
from shop.operations import expected
from shop.storefront.tiles import FEW_LEFT
from tests.factories import make_offer, make_product

pytestmark = pytest.mark.django_db

# What no public page shows. Who makes a table names it here, or what it shows in
# shop/freshness/causes.sql.
NOT_SHOWN = """
    address_useraddress analytics_productrecord
    analytics_userproductview analytics_userrecord analytics_usersearch audit_entry
    auth_group auth_group_permissions auth_permission basket_basket
    basket_basket_vouchers basket_line basket_lineattribute books_reconciliationrun
    catalogue_givencode communication_communicationeventtype communication_email
    communication_notification customer_productalert delivery_carrier delivery_parcel
    delivery_pickup django_admin_log django_content_type django_migrations
    django_otp_webauthn_webauthnattestation django_otp_webauthn_webauthncredential
    django_otp_webauthn_webauthnuserhandle django_session documents_document
    documents_series easy_thumbnails_source easy_thumbnails_thumbnaildimensions
    freshness_change happenings_happening happenings_hearing inventory_lowstockday
    loyalty_account loyalty_budgetslot loyalty_campaign loyalty_campaignversion
    loyalty_freeze loyalty_hold loyalty_ladder loyalty_limit loyalty_lot loyalty_merge
    loyalty_mergeproposal loyalty_mission loyalty_missionbudget loyalty_missiondecision
    loyalty_missiondeed loyalty_missionpart loyalty_missionreward loyalty_missionstep
    loyalty_missionversion loyalty_monthend loyalty_movement loyalty_posting
    loyalty_proposedadjustment loyalty_tier loyalty_tierstanding
    loyalty_voucher loyalty_voucherchoice loyalty_voucherentry
    offer_rangeproductfileupload operations_heartbeat order_billingaddress
    order_communicationevent order_line order_lineattribute order_lineprice order_order
    order_orderdiscount order_orderlinediscount order_ordernote order_orderstatuschange
    order_paymentevent order_paymenteventquantity order_paymenteventtype
    order_shippingaddress order_shippingevent order_shippingeventquantity
    order_shippingeventtype order_surcharge orders_goodwill orders_return
    orders_returnedline otp_totp_totpdevice outbox_message partner_partner
    partner_partner_users partner_partneraddress partner_stockalert payment_bankcard
    payment_source payment_sourcetype payment_transaction payments_dispute
    payments_payment payments_paymentattempt payments_reconciliation payments_refund
    payments_refundelsewhere payments_settled payments_webhookevent prices_offerchange
    prices_pricechange prices_rangeshrunk
    notices_expirytold notices_unwanted referrals_link referrals_referral
    referrals_reward referrals_terms returns_receipt
    rewards_perkgiven
    returns_receiptline returns_requestedline returns_returnrequest returns_withdrawal
    reviews_productreview reviews_vote shop_search_miss shipping_orderanditemcharges
    shipping_orderanditemcharges_countries shipping_weightband shipping_weightbased
    shipping_weightbased_countries storefront_syllable storefront_touched tax_business
    users_attempts users_recoverycodes
    users_session users_user users_user_groups users_user_user_permissions
    voucher_voucher voucher_voucher_offers voucher_voucherapplication
    voucher_voucherset wishlists_line wishlists_wishlist wishlists_wishlistsharedemail
    """
FUNCTIONS = {"shop_pages_change", "shop_pages_change_but_for", "shop_stock_changes"}
CAUSES = {
    trigger.table
    for trigger in expected.triggers(expected.code())
    if trigger.name == "pages_change"
}


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def changes(do) -> bool:
    before = epochs.epoch()
    do()
    return epochs.epoch() != before


def test_every_table_is_shown_or_is_not(owner_connection):
    tables = owner_connection.execute(
        """
        SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
            AND relkind IN ('r', 'p') AND NOT relispartition
        """
    ).fetchall()

    not_shown = NOT_SHOWN.split()
    assert not CAUSES.intersection(not_shown)
    assert {name for (name,) in tables} == CAUSES.union(not_shown)


@pytest.mark.parametrize("table", sorted(CAUSES))
def test_each_statement_on_what_pages_show_changes_the_epoch(table, owner_connection):
    """By any door: the ORM, the dashboard, an import and psql all end here."""
    write = f"INSERT INTO {table} SELECT * FROM {table} WHERE false"  # noqa: S608

    def change_as_owner() -> bool:
        marks = [owner_connection.execute(epochs.READ).fetchone()]
        owner_connection.execute(write)
        return owner_connection.execute(epochs.READ).fetchone() not in marks

    with owner_connection.transaction(force_rollback=True):
        assert change_as_owner()
        owner_connection.execute(f"DROP TRIGGER pages_change ON {table}")
        assert not change_as_owner()


def test_a_cause_is_any_change_of_its_table():
    """Where orders write all the time, what an update says is looked at."""
    events = {
        table: set().union(
            *(
                one.events
                for one in expected.triggers(expected.code())
                if one.table == table and one.function in FUNCTIONS
            )
        )
        for table in CAUSES
    }
    assert all(
        one == {"INSERT", "UPDATE", "DELETE", "TRUNCATE"} for one in events.values()
    ), events


def test_one_piece_less_of_many_changes_nothing():
    product = make_product(stock=FEW_LEFT + 3)
    record = StockRecord.objects.filter(product=product)

    def left(pieces: int):
        return lambda: record.update(num_in_stock=pieces)

    assert not changes(left(FEW_LEFT + 1))
    assert changes(left(FEW_LEFT))
    assert changes(left(FEW_LEFT - 1))
    assert not changes(left(FEW_LEFT - 1))
    assert changes(left(0))
    assert changes(left(FEW_LEFT + 100))
    assert changes(lambda: record.update(num_allocated=FEW_LEFT + 100))
    assert changes(lambda: record.update(price="99.00"))
    assert not changes(lambda: record.update(low_stock_threshold=3))


def test_what_an_order_writes_into_an_offer_changes_nothing():
    offer = make_offer("Percentage", "10")
    rows = type(offer).objects.filter(pk=offer.pk)

    assert not changes(lambda: rows.update(num_orders=7, total_discount="3.00"))
    assert changes(lambda: rows.update(num_orders=8, status="Suspended"))


def test_an_epoch_never_comes_back():
    """Not after a rollback, and not when as many changes were made another time."""
    seen = {epochs.epoch()}
    for _time in range(5):
        with transaction.atomic():
            make_product()
            seen.add(epochs.epoch())
            transaction.set_rollback(True)

    assert len(seen) == 6


def test_many_changes_are_put_together_and_the_epoch_stays():
    for _time in range(12):
        run("DELETE FROM tax_taxcategory WHERE false")
    before = epochs.epoch()

    assert not prune(most=1000)
    assert prune(most=10)
    assert epochs.epoch() == before
    assert not prune(most=10)
    run("DELETE FROM tax_taxcategory WHERE false")
    assert epochs.epoch() != before


def test_what_is_kept_is_built_once_an_epoch():
    built = []

    def build():
        built.append(len(built))
        return built[-1]

    assert [epochs.kept("number", build), epochs.kept("number", build)] == [0, 0]
    make_product()
    assert epochs.kept("number", build) == 1


def test_who_only_looks_reads_the_epoch_once(django_assert_num_queries):
    with django_assert_num_queries(1), epochs.at_one_epoch():
        assert epochs.epoch() == epochs.epoch()
