"""How much is measured: `full` is what is published, `small` about a twentieth."""

from dataclasses import dataclass

from benchmarks.pgbench import Load


@dataclass(frozen=True, kw_only=True)
class Size:
    rounds: int
    # One posting after another, in SQL and through Python.
    members: int
    tpcb_scale: int
    crowd: Load
    alone: Load
    processes: int
    peer_members: int
    peer_orders: int
    # Lists of goods that are quoted.
    lists: int
    # Many at once.
    bulk_rounds: int
    bulk_members: int
    # Postings of the past; ten a member.
    few: int
    many: int
    depth_load: Load
    warm_up: Load


SIZES = {
    "full": Size(
        rounds=5,
        members=100_000,
        tpcb_scale=20,
        crowd=Load(clients=16, transactions=2_000),
        alone=Load(clients=1, transactions=5_000),
        processes=4,
        peer_members=1_000,
        peer_orders=500,
        lists=50,
        bulk_rounds=1,
        bulk_members=1_000_000,
        few=10_000,
        many=10_000_000,
        depth_load=Load(clients=16, transactions=1_000),
        warm_up=Load(clients=16, transactions=5_000),
    ),
    "small": Size(
        rounds=3,
        members=20_000,
        tpcb_scale=20,
        crowd=Load(clients=16, transactions=1_000),
        alone=Load(clients=1, transactions=1_000),
        processes=4,
        peer_members=200,
        peer_orders=100,
        lists=50,
        bulk_rounds=1,
        bulk_members=50_000,
        few=10_000,
        many=500_000,
        depth_load=Load(clients=16, transactions=500),
        warm_up=Load(clients=16, transactions=1_000),
    ),
    # So that a test can run all of it.
    "tiny": Size(
        rounds=1,
        members=50,
        tpcb_scale=1,
        crowd=Load(clients=2, transactions=10),
        alone=Load(clients=1, transactions=10),
        processes=2,
        peer_members=5,
        peer_orders=5,
        lists=2,
        bulk_rounds=1,
        bulk_members=50,
        few=100,
        many=1_000,
        depth_load=Load(clients=2, transactions=10),
        warm_up=Load(clients=2, transactions=5),
    ),
}
