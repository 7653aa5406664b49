"""Whom a request is from is said by trusted proxies only (F26)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.typed.clients import client, networks

PROXIES = networks(["10.0.0.0/8", "192.0.2.7", "fd00::/8"])


@pytest.mark.parametrize(
    ("peer", "forwarded", "who"),
    [
        ("198.51.100.4", "", "198.51.100.4"),
        ("198.51.100.4", "203.0.113.9", "198.51.100.4"),  # anybody may write this
        ("10.1.1.1", "203.0.113.9", "203.0.113.9"),
        ("10.1.1.1", "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        ("10.1.1.1", "6.6.6.6, 203.0.113.9, 192.0.2.7", "203.0.113.9"),
        ("::ffff:10.1.1.1", " 203.0.113.9:4711 ", "203.0.113.9"),
        ("fd00::1", "[2001:db8:1:2:3:4:5:6]:443", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "", "2001:db8:1:2::/64"),
        # Nobody can tell: all would be counted as one.
        ("10.1.1.1", "", ""),
        ("10.1.1.1", "unknown", ""),
        ("10.1.1.1", "203.0.113.9, nonsense", ""),
        ("", "203.0.113.9", ""),
    ],
)
def test_f26_a_client_is_seen_through_trusted_proxies_only(peer, forwarded, who):
    """F26."""
    assert client(peer=peer, forwarded=forwarded, trusted=PROXIES) == who


@given(invented=st.text(max_size=40))
def test_f26_what_is_invented_before_the_proxys_word_changes_nothing(invented):
    """F26."""
    forwarded = f"{invented}, 203.0.113.9"

    assert client(peer="10.1.1.1", forwarded=forwarded, trusted=PROXIES) == (
        "203.0.113.9"
    )
    assert client(peer="198.51.100.4", forwarded=invented, trusted=PROXIES) == (
        "198.51.100.4"
    )
