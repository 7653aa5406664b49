"""The walk over every page (`make axe`) forgets none."""

from collections import Counter

from tests.addresses import addresses
from tests.walk.stops import NOT_SHOWN, SHOWN, stops, why_not


def test_every_address_is_on_the_walk_or_named_with_a_reason():
    shown = {(each.name, frozenset(each.keys)) for each in SHOWN}
    # Those of staff bring their arguments along, as an example has them.
    staff = {each.name for each in stops() if each.name.startswith("staff:")}

    for address in addresses():
        on_the_walk = (address.name, address.arguments) in shown
        assert (on_the_walk or address.name in staff) != bool(why_not(address)), address


def test_the_walk_stops_at_nothing_that_is_not_there():
    known = {(each.name, each.arguments) for each in addresses()}
    # An example of the staff's brings its own.
    known |= {(name, frozenset()) for name, _arguments in known if "staff:" in name}
    names = {name for name, _arguments in known}
    routes = {str(each.pattern.pattern) for each in addresses()}

    assert set(NOT_SHOWN) <= names | routes
    assert {(each.name, frozenset(each.keys)) for each in SHOWN} <= known


def test_the_walk_stops_once_at_each():
    assert [one for one, times in Counter(map(str, stops())).items() if times > 1] == []
