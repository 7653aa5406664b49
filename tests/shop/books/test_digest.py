"""L22: a digest kept elsewhere shows what was rewritten since."""

import gzip
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from loyalty import earning, reconciliation, why
from loyalty.models import Account, Posting
from shop.books import digesting, signing, verifying
from shop.books.digest import NotADigest
from shop.embedded import signing_key
from tests.factories import make_member

NIGHT = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)


@pytest.fixture
def folder(settings, tmp_path):
    """Where this installation keeps its digests and its key."""
    signing_key.make_key(tmp_path)
    settings.DATA_DIR = tmp_path
    settings.LEDGER_SIGNING_KEY = str(tmp_path / signing_key.NAME)
    return tmp_path


@pytest.fixture
def public(folder):
    return folder / signing_key.PUBLIC_NAME


@pytest.fixture
def members(committed_db, folder):
    return [make_member(points) for points in (500, 300, 0)]


def earn(member, points, reference):
    now = timezone.now()
    return earning.accrue(
        member=member,
        points=points,
        reference=reference,
        accrued_at=now,
        expires_at=now + timedelta(days=100),
        why=why.welcome(),
    )


def verify(path, public=None):
    output = StringIO()
    try:
        options = {"public_key": public} if public else {}
        call_command("verify_digest", path, stdout=output, **options)
    except SystemExit as ended:
        return ended.code, output.getvalue()
    return 0, output.getvalue()


def tamper(owner_connection, sql, member):
    """Rewrite history as the owner of the tables, with the triggers away."""
    for table in ("posting", "movement", "lot"):
        owner_connection.execute(f"ALTER TABLE loyalty_{table} DISABLE TRIGGER USER")
    owner_connection.execute(sql, [member.pk])


def text_of(path):
    return gzip.decompress(path.read_bytes()).decode()


def rewritten(path, old, new):
    """The digest as somebody without the key would forge it."""
    forged = path.with_name("forged.txt.gz")
    assert old in text_of(path)
    forged.write_bytes(gzip.compress(text_of(path).replace(old, new).encode()))
    return forged


def test_a_digest_lists_every_account_and_what_they_come_to(members):
    text = text_of(digesting.write(at=NIGHT))

    header, lines = text.split("\n\n")
    heads = Account.objects.order_by("pk").values_list("pk", "version", "head")
    assert lines.splitlines() == [
        f"{key} {version} {bytes(head).hex() or 'none'}" for key, version, head in heads
    ]
    assert header.startswith(
        "fairpoints-digest 1\nat 2026-03-02T02:30:00+00:00\naccounts 3\npostings 2\n"
        "available 800\npending 0\nheld 0\nowed 0\nlines "
    )


def test_what_was_signed_is_confirmed_and_new_postings_do_not_matter(members, public):
    path = digesting.write(at=NIGHT)
    earn(members[0], 70, "later")
    earn(members[2], 70, "later")
    make_member(100)

    assert verify(path, public) == (0, "0 differences\n")
    assert verify(path) == (
        0,
        "The signature was not checked: name --public-key.\n0 differences\n",
    )


def test_each_digest_names_the_one_before(members):
    first = digesting.write(at=NIGHT)
    second = digesting.write(at=NIGHT + timedelta(days=1))

    assert "\nprevious none\n" in text_of(first)
    with gzip.open(first) as file:
        assert f"\nprevious {digesting._sha256(file)}\n" in text_of(second)


def test_the_same_ledger_gives_the_same_file(members, public):
    first = digesting.write(at=NIGHT)
    content = first.read_bytes()
    first.unlink()

    assert digesting.write(at=NIGHT).read_bytes() == content
    with pytest.raises(digesting.AlreadyWritten):
        digesting.write(at=NIGHT)


def test_a_forged_digest_is_found(members, public, folder, tmp_path_factory):
    path = digesting.write(at=NIGHT)
    head = bytes(Account.objects.get(pk=members[0].pk).head).hex()

    _code, said = verify(rewritten(path, head, "ab" * 32), public)
    assert "The lines are not the ones that the header was written for." in said
    assert f"account {members[0].pk}: posting 1 is another one" in said
    code, said = verify(rewritten(path, "available 800", "available 801"), public)
    assert code == 1
    assert "The signature is not one of this key." in said
    assert "available: the digest says 801, found 800" in said

    stranger = tmp_path_factory.mktemp("stranger")
    signing_key.make_key(stranger)
    code, said = verify(path, stranger / signing_key.PUBLIC_NAME)
    assert (code, said) == (
        1,
        "The signature is not one of this key.\n1 differences\n",
    )


