"""The sale screen: what is for sale at the left, the cart and its total at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.money import format_amount, format_kes
from pos_desktop.till import Cart, Category, Product
from pos_desktop.ui.components import (
    AmountLabel,
    Button,
    Chip,
    Disc,
    IconLabel,
    Label,
    Panel,
    PrimaryButton,
    Screen,
)
from pos_desktop.ui.components.cart_list import CartList
from pos_desktop.ui.components.product_grid import ProductGrid
from pos_desktop.ui.components.product_tile import TileWords
from pos_desktop.ui.components.scan_box import ScanBox
from pos_desktop.ui.models import CartLines, ProductModel
from pos_desktop.ui.models.products import More
from pos_desktop.ui.theme import Role, Size, Weight
from pos_desktop.ui.theme.measures import GAP, HEAD_HEIGHT, MARGIN, right_column

_CHIPS_WIDE = 7
_CHIPS_NARROW = 4
_LONG_TOTAL_CENTS = 100_000_00


@dataclass(frozen=True)
class SaleView:
    """The cart as it stands. `is_first` says that nothing was sold yet since somebody signed in."""

    cart: Cart
    is_first: bool = True


class SaleScreen(Screen):
    """Sells by scan, tap and search. It never looks anything up; it is given products and says what was wanted."""

    scan_entered = Signal(str)
    search_changed = Signal(str)
    category_chosen = Signal(str)
    more_categories_requested = Signal()
    product_chosen = Signal(int)
    line_selected = Signal(str)
    line_stepped = Signal(str, int)
    quantity_requested = Signal(str)
    note_requested = Signal(str)
    line_removed = Signal(str)
    hold_requested = Signal()
    clear_requested = Signal()
    pay_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: SaleView | None = None
        self._categories: tuple[Category, ...] = ()
        self._category = ""
        self._is_narrow = False
        self.products = ProductModel(self)
        self._lines = CartLines(self)
        self.scan = ScanBox()
        self._chip_row = QHBoxLayout()
        self._chips: list[Chip] = []
        self._more = Button(icon="chevron-down", icon_last=True)
        self._grid = ProductGrid(self.products)
        self._nothing = Label(size=Size.LARGE, tone=Role.TEXT2, align=Qt.AlignmentFlag.AlignHCenter)
        self._right = Panel(edges="l")
        self._head = _CustomerHead()
        self._empty = _EmptyCart()
        self._cart = CartList(self._lines)
        self._foot = _Foot()
        self._build()
        self._connect()
        self.retranslate()

    def _build(self) -> None:
        self._grid.setObjectName("product_grid")
        self._nothing.setContentsMargins(0, 64, 0, 0)
        self._nothing.hide()
        self._cart.setObjectName("cart_list")
        self._more.setObjectName("more_categories")
        self._chip_row.setSpacing(GAP)
        left = QVBoxLayout()
        left.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        left.setSpacing(GAP)
        left.addWidget(self.scan)
        left.addLayout(self._chip_row)
        left.addWidget(self._nothing)
        left.addWidget(self._grid, 1)
        right = QVBoxLayout(self._right)
        right.setContentsMargins(1, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._head)
        right.addWidget(self._empty, 1)
        right.addWidget(self._cart, 1)
        right.addWidget(self._foot)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        columns.addLayout(left, 1)
        columns.addWidget(self._right)

    def _connect(self) -> None:
        self.scan.entered.connect(self.scan_entered)
        self.scan.edited.connect(self.search_changed)
        self._more.clicked.connect(self.more_categories_requested)
        self._grid.product_tapped.connect(self.product_chosen)
        self._cart.tapped.connect(lambda row: self.line_selected.emit(self._lines.line(row).line_id))
        tools = self._cart.tools
        tools.stepped.connect(lambda by: self.line_stepped.emit(self._selected(), by))
        tools.quantity_requested.connect(lambda: self.quantity_requested.emit(self._selected()))
        tools.note_requested.connect(lambda: self.note_requested.emit(self._selected()))
        tools.remove_requested.connect(lambda: self.line_removed.emit(self._selected()))
        self._foot.hold.clicked.connect(self.hold_requested)
        self._foot.clear_sale.clicked.connect(self.clear_requested)
        self._foot.pay.clicked.connect(self.pay_requested)

    def show_categories(self, categories: Sequence[Category], chosen: str) -> None:
        """The chips, as many as fit; `chosen` is a key, or nothing for all."""
        self._categories, self._category = tuple(categories), chosen
        self.products.set_categories(categories)
        self._make_chips()

    def show_products(self, products: Sequence[Product], more: More | None = None) -> None:
        """What stands in the grid."""
        self.products.show_products(products, more)
        self._nothing.setVisible(not products)

    def show_view(self, view: SaleView) -> None:
        """The cart and its total; only what changed is painted again."""
        self._view = view
        cart = view.cart
        quantities: dict[int, int] = {}
        for line in cart.lines:
            if line.product_id is not None:
                quantities[line.product_id] = quantities.get(line.product_id, 0) + line.quantity_milli
        self.products.show_in_cart(quantities)
        self._lines.show_cart(cart)
        self._empty.setVisible(not cart.lines)
        self._cart.setVisible(bool(cart.lines))
        self._cart.refresh()
        self._empty.show_first(first=view.is_first)
        self._foot.show_cart(cart)

    def retranslate(self) -> None:
        """Sets every word."""
        self.setAccessibleName(self.tr("Sale"))
        self.scan.set_words(
            self.tr("Scan, or type a name or code"), self.tr("then scan = 3 of it"), self.tr("Scan or search")
        )
        self._more.set_words(self.tr("More"))
        self._nothing.setText(self.tr("Nothing has this name or code."))
        self._grid.set_words(TileWords(self.tr("{0} left"), self.tr("Type")))
        self._cart.tools.set_words(self.tr("One less"), self.tr("One more"), self.tr("Note"), self.tr("Remove"))
        self._head.retranslate()
        self._empty.retranslate()
        self._foot.retranslate()
        self._make_chips()

    def adapt(self, *, narrow: bool, window_width: int) -> None:
        """Takes the form of the window's width."""
        self._right.setFixedWidth(right_column(window_width))
        self._cart.tools.set_narrow(narrow=narrow)
        if narrow != self._is_narrow:
            self._is_narrow = narrow
            self._make_chips()

    def first_focus(self) -> None:
        """The scan box."""
        self.scan.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the cart's rows in step."""
        super().resizeEvent(event)
        self._cart.refresh()

    def _selected(self) -> str:
        row = self._lines.selected_row()
        return self._lines.line(row).line_id if row >= 0 else ""

    def _make_chips(self) -> None:
        for chip in self._chips:
            self._chip_row.removeWidget(chip)
            chip.hide()
            chip.setObjectName("")
            chip.deleteLater()
        self._chip_row.removeWidget(self._more)
        room = _CHIPS_NARROW if self._is_narrow else _CHIPS_WIDE
        shown = list(self._categories[:room])
        if self._category and self._category not in {each.key for each in shown}:
            shown[-1:] = [each for each in self._categories if each.key == self._category]
        self._chips = [self._chip("", self.tr("All"), "")]
        self._chips += [self._chip(each.key, each.name, each.icon) for each in shown]
        for chip in self._chips:
            self._chip_row.addWidget(chip, 1)
        self._chip_row.addWidget(self._more, 1)
        self._more.setVisible(len(self._categories) > room)

    def _chip(self, key: str, name: str, icon: str) -> Chip:
        chip = Chip(name.split(",")[0].split(" & ")[0], icon)
        chip.setObjectName(f"category_{key or 'all'}")
        chip.setChecked(key == self._category)
        chip.clicked.connect(lambda: self.category_chosen.emit(key))
        return chip


