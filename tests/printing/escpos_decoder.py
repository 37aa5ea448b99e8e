"""Reads ESC/POS bytes as a printer would. Knows the commands that our receipts use, and refuses all others."""

from __future__ import annotations

from dataclasses import dataclass, field

ESC, GS, DLE = 0x1B, 0x1D, 0x10
STATUS_LENGTH = 3


class NotEscPosError(Exception):
    """Bytes that a printer would put on paper as garbage."""


@dataclass(frozen=True)
class Letter:
    """One letter as it stands on paper."""

    text: str
    is_bold: bool
    width: int
    height: int


@dataclass(frozen=True)
class Raster:
    """A picture: rows of dots, True is black."""

    dots: tuple[tuple[bool, ...], ...]


@dataclass
class Paper:
    """What came out: lines of letters and pictures, and what else the printer did, in order."""

    lines: list[tuple[Letter, ...] | Raster] = field(default_factory=list)
    events: list[str] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """The lines of letters, pictures left out."""
        return ["".join(letter.text for letter in line) for line in self.lines if isinstance(line, tuple)]

    def line_with(self, words: str) -> tuple[Letter, ...]:
        """The first line that holds the words."""
        for line in self.lines:
            if isinstance(line, tuple) and words in "".join(letter.text for letter in line):
                return line
        raise AssertionError(f"no line with {words!r} in {self.texts}")


class Decoder:
    """Works through the bytes of one document."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._is_bold = False
        self._width = self._height = 1
        self._line: list[Letter] = []
        self.paper = Paper()

    def read(self) -> Paper:
        """The paper that the bytes make."""
        while self._at < len(self._data):
            byte = self._take()
            if byte == ESC:
                self._escape()
            elif byte == GS:
                self._group()
            elif byte == 0x0A:
                self._end_line()
            elif 0x20 <= byte <= 0x7E:
                self._line.append(Letter(chr(byte), self._is_bold, self._width, self._height))
            else:
                raise NotEscPosError(f"byte {byte:#04x} at {self._at - 1}")
        if self._line:
            raise NotEscPosError("the last line was never ended")
        return self.paper

    def _take(self) -> int:
        if self._at >= len(self._data):
            raise NotEscPosError("a command is cut off")
        self._at += 1
        return self._data[self._at - 1]

    def _end_line(self) -> None:
        self.paper.lines.append(tuple(self._line))
        self._line = []

    def _escape(self) -> None:
        match chr(self._take()):
            case "@":
                self._is_bold, self._width, self._height = False, 1, 1
                self.paper.events.append("initialise")
            case "E":
                self._is_bold = bool(self._take())
            case "t":
                self.paper.events.append(f"code page {self._take()}")
            case "d":
                self.paper.events.append(f"feed {self._take()}")
            case "p":
                self.paper.events.append(f"drawer {self._take()}")
                self._take(), self._take()
            case command:
                raise NotEscPosError(f"ESC {command!r}")

    def _group(self) -> None:
        match chr(self._take()):
            case "!":
                size = self._take()
                self._width, self._height = (size >> 4) + 1, (size & 0x0F) + 1
            case "V":
                self.paper.events.append(f"cut {self._take()}")
            case "v":
                self._raster()
            case command:
                raise NotEscPosError(f"GS {command!r}")

    def _raster(self) -> None:
        if (self._take(), self._take()) != (ord("0"), 0):
            raise NotEscPosError("GS v of an unknown mode")
        bytes_wide = self._take() | self._take() << 8
        rows = self._take() | self._take() << 8
        dots = tuple(self._row(bytes_wide) for _ in range(rows))
        self.paper.lines.append(Raster(dots))

    def _row(self, bytes_wide: int) -> tuple[bool, ...]:
        values = [self._take() for _ in range(bytes_wide)]
        return tuple(bool(value & 0x80 >> bit) for value in values for bit in range(8))


def decode(data: bytes) -> Paper:
    """The paper that the bytes make.

    Raises:
        NotEscPosError: a printer of ours would not understand them.
    """
    return Decoder(data).read()
