"""Points for many members, once for an occasion."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from loyalty import granting, reading, segment
from loyalty.granting import Grant, InvalidGrant, Tally
from loyalty.ledger import ReferenceReused
from loyalty.models import Posting
from loyalty.points import InvalidPoints
from tests.loyalty.conftest import MARCH, person, staff
from tests.loyalty.deeds import earn, redeem, revoke

MAY = Grant(occasion="May", points=5, reason="with our thanks")


def give(*people, by, terms=MAY, commit=True, at=MARCH, **options):
    return granting.grant(
        member_ids=[one.pk for one in people],
        terms=terms,
        actor=by,
        granted_at=at,
        commit=commit,
        **options,
    )


def available(member):
    return reading.balance(member=member, at=MARCH).available


def test_everybody_is_given_points_that_say_who_gave_them_and_why(alice, bob, sam):
    assert give(alice, bob, by=sam) == Tally(given=2)

    for member in (alice, bob):
        [line] = reading.statement(member=member)
        assert (line.kind, line.actor_id, line.available_after) == (
            "accrual",
            sam.pk,
            5,
        )
        assert line.explanation == "Given to you: with our thanks"
        balance = reading.balance(member=member, at=MARCH)
        assert balance.next_expiry == reading.Expiry(date(2027, 3, 2), 5)


def test_an_occasion_gives_once_however_often_it_is_repeated(alice, bob, sam):
    """L07, L08: also later, in other chunks, and to who was there twice."""
    give(alice, by=sam)

    tally = give(alice, bob, bob, by=sam, at=MARCH + timedelta(days=90), chunk=2)

    assert (tally.given, tally.known) == (1, 2)
    assert (available(alice), Posting.objects.count()) == (5, 2)


def test_without_commit_it_only_says_whom_it_would_reach(alice, bob, sam):
    give(alice, by=sam)
    stranger = person("carol")

    tally = give(alice, bob, stranger, by=sam, commit=False)

    assert tally == Tally(given=1, known=1, not_members=1)
    assert tally == give(alice, bob, stranger, by=sam)
    assert Posting.objects.count() == 2


@pytest.mark.parametrize("commit", [True, False])
def test_an_occasion_gives_everybody_the_same(alice, bob, sam, commit):
    give(alice, by=sam)

    with pytest.raises(ReferenceReused, match="May"):
        give(
            bob, alice, by=sam, commit=commit, terms=Grant("May", 6, "with our thanks")
        )

    assert Posting.objects.count() == 1


def test_what_is_owed_is_repaid_first(alice, sam):
    """L21"""
    earn(alice, 50, at=MARCH)
    redeem(alice, 50, at=MARCH)
    revoke(alice, 3, at=MARCH)

    give(alice, by=sam)

    balance = reading.balance(member=alice, at=MARCH)
    assert (balance.available, balance.owed) == (2, 0)


def test_only_staff_who_may_adjust_points_give_them(alice, bob):
    with pytest.raises(PermissionDenied):
        give(alice, by=bob)


@pytest.mark.parametrize(
    ("terms", "error"),
    [
        (Grant("May", 0, "x"), InvalidPoints),
        (Grant("May", -5, "x"), InvalidPoints),
        (Grant("May", 5, ""), InvalidGrant),
        (Grant("May", 5, "x" * 201), InvalidGrant),
        (Grant("", 5, "x"), InvalidGrant),
        (Grant("\u200b", 5, "x"), InvalidGrant),
        (Grant("May\nJune", 5, "x"), InvalidGrant),
        (Grant("x" * 61, 5, "x"), InvalidGrant),
        (Grant("May", 5, "x", MARCH), InvalidGrant),
    ],
)
def test_the_terms_must_make_sense(alice, sam, terms, error):
    with pytest.raises(error):
        give(alice, by=sam, terms=terms)

    assert not Posting.objects.exists()


def test_everybody_comes_once_whatever_the_chunk(alice, bob):
    person("carol")

    assert list(granting.everybody(chunk=1)) == [alice.pk, bob.pk]


# -- The command -------------------------------------------------------------------


def run(*arguments, **options):
    out = StringIO()
    call_command(
        "grant_points",
        *arguments,
        **{
            "points": 5,
            "occasion": "May",
            "reason": "with our thanks",
            "by": "sam@members.example",
            "stdout": out,
        }
        | options,
    )
    return out.getvalue()


@pytest.fixture
def addresses(tmp_path):
    def write(content: bytes):
        path = tmp_path / "members.txt"
        path.write_bytes(content)
        return str(path)

    return write


def test_the_command_looks_first(alice, bob, sam):
    assert run("--all-members") == (
        "2 members, 10 points. Had them before: 0.\n"
        "Nothing was written: add --commit to write.\n"
    )
    assert not Posting.objects.exists()

    assert run("--all-members", "--commit").endswith("Written.\n")
    assert "Had them before: 2." in run("--all-members", "--commit")
    assert Posting.objects.count() == 2


def test_the_command_gives_to_whom_a_file_names(alice, bob, sam, addresses):
    file = addresses(b"\xef\xbb\xbfALICE@members.example\r\n\r\n")

    run(file, "--commit", "--valid-through", "2099-12-31")

    [posting] = Posting.objects.all()
    assert posting.account_id == alice.pk
    assert posting.expires_at == datetime(2099, 12, 31, 23, tzinfo=UTC)


def test_every_wrong_line_is_named_and_nothing_written(alice, bob, sam, addresses):
    person("carol")
    file = addresses(
        b"alice@members.example\nnobody\ncarol@members.example\nAlice@members.example\n"
    )

    with pytest.raises(CommandError) as error:
        run(file, "--commit")

    assert str(error.value).splitlines() == [
        "line 2: no member has the address 'nobody'",
        "line 3: no member has the address 'carol@members.example'",
        "line 4: the same as line 1",
        "Wrong lines: 3. Nothing was written.",
    ]
    assert not Posting.objects.exists()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"x" * 10_001, "line 1: longer than 10000 bytes"),
        (b"\n\xff\n", "line 2: not UTF-8: save the file as CSV in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(db, content, problem):
    with pytest.raises(segment.WrongLines) as wrong:
        segment.check(BytesIO(content))

    assert [str(one) for one in wrong.value.problems] == [problem]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": "bob@members.example"}, "bob@members.example may not adjust points"),
        ({"by": "nobody@members.example"}, "may not adjust points"),
        ({"points": 0}, "not a positive number: 0"),
        ({"reason": " "}, "must have 1 to"),
        ({"valid_through": date(2020, 1, 1)}, "must not be over"),
        ({"points": 6}, "gave other points than 6"),
    ],
)
def test_the_command_says_what_is_wrong(alice, bob, sam, options, message):
    give(alice, by=sam)

    with pytest.raises(CommandError, match=message):
        run("--all-members", "--commit", **options)

    assert Posting.objects.count() == 1


def test_a_file_that_is_not_there(sam):
    with pytest.raises(CommandError, match="cannot be read"):
        run("/nowhere/members.txt")


def test_the_command_takes_a_second_person_for_many_points(alice, bob, sam):
    """F35: 501 points for two are more than sam may give alone, and 500 are not."""
    zoe = staff("zoe", "adjust_points")
    for agreed in ({}, {"second": sam.email}, {"second": bob.email}):
        with pytest.raises(CommandError):
            run("--all-members", "--commit", points=501, **agreed)
    assert not Posting.objects.exists()

    assert "1000 points" in run("--all-members", points=500)
    run("--all-members", "--commit", points=501, second=zoe.email)
    assert Posting.objects.count() == 2


@pytest.mark.parametrize("blank", ["\u2800", "\u3164", "\u00ad", "\u200b"])
@pytest.mark.parametrize("what", ["occasion", "reason"])
def test_what_cannot_be_seen_is_no_word(alice, sam, what, blank):
    """F36: whatever Unicode says of it."""
    with pytest.raises(InvalidGrant):
        give(alice, by=sam, terms=replace(MAY, **{what: blank}))
