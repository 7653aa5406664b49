"""F42: what has ended is started again, with growing pauses, or given up."""

import pytest

from shop.embedded.process import DidNotStart
from shop.embedded.watching import GaveUp, Part, Watch

PAUSES = [0.5, 1, 2, 4, 8, 16]


class Process:
    """A part that runs until a test ends it."""

    def __init__(self, log):
        self.log = log
        self.starts = self.refusals = 0
        self.is_up = True

    def poll(self):
        return None if self.is_up else 1

    def start(self):
        self.starts += 1
        if self.refusals:
            self.refusals -= 1
            raise DidNotStart("not yet")
        self.is_up = True

    def part(self, name="web"):
        return Part(name=name, log=self.log, running=lambda: self, start=self.start)


@pytest.fixture
def web(tmp_path):
    return Process(tmp_path / "web.log")


@pytest.fixture
def said():
    return []


@pytest.fixture
def watch(web, said):
    return Watch([web.part()], say=said.append)


def test_what_runs_is_left_alone(watch, web, said):
    watch.look(at=0)

    assert (web.starts, said) == (0, [])


def test_what_has_ended_is_started_after_a_pause_and_said_once(watch, web, said):
    web.is_up = False

    for at in (0, 0.1, 0.4):
        watch.look(at=at)
    assert web.starts == 0
    watch.look(at=0.5)

    assert web.starts == 1
    assert said == ["web ended; it is started again in 0.5 s."]


def test_pauses_grow_until_it_is_given_up_with_its_last_words(watch, web, said):
    web.log.write_text("Out of paper\n")

    def end_again_and_again():
        for half in range(100):
            web.is_up = False
            watch.look(at=half / 2)

    with pytest.raises(GaveUp) as given_up:
        end_again_and_again()

    assert [float(line.split()[-2]) for line in said] == PAUSES
    words = str(given_up.value)
    assert words.startswith("web ended 7 times in a row, so all is stopped")
    assert words.endswith("Out of paper")


def test_what_cannot_be_started_yet_is_tried_again(watch, web, said):
    web.is_up, web.refusals = False, 2
    watch.look(at=0)
    watch.look(at=0.5)
    watch.look(at=1.5)
    assert not web.is_up

    watch.look(at=3.5)

    assert web.is_up
    assert [line.split()[-2] for line in said] == ["0.5", "1", "2"]


def test_who_has_run_for_long_begins_anew(watch, web, said):
    for at in (0, 100, 200):
        web.is_up = False
        watch.look(at=at)
        watch.look(at=at + 0.5)
        watch.look(at=at + 61)

    assert {line.split()[-2] for line in said} == {"0.5"}


def test_one_that_ends_does_not_keep_the_others_from_being_started(tmp_path, said):
    first, second = Process(tmp_path / "1"), Process(tmp_path / "2")
    watch = Watch([first.part("Redis"), second.part("beat")], say=said.append)
    first.is_up = second.is_up = False

    watch.look(at=0)
    watch.look(at=0.5)

    assert (first.starts, second.starts) == (1, 1)
    assert [line.split()[0] for line in said] == ["Redis", "beat"]
