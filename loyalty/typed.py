"""What people type, paste and export, as they mean it: pure, the same at every door.

Keyboards write wide letters and dashes of many kinds, mail programs and spreadsheets
add blanks and signs that nobody sees. Reading what was read changes nothing. The
forms that texts are brought to are Unicode's, https://unicode.org/reports/tr15.
"""

import re
import unicodedata

# Without a picture, though Unicode calls them letters, marks and symbols.
BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
IGNORED = re.compile(
    "[\u034f\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
# They hold the parts of an emoji and of Persian words together, and nothing else.
JOINERS = "\u200c\u200d"
IDLE_JOINERS = re.compile(f"(?<![^\x00-\x7f])[{JOINERS}]+|[{JOINERS}]+(?![^\x00-\x7f])")
BROKEN = frozenset("\0\r\n")
UNSEEN = ("Cc", "Cf", "Cs")
# Full stops that Chinese and Japanese keyboards write between the parts of a domain.
FULL_STOPS = str.maketrans("。｡．", "...")
# Two letters that one standard of domain names keeps and an older one replaces: where
# mail goes depends on who sends it.
AMBIGUOUS = frozenset("ßς")
REACHABLE = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)*", re.ASCII
)


class Unreachable(ValueError):
    """Mail does not get to this address."""


def line(text: str) -> str:
    """Return a text as one line: each blank one blank, nothing that is not seen.

    Its letters stay as they are.
    """
    seen = "".join(map(_seen, unicodedata.normalize("NFC", text)))
    words = " ".join(seen.split())
    return unicodedata.normalize("NFC", IDLE_JOINERS.sub("", words))


def one_line(text: str) -> str:
    """Return one line as it is, without the padding, and others as `line` does.

    What is a line already stays: files that were brought in before are known by it.
    Where lines break, or something is broken, nothing is mended.
    """
    padless = text.strip()
    if padless.isprintable() or not BROKEN.isdisjoint(padless):
        return padless
    return line(padless)


def one_line_that_says_something(text: str, *, longest: int) -> str | None:
    """Return `one_line` of a text; None where that is too long or cannot be seen."""
    read = one_line(text)
    says = read.isprintable() and len(read) <= longest and plain(read)
    return read if says else None


def plain(text: str) -> str:
    """Return a text as a look-up takes it: one line, in the plain form of letters."""
    compatible = unicodedata.normalize("NFKC", text)
    return line(re.sub(f"[{JOINERS}]", "", IGNORED.sub("", compatible)))


def address(text: str) -> str:
    """Return the one form of an e-mail address: what two of it share is one address.

    Everything has a form; whether mail gets there, `is_reachable` says. A domain is
    written as it travels, `xn--…`.
    """
    small = plain(plain(text).replace(" ", "").lower())
    local, at, domain = small.rpartition("@")
    return f"{local}{at}{_as_it_travels(domain.translate(FULL_STOPS))}"


def is_reachable(address: str) -> bool:
    """Whether mail gets to an address in its one form, as far as letters go."""
    return REACHABLE.fullmatch(address) is not None


def reachable(text: str) -> str:
    """Return the one form of an address that mail gets to, or raise Unreachable."""
    if not is_reachable(form := address(text)):
        raise Unreachable(form)
    return form


def _seen(sign: str) -> str:
    if sign.isspace() or sign in BLANK:
        return " "
    hidden = unicodedata.category(sign) in UNSEEN and sign not in JOINERS
    return "" if hidden else sign


def _as_it_travels(domain: str) -> str:
    if domain.isascii() or not AMBIGUOUS.isdisjoint(domain):
        return domain
    try:
        return domain.encode("idna").decode()
    except UnicodeError:  # no such domain can be had
        return domain
