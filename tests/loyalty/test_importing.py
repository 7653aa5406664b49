"""L36: balances of another scheme come in once, whole or not at all."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO
from itertools import count

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from loyalty import earning, enrolment, importing, reading
from loyalty.importing import ControlTotalDiffers, FileChanged, InvalidTerms, WrongRows
from loyalty.legacy import Row
from loyalty.models import Account, Lot, Movement, Posting
from loyalty.why import balance_imported
from shop.embedded.fingerprints import ROOT
from tests.loyalty.conftest import person, staff
from tests.loyalty.deeds import earn, redeem, revoke

# 23:30 in Berlin, on the last day of a long month.
JANUARY = datetime(2026, 1, 31, 22, 30, tzinfo=UTC)
HEADER = "member,points,expires,reason\n"
ALICE = "alice@members.example,1005,2027-12-31,Sunny Club\n"
BOB = "bob@members.example,40,2026-12-31,Sunny Club\n"


def bring_in(content, *, by, at=JANUARY, **options):
    return importing.import_balances(
        file=BytesIO((HEADER + content).encode()),
        actor=by,
        imported_at=at,
        **{"source": "Sunny Club", "control_total": 1045, "commit": True} | options,
    )


def problems(content, **options):
    with pytest.raises(WrongRows) as wrong:
        bring_in(content, **options)
    assert wrong.value.count == len(wrong.value.problems)
    return [str(problem) for problem in wrong.value.problems]


def test_balances_come_in_and_can_be_spent(alice, bob, sam):
    tally = bring_in(ALICE + BOB, by=sam)

    assert tally == importing.Tally(rows=2, points=1045, new_rows=2, new_points=1045)
    balance = reading.balance(member=alice, at=JANUARY)
    assert balance.available == 1005
    assert balance.next_expiry == reading.Expiry(date(2027, 12, 31), 1005)
    assert reading.balance(member=bob, at=JANUARY).available == 40


def test_without_commit_nothing_is_written(alice, bob, sam):
    tally = bring_in(ALICE + BOB, by=sam, commit=False)

    assert (tally.new_rows, tally.new_points) == (2, 1045)
    assert not Posting.objects.exists()


@pytest.mark.parametrize("months", [0, 10])
def test_bringing_it_in_again_changes_nothing(alice, bob, sam, months):
    """Not even later, when rows have expired, by somebody else or in disorder."""
    bring_in(ALICE + BOB, by=sam, release_months=months)
    before = list(Posting.objects.order_by("pk").values())
    later = JANUARY + timedelta(days=5000)

    tally = bring_in(
        BOB + ALICE.upper().replace("SUNNY CLUB", "Sunny Club"),
        by=staff("carla", "adjust_points"),
        at=later,
        release_months=months,
    )

    assert (tally.rows, tally.new_rows, tally.new_points) == (2, 0, 0)
    assert list(Posting.objects.order_by("pk").values()) == before


def test_rows_added_to_a_file_are_brought_in_alone(alice, bob, sam):
    bring_in(ALICE, by=sam, control_total=1005)

    tally = bring_in(ALICE + BOB, by=sam)

    assert (tally.rows, tally.new_rows, tally.new_points) == (2, 1, 40)
    assert Posting.objects.count() == 2


def test_a_member_with_a_new_address_gets_nothing_twice(alice, sam):
    bring_in(ALICE, by=sam, control_total=1005)
    alice.email = "alicia@members.example"
    alice.save()

    tally = bring_in(ALICE.replace("alice", "alicia"), by=sam, control_total=1005)

    assert (tally.rows, tally.new_rows) == (1, 0)


def test_the_same_rows_from_another_source_are_other_points(alice, sam):
    for source in ("Sunny Club", "Rainy Club"):
        bring_in(ALICE, by=sam, control_total=1005, source=source)

    assert reading.balance(member=alice, at=JANUARY).available == 2010


def test_nothing_is_written_when_any_row_is_wrong(alice, bob, sam):
    """Every wrong row is named, those no single row can know included."""
    person("carol")

    assert problems(
        ALICE
        + BOB
        + "nobody@members.example,1,2027-12-31,x\n"
        + "carol@members.example,1,2027-12-31,not enrolled\n"
        + "bob@members.example,1,2026-01-30,yesterday\n"
        + "bob@members.example,1,2026-01-31,today\n"
        + "bob@members.example,-1,2027-12-31,x\n"
        + ALICE,
        by=sam,
    ) == [
        "line 4: no member has the address 'nobody@members.example'",
        "line 5: no member has the address 'carol@members.example'",
        "line 6: expired on 2026-01-30",
        "line 8: points -1 are negative",
        "line 9: the same as line 2",
    ]
    assert not Posting.objects.exists()


def test_the_first_hundred_problems_are_listed_and_all_are_counted(alice, sam):
    with pytest.raises(WrongRows) as wrong:
        bring_in("x,1,2027-12-31,x\n" * 150, by=sam)

    assert (len(wrong.value.problems), wrong.value.count) == (100, 150)


def test_the_control_total_must_match(alice, sam):
    with pytest.raises(ControlTotalDiffers, match="1005"):
        bring_in(ALICE, by=sam, control_total=1004)

    assert not Posting.objects.exists()


def test_only_staff_who_may_adjust_points_bring_balances_in(alice, bob):
    with pytest.raises(PermissionDenied):
        bring_in(ALICE, by=bob, control_total=1005)


@pytest.mark.parametrize(
    "terms",
    [
        {"source": " "},
        {"source": "x" * 61},
        {"source": "two\nlines"},
        {"release_months": -1},
        {"release_months": 121},
    ],
)
def test_the_terms_must_make_sense(alice, sam, terms):
    with pytest.raises(InvalidTerms):
        bring_in(ALICE, by=sam, control_total=1005, **terms)


def test_a_release_frees_a_tenth_a_month(alice, sam):
    """L27: at midnight of the programme, whatever the clocks and calendars did."""
    bring_in(ALICE, by=sam, control_total=1005, release_months=10)

    lots = reading.open_lots(member=alice, at=JANUARY)
    assert [lot.granted for lot in lots] == [101] * 5 + [100] * 5
    assert {lot.last_valid_date for lot in lots} == {date(2027, 12, 31)}
    assert [f"{lot.matures_at:%m-%d %H:%M}" for lot in lots] == [
        "02-27 23:00",
        "03-30 22:00",  # since the 29th it is summer in Berlin
        "04-29 22:00",
        "05-30 22:00",
        "06-29 22:00",
        "07-30 22:00",
        "08-30 22:00",
        "09-29 22:00",
        "10-30 23:00",  # since the 25th it is winter
        "11-29 23:00",
    ]
    for moment, available in [
        (JANUARY, 0),
        (datetime(2026, 2, 27, 22, 59, 59, tzinfo=UTC), 0),
        (datetime(2026, 2, 27, 23, tzinfo=UTC), 101),
        (datetime(2026, 6, 29, 22, tzinfo=UTC), 505),
        (datetime(2026, 11, 29, 23, tzinfo=UTC), 1005),
    ]:
        balance = reading.balance(member=alice, at=moment)
        assert (balance.available, balance.pending) == (available, 1005 - available)


def test_a_part_must_not_expire_before_it_is_released(alice, bob, sam):
    assert problems(ALICE + BOB, by=sam, release_months=12) == [
        "line 3: expires on 2026-12-31, before its last part is released on 2027-01-31"
    ]


@pytest.mark.parametrize(("first", "then"), [(10, 0), (0, 1), (10, 9)])
def test_a_release_cannot_be_changed_by_bringing_it_in_again(alice, sam, first, then):
    bring_in(ALICE, by=sam, control_total=1005, release_months=first)

    assert problems(ALICE, by=sam, release_months=then) == [
        f"line 2: was brought in before, to be released over {first} months"
    ]


def test_an_import_that_was_cut_off_goes_on(alice, bob, sam, monkeypatch):
    """Rows are written whole: the chunk in which it failed left nothing."""
    monkeypatch.setattr(importing, "CHUNK", 10)
    written, calls = importing.accrue_each, count()

    def failing(accruals, **options):
        if next(calls):
            raise ConnectionError
        return written(accruals, **options)

    monkeypatch.setattr(importing, "accrue_each", failing)
    with pytest.raises(ConnectionError):
        bring_in(ALICE + BOB, by=sam, release_months=10)
    assert Posting.objects.count() == 10
    monkeypatch.setattr(importing, "accrue_each", written)

    tally = bring_in(ALICE + BOB, by=sam, release_months=10)

    assert (tally.rows, tally.new_rows) == (2, 1)
    assert Posting.objects.count() == 20


def test_a_file_that_changes_meanwhile_is_noticed(alice, bob, sam):
    first, second = BytesIO((HEADER + ALICE).encode()), BytesIO(HEADER.encode())

    with pytest.raises(FileChanged):
        bring_in(
            ALICE,
            by=sam,
            control_total=1005,
            watch=lambda _file, doing: first if doing == "Checking" else second,
        )


@pytest.mark.parametrize("months", [0, 3])
def test_the_postings_are_those_of_the_use_case(alice, bob, sam, months):
    """One by one or in bulk, what is owed is repaid first too."""
    for member in (alice, bob):
        earn(member, 50, at=JANUARY)
        redeem(member, 50, at=JANUARY)
        revoke(member, 30, at=JANUARY)
    row = Row(2, "alice@members.example", 1005, date(2027, 12, 31), "Sunny Club")
    midnights = [
        datetime(2026, 2, 27, 23, tzinfo=UTC),
        datetime(2026, 3, 30, 22, tzinfo=UTC),
        datetime(2026, 4, 29, 22, tzinfo=UTC),
    ]

    bring_in(ALICE, by=sam, control_total=1005, release_months=months)
    for part, matures_at in enumerate(midnights[:months] or [None], 1):
        earning.accrue(
            member=bob,
            points=1005 // (months or 1),
            reference=f"import:{row.fingerprint('Sunny Club')}:{part}",
            accrued_at=JANUARY,
            expires_at=datetime(2027, 12, 31, 23, tzinfo=UTC),
            matures_at=matures_at,
            pending=months > 0,
            actor=sam,
            why=balance_imported(
                source="Sunny Club",
                reason="Sunny Club",
                actor_id=sam.pk,
                part=part,
                months=months,
            ),
        )

    assert stored(alice) == stored(bob)
    assert reading.balance(member=alice, at=JANUARY).owed == (30 if months else 0)


def stored(member):
    own = {"account_id", "member_id", "recorded_at", "hash", "head"}
    return [
        [
            {name: value for name, value in row.items() if name not in own}
            for row in model.objects.filter(**{key: member.pk}).order_by("pk").values()
        ]
        for model, key in [
            (Account, "pk"),
            (Posting, "account_id"),
            (Movement, "account_id"),
            (Lot, "account_id"),
        ]
    ]


def test_the_posting_says_where_the_points_are_from_and_who_answers(alice, sam):
    content = ALICE.replace(",Sunny Club", ",gold card")
    bring_in(content, by=sam, control_total=1005, release_months=2)

    [newest, _earlier] = reading.statement(member=alice)
    assert newest.actor == sam
    assert newest.why["params"] == {
        "source": "Sunny Club",
        "reason": "gold card",
        "by": sam.pk,
        "part": 2,
        "months": 2,
    }


@pytest.fixture
def run(tmp_path, sam):
    """Run the command on a file with these rows."""
    path = tmp_path / "balances.csv"
    zoe = staff("zoe", "adjust_points").email

    def run(content, *options, total=1045, by=sam.email, agreed=zoe):
        path.write_text(HEADER + content)
        said = StringIO()
        call_command(
            "import_balances",
            str(path),
            "--source=Sunny Club",
            f"--control-total={total}",
            f"--by={by}",
            *([f"--with={agreed}"] if agreed else []),
            *options,
            stdout=said,
        )
        return said.getvalue().splitlines()

    return run


SOON = ALICE.replace("2027", "2099") + BOB.replace("2026", "2099")


@pytest.mark.parametrize(
    ("agreed", "said"),
    [
        ("", "may give 1000 points in sum alone"),
        ("sam@members.example", "must be another one"),
        ("nobody@members.example", "may not adjust points"),
        ("alice@members.example", "may not adjust points"),
    ],
)
def test_the_command_takes_a_second_person_for_many_points(
    run, alice, bob, agreed, said
):
    """F35: a file knew no ceiling. The control is the next test."""
    with pytest.raises(CommandError, match=said):
        run(SOON, "--commit", agreed=agreed)
    assert not Posting.objects.exists()


def test_the_command_only_looks_unless_told_to_write(run, alice, bob):
    assert run(SOON, "--release-months=10") == [
        "Old promises of cash become a discount here, and nothing else.",
        "2 rows with 1045 points, as the control total says.",
        "New: 2 rows with 1045 points, released over 10 months. Brought in before: "
        "0 rows.",
        "Nothing was written: add --commit to write.",
    ]
    assert not Posting.objects.exists()


def test_the_command_writes_once(run, alice, bob):
    assert run(SOON, "--commit")[2:] == [
        "New: 2 rows with 1045 points, to be spent at once. Brought in before: 0 rows.",
        "Written.",
    ]
    assert run(SOON, "--commit")[2:] == [
        "New: 0 rows with 0 points, to be spent at once. Brought in before: 2 rows.",
        "Written.",
    ]
    assert Posting.objects.count() == 2


def test_the_command_says_what_is_wrong(run, alice, bob):
    with pytest.raises(CommandError, match=r"^line 3: points -1.*\nWrong rows: 1\."):
        run(ALICE + "bob@members.example,-1,2099-12-31,x\n")
    with pytest.raises(CommandError, match=r"\n…\nWrong rows: 101\. Nothing was"):
        run("x,1,2099-12-31,x\n" * 101)
    with pytest.raises(CommandError, match="adds up to 1045 points, not to the con"):
        run(SOON, total=1000)
    with pytest.raises(CommandError, match="The source must have"):
        run(SOON, "--release-months=500")
    for nobody in (bob.email, "nobody@members.example"):
        with pytest.raises(CommandError, match=f"{nobody} may not adjust points"):
            run(SOON, by=nobody, agreed="")


def test_the_example_of_the_docs_is_what_they_say(books, sam):
    example = (ROOT / "docs/examples/balances.csv").read_text()
    for name in ("ada", "grace"):
        enrolment.enrol(member=person(name), enrolled_at=JANUARY)

    tally = bring_in(
        example.removeprefix(HEADER), by=sam, control_total=1715, release_months=10
    )

    assert tally.new_rows == 3
    assert example in (ROOT / "docs/howto-import-balances.md").read_text()


def test_the_command_names_a_file_that_is_not_there(sam):
    with pytest.raises(CommandError, match=r"cannot be read: .*nowhere\.csv"):
        call_command(
            "import_balances",
            "nowhere.csv",
            source="x",
            control_total=0,
            by=sam.email,
        )


@pytest.mark.parametrize("blank", ["\u2800", "\u3164", "\u00ad", "\u200b"])
def test_what_cannot_be_seen_is_no_word(alice, sam, blank):
    """F36: neither as a reason nor as a source, whatever Unicode says of it."""
    with pytest.raises(WrongRows):
        bring_in(ALICE.replace(",Sunny Club", f",{blank}"), by=sam, control_total=1005)
    with pytest.raises(InvalidTerms):
        bring_in(ALICE, by=sam, control_total=1005, source=blank)