class _CustomerHead(Panel):
    """Who buys: the customer who walked in."""

    def __init__(self) -> None:
        super().__init__(edges="b")
        self.setFixedHeight(HEAD_HEIGHT)
        self._words = Label(tone=Role.TEXT2)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 0, MARGIN, 0)
        row.setSpacing(GAP)
        row.addWidget(IconLabel("user", 20, Role.TEXT2))
        row.addWidget(self._words, 1)

    def retranslate(self) -> None:
        """Sets the words."""
        self._words.setText(self.tr("Walk-in customer"))


class _EmptyCart(QWidget):
    """The hint where the cart will be."""

    def __init__(self) -> None:
        super().__init__()
        self._is_first = True
        centre = Qt.AlignmentFlag.AlignHCenter
        self._title = Label(size=Size.LARGE, weight=Weight.SEMIBOLD, align=centre)
        self._words = Label(tone=Role.TEXT2, align=centre)
        column = QVBoxLayout(self)
        column.setSpacing(GAP)
        column.addStretch(1)
        column.addWidget(Disc(96, "scan-barcode", icon_size=48), 0, centre)
        column.addSpacing(MARGIN)
        column.addWidget(self._title)
        column.addWidget(self._words)
        column.addStretch(1)

    def show_first(self, *, first: bool) -> None:
        """Another greeting once something was sold."""
        if first != self._is_first:
            self._is_first = first
            self.retranslate()

    def retranslate(self) -> None:
        """Sets the words."""
        first, later = self.tr("Karibu! Ready for the first sale."), self.tr("Ready for the next sale.")
        self._title.setText(first if self._is_first else later)
        self._words.setText(self.tr("Scan an item, or tap it on the left."))


