"""The bill in its two widths: whatever was taken, asked or refused, and however much, nothing of it is cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QObject, QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pos_desktop.payments import Closing, Refusal, Subject
from pos_desktop.ui.components import Label, bill_lines
from pos_desktop.ui.components.bill_lines import BillLine, BillLineList
from pos_desktop.ui.components.painting import paint_words
from pos_desktop.ui.i18n import Languages, ScreenLanguage
from pos_desktop.ui.screens.bill_view import TenderRow, TenderRowKind
from pos_desktop.ui.screens.pay import PayScreen
from pos_desktop.ui.screens.pay_view import PayView, TenderChoice
from pos_desktop.ui.screens.waiting import WaitingScreen, WaitingView
from pos_desktop.ui.words import known_codes
from tests.ui.payment_samples import payment
from tests.ui.payment_windows import SIZES, ManualClock, bill, opened, part

NARROW, WIDE = SIZES[0], SIZES[2]
CODE = "UK0000001234"
AMOUNTS = (49_100, 119_100, 1_500_000, 10_000_000, 99_999_900)
REASONS: tuple[Subject, ...] = (*known_codes(), *Refusal, *Closing)


@pytest.fixture(params=list(ScreenLanguage))
def _language(request: pytest.FixtureRequest) -> Iterator[None]:
    owner = QObject()
    languages = Languages(owner)
    languages.switch_to(request.param)
    yield
    languages.switch_to(ScreenLanguage.ENGLISH)


def every_tender(amount_cents: int) -> list[TenderRow]:
    return [
        TenderRow(TenderRowKind.CASH, amount_cents),
        TenderRow(TenderRowKind.CASH, amount_cents, tender_id="tender-1"),
        TenderRow(TenderRowKind.MPESA_PAID, amount_cents, CODE),
        TenderRow(TenderRowKind.MPESA_PAID, amount_cents),
        TenderRow(TenderRowKind.MPESA_ASKED, amount_cents),
        TenderRow(TenderRowKind.MPESA_UNKNOWN, amount_cents),
    ]


def shown(screen: PayScreen, rows: list[TenderRow]) -> list[Label]:
    """The labels that these tenders put on the bill."""
    screen.show_view(PayView(bill(*rows), TenderChoice.MPESA, "Mama Njeri Stores"))
    QApplication.processEvents()
    lines = [each for each in screen.findChildren(QWidget, "tender_line") if each.isVisible()]
    return [label for line in lines for label in line.findChildren(Label)]


def place(widget: QWidget, screen: QWidget) -> QRect:
    return QRect(widget.mapTo(screen, QPoint()), widget.size())


def faults(screen: PayScreen, labels: list[Label]) -> list[str]:
    """What is narrower than its words, or stands over something else or over the edge."""
    column = place(part(screen, QWidget, "left_to_pay"), screen).right()
    cut = [each.text() for each in labels if each.natural_width() > each.width() + 0.5]
    out = [each.text() for each in labels if place(each, screen).right() > column]
    over = [
        f"{one.text()} over {other.text()}"
        for number, one in enumerate(labels)
        for other in labels[:number]
        if place(one, screen).intersects(place(other, screen))
    ]
    return cut + out + over


@pytest.mark.usefixtures("_language")
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["1024", "1366"])
@pytest.mark.parametrize("amount_cents", AMOUNTS)
def test_no_tender_is_cut_however_large_it_is(qtbot: QtBot, amount_cents: int, size: QSize) -> None:
    screen = opened(qtbot, PayScreen(), size)
    labels = shown(screen, every_tender(amount_cents))
    assert any(CODE in each.text() for each in labels)
    assert faults(screen, labels) == []


@pytest.mark.usefixtures("_language")
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["1024", "1366"])
def test_no_reason_why_it_was_not_paid_is_cut(qtbot: QtBot, size: QSize) -> None:
    screen = opened(qtbot, PayScreen(), size)
    for why in REASONS:
        assert faults(screen, shown(screen, [TenderRow(TenderRowKind.MPESA_NOT_PAID, 0, why=why)])) == []


def test_at_1024_the_code_stands_under_the_name_whatever_the_amount_is(qtbot: QtBot) -> None:
    screen = opened(qtbot, PayScreen(), NARROW)
    for amount_cents in AMOUNTS:
        amount, name, code = shown(screen, [TenderRow(TenderRowKind.MPESA_PAID, amount_cents, CODE)])
        assert (name.text(), code.text()) == ("M-Pesa", CODE)
        assert place(code, screen).left() == place(name, screen).left()
        assert place(code, screen).top() >= place(name, screen).bottom()
        assert place(amount, screen).center().y() == place(name, screen).center().y()


def test_in_a_wide_window_the_code_stands_beside_the_name(qtbot: QtBot) -> None:
    screen = opened(qtbot, PayScreen(), WIDE)
    _amount, name = shown(screen, [TenderRow(TenderRowKind.MPESA_PAID, 99_999_900, CODE)])
    assert name.text() == f"M-Pesa {CODE}"


def test_a_long_name_of_a_cashier_gives_way_to_the_time(qtbot: QtBot) -> None:
    screen = WaitingScreen(ManualClock())
    view = replace(bill(), staff_name="Wanjiku Nyambura Kamau-Odhiambo", receipt_number="12-00000482")
    screen.show_view(WaitingView(view, payment()))
    opened(qtbot, screen, NARROW)
    labels = {each.text(): each for each in screen.bill.findChildren(Label) if each.isVisible()}
    for whole in ("Sale 12-00000482", " · 14:05"):
        assert labels[whole].width() >= labels[whole].natural_width() - 0.5
    assert place(labels[" · 14:05"], screen).right() < screen.bill.width() - 16


LONG = (
    BillLine("2×", "Brookside whole milk, long life", 99_999_900, "500 ml"),
    BillLine("12×", "Brookside whole milk, long life, of the kind that is kept without a fridge", 17_100, "200 ml"),
    BillLine("0.75×", "Tomatoes", 9_000),
)
Painted = dict[str, QRectF]


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> Painted:
    """What is painted of the lines, and where."""
    seen: Painted = {}

    def spy(painter: QPainter, room: QRectF, words: str, *more: Any, **named: Any) -> None:
        seen[words] = QRectF(room)
        paint_words(painter, room, words, *more, **named)

    monkeypatch.setattr(bill_lines, "paint_words", spy)
    return seen


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["1024", "1366"])
def test_what_is_sold_keeps_its_size_and_its_amount_when_its_name_is_too_long(
    qtbot: QtBot, painted: Painted, size: QSize
) -> None:
    screen = opened(qtbot, PayScreen(), size)
    screen.show_view(PayView(replace(bill(), lines=LONG), TenderChoice.CASH, "Mama Njeri Stores"))
    screen.grab()
    assert {"999,999.00", "171.00", "90.00", "Tomatoes"} <= set(painted)
    assert [each for each in painted if each.endswith("500 ml")]
    assert [each for each in painted if each.endswith("200 ml")]


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["1024", "1366"])
def test_the_amounts_stay_in_their_column_when_the_lines_scroll(qtbot: QtBot, painted: Painted, size: QSize) -> None:
    screen = opened(qtbot, PayScreen(), size)
    lines = part(screen, BillLineList, "bill_lines")
    column = place(part(screen, QWidget, "left_to_pay"), screen).right() + 1
    for count in (1, 20):
        view = replace(bill(), lines=LONG * count)
        screen.show_view(PayView(view, TenderChoice.CASH, "Mama Njeri Stores"))
        screen.grab()
        assert lines.verticalScrollBar().isVisible() == (count > 1)
        assert place(lines, screen).left() + painted["171.00"].right() == column
