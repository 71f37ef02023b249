"""How wide the columns of a grid and the gutters between them are; pools share one measure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final, NamedTuple

from engine.layout.ways import Side, Track, Way

_LETTER: Final = 12  # pixels of a Chinese letter of a label; others are half as wide
_LINE: Final = 14  # pixels from one line of a label to the next
_WIDEST: Final = 90  # pixels, as bpmn-js breaks the labels of lines
_MARGIN: Final = 20
_STEP: Final = 12  # between two tracks


class Gutter(NamedTuple):
    """What has to stand side by side in a gutter: tracks of messages, tracks, names, tracks."""

    messages: int = 0
    leaving: int = 0
    room: int = 0  # pixels
    entering: int = 0

    @property
    def width(self) -> int:
        """In pixels."""
        tracks = self.messages + self.leaving + self.entering
        return 2 * _MARGIN + tracks * _STEP + self.room


_NO_GUTTER: Final = Gutter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Widths of columns, and gutters: one left of each column and one behind the last."""

    columns: tuple[int, ...]
    gutters: tuple[Gutter, ...]

    @property
    def width(self) -> int:
        """Of all together."""
        return sum(self.columns) + sum(gutter.width for gutter in self.gutters)

    def gutter(self, number: int) -> int:
        """Return the x where a gutter begins."""
        before = sum(gutter.width for gutter in self.gutters[:number])
        return before + sum(self.columns[:number])

    def column(self, number: int) -> int:
        """Return the x of a column's middle."""
        left = self.gutter(number) + self.gutters[number].width
        return left + self.columns[number] // 2

    def track(self, track: Track, place: int) -> int:
        """Return the x of a track, by its place among those of its side."""
        left, gutter = self.gutter(track.gutter), self.gutters[track.gutter]
        if track.side is Side.ENTERING:
            return left + gutter.width - _MARGIN - place * _STEP
        return left + _MARGIN + (gutter.messages + place) * _STEP

    def message(self, number: int, place: int) -> int:
        """Return the x of a message's track in a gutter."""
        return self.gutter(number) + _MARGIN // 2 + place * _STEP

    def room(self, number: int) -> int:
        """Return the x where names stand in a gutter."""
        gutter = self.gutters[number]
        tracks = (gutter.messages + gutter.leaving) * _STEP
        return self.gutter(number) + _MARGIN + tracks


def label(name: str) -> tuple[int, int]:
    """Return the width and height that a name takes beside a line."""
    long = sum(_LETTER // 2 if letter.isascii() else _LETTER for letter in name) + 6
    return min(long, _WIDEST), _LINE * -(-long // _WIDEST)


def measure(widths: Mapping[int, int], ways: Iterable[Way], messages: Sequence[int]) -> Measure:
    """Return what a level needs; `messages` are the gutters through which messages come."""
    count = 1 + max(widths, default=0)
    tracks: dict[tuple[int, Side], set[str]] = {}
    rooms = [0] * (count + 1)
    for way in ways:
        if way.flow.name and not way.back:
            rooms[way.gutter] = max(rooms[way.gutter], label(way.flow.name)[0])
        for track in way.tracks:
            tracks.setdefault((track.gutter, track.side), set()).add(track.key)
    gutters = (
        Gutter(
            messages.count(number),
            len(tracks.get((number, Side.LEAVING), ())),
            rooms[number],
            len(tracks.get((number, Side.ENTERING), ())),
        )
        for number in range(count + 1)
    )
    columns = tuple(widths.get(number, 0) for number in range(count))
    return Measure(columns=columns, gutters=tuple(gutters))


def shared(all_: Sequence[Measure]) -> Measure:
    """Return a measure that is wide enough for each."""
    columns = zip_longest(*(each.columns for each in all_), fillvalue=0)
    gutters = zip_longest(*(each.gutters for each in all_), fillvalue=_NO_GUTTER)
    return Measure(
        columns=tuple(map(max, columns)),
        gutters=tuple(_together(each) for each in gutters),
    )


def _together(gutters: Sequence[Gutter]) -> Gutter:
    """Return one that holds each; messages of all pools pass through it side by side."""
    widest = Gutter(*map(max, zip(*gutters, strict=True)))
    return widest._replace(messages=sum(each.messages for each in gutters))