GONE = (
    "DELETE FROM loyalty_movement WHERE account_id = %s AND version = 2",
    "DELETE FROM loyalty_lot WHERE account_id = %s AND number = 2",
    "DELETE FROM loyalty_posting WHERE account_id = %s AND version = 2",
    "UPDATE loyalty_account a SET version = 1, pending = 0, head = p.hash"
    " FROM loyalty_posting p WHERE a.account_id = %s"
    " AND p.account_id = a.account_id AND p.version = 1",
)
CHAIN_ANEW = """
UPDATE loyalty_posting p SET hash = ledger.posting_hash('', p, (
    SELECT string_agg(ledger.movement_bytes(src, dst, points, lot_number), ''
        ORDER BY seq) FROM loyalty_movement m
    WHERE m.account_id = p.account_id AND m.version = p.version));
UPDATE loyalty_account a SET head = p.hash FROM loyalty_posting p
    WHERE p.account_id = a.account_id AND p.version = a.version;
"""


def test_history_rewritten_as_a_whole_is_found_only_by_the_digest(
    members, public, owner_connection
):
    """The owner of the tables writes a chain that holds: a digest names the old one."""
    path = digesting.write(at=NIGHT)
    tamper(
        owner_connection,
        "UPDATE loyalty_posting SET occurred_at = occurred_at - interval '1 year'"
        " WHERE account_id = %s",
        members[1],
    )
    changed = f"account {members[1].pk}: the chain breaks at posting 1\n"
    assert verify(path, public) == (1, f"{changed}1 differences\n")

    owner_connection.execute(CHAIN_ANEW)

    assert reconciliation.differences() == []
    assert verify(path, public) == (
        1,
        f"account {members[1].pk}: posting 1 is another one\n1 differences\n",
    )


def test_postings_that_are_gone_are_found(members, public, owner_connection):
    earn(members[0], 70, "soon gone")
    path = digesting.write(at=NIGHT)
    for sql in GONE:
        tamper(owner_connection, sql, members[0])
    assert reconciliation.differences() == []

    code, said = verify(path, public)

    assert code == 1
    assert f"account {members[0].pk}: posting 2 is missing" in said
    assert "pending: the digest says 70, found 0" in said
    assert Posting.objects.filter(account_id=members[0].pk).count() == 1


def test_without_a_key_it_is_unsigned_and_says_so(members, settings, public):
    settings.LEDGER_SIGNING_KEY = ""
    output = StringIO()

    call_command("write_digest", stdout=output)

    path, said = output.getvalue().splitlines()
    assert said == "Not signed: LEDGER_SIGNING_KEY names no key."
    [kept] = digesting.newest()
    assert (path.endswith(kept.name), kept.is_signed) == (True, False)
    assert verify(digesting.path_of(kept.name), public)[0] == 1


@pytest.mark.parametrize("key", ["nowhere.pem", "-----BEGIN PRIVATE KEY-----\nab"])
def test_a_key_that_cannot_be_read_writes_nothing(db, folder, settings, key):
    settings.LEDGER_SIGNING_KEY = key

    with pytest.raises(CommandError, match="LEDGER_SIGNING_KEY"):
        call_command("write_digest")
    assert list(digesting.newest()) == []


def test_the_key_can_be_given_as_text(db, folder, settings, public):
    settings.LEDGER_SIGNING_KEY = (folder / signing_key.NAME).read_text()

    path = digesting.write(at=NIGHT)

    assert list(verifying.differences(path, key=signing.read_public_key(public))) == []


def test_the_demos_key_is_made_once_and_is_its_own(tmp_path):
    signing_key.make_key(tmp_path)
    private, public = (
        (tmp_path / name) for name in (signing_key.NAME, signing_key.PUBLIC_NAME)
    )
    before = private.read_bytes(), public.read_bytes()
    assert private.stat().st_mode & 0o777 == 0o600

    signing_key.make_key(tmp_path)

    assert (private.read_bytes(), public.read_bytes()) == before


@pytest.mark.parametrize(
    "content",
    [
        b"no gzip",
        gzip.compress(b"something else\n", mtime=0),
        gzip.compress(b"fairpoints-digest 1\nat now\naccounts many\n", mtime=0),
        gzip.compress(b"\xff\xfe", mtime=0),
        gzip.compress(b"fairpoints-digest 1\n", mtime=0)[:-9],
    ],
)
def test_what_is_no_digest_is_refused(db, folder, content):
    path = folder / "digests" / "2026-01-01T000000Z.txt.gz"
    path.parent.mkdir()
    path.write_bytes(content)

    with pytest.raises(NotADigest):
        list(verifying.differences(path, key=None))
    with pytest.raises(CommandError):
        call_command("verify_digest", path)
    [kept] = digesting.newest()
    assert kept.header is None


def test_a_line_that_is_none_is_refused(members, folder):
    path = digesting.write(at=NIGHT)
    key = members[0].pk

    for line in (f"{key} one", f"{key} -1 ab", f"{key} {'9' * 30} ab", ""):
        with pytest.raises(NotADigest):
            list(verifying.differences(rewritten(path, f"{key} 1 ", line), key=None))