class _Foot(Panel):
    """Items, VAT, the total, and what can be done with the sale."""

    def __init__(self) -> None:
        super().__init__(edges="t")
        self._cart: Cart | None = None
        self._items = Label(size=Size.SMALL, tone=Role.TEXT2)
        self._vat = Label(size=Size.SMALL, tone=Role.TEXT2, align=Qt.AlignmentFlag.AlignRight)
        self._total = Label(size=Size.LARGE, weight=Weight.SEMIBOLD)
        self._amount = AmountLabel(sizes=(Size.TOTAL,))
        self._amount.setObjectName("total")
        self.hold = Button(key="F4")
        self.clear_sale = Button(key="Shift+Del")
        self.pay = PrimaryButton(key="F8", amount_size=Size.TITLE)
        self.hold.setObjectName("hold_button")
        self.clear_sale.setObjectName("clear_button")
        self.pay.setObjectName("pay_button")
        self._small, self._buttons = QWidget(), QWidget()
        self._build()

    def _build(self) -> None:
        small = QHBoxLayout(self._small)
        small.setContentsMargins(0, 0, 0, 0)
        small.addWidget(self._items)
        small.addWidget(self._vat, 1)
        total = QHBoxLayout()
        total.addWidget(self._total)
        total.addWidget(self._amount, 1)
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(GAP)
        buttons.addWidget(self.hold, 1)
        buttons.addWidget(self.clear_sale, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 9, MARGIN, MARGIN)
        column.setSpacing(4)
        column.addWidget(self._small)
        column.addLayout(total)
        column.addWidget(self._buttons)
        column.addSpacing(4)
        column.addWidget(self.pay)

    def show_cart(self, cart: Cart) -> None:
        """The figures of a cart."""
        self._cart = cart
        totals = cart.totals
        empty = not cart.lines
        self._small.setVisible(not empty)
        self._buttons.setVisible(not empty)
        self._amount.set_currency(shown=not empty and totals.due_cents < _LONG_TOTAL_CENTS)
        self._amount.set_tone(Role.TEXT2 if empty else Role.TEXT)
        self._amount.set_cents(totals.due_cents)
        self.pay.setEnabled(not empty)
        self.pay.set_amount("" if empty else format_kes(totals.due_cents))
        self._show_small()

    def retranslate(self) -> None:
        """Sets the words."""
        self._total.setText(self.tr("Total"))
        self.hold.set_words(self.tr("Hold"))
        self.clear_sale.set_words(self.tr("Clear"))
        self.pay.set_words(self.tr("Pay"))
        self._show_small()

    def _show_small(self) -> None:
        if self._cart is None:
            return
        totals = self._cart.totals
        words = self.tr("1 item") if totals.item_count == 1 else self.tr("{0} items").format(totals.item_count)
        if totals.rounding_cents:
            words += self.tr(" · rounded {0}").format(format_amount(totals.rounding_cents))
        self._items.setText(words)
        self._vat.setText(self.tr("VAT included {0}").format(format_amount(totals.vat_cents)))
