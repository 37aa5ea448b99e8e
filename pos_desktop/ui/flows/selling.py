"""Selling: scans, taps and searches become lines; each change is shown at once and saved behind."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from pos_desktop.errors import PosError
from pos_desktop.till import ONE_PIECE, Cart, Product, ScanKind, TaxLetter, interpret
from pos_desktop.ui.components import Tone
from pos_desktop.ui.flows.choice import Choice, ChoiceDialog
from pos_desktop.ui.flows.stage import Stage
from pos_desktop.ui.flows.typing import NumberDialog, TextDialog
from pos_desktop.ui.models import PAGE
from pos_desktop.ui.models.products import quantity_words
from pos_desktop.ui.screens.sale import SaleScreen, SaleView
from pos_desktop.ui.services import Services

OPEN_ITEM_TAX = TaxLetter.STANDARD
SEARCH_PAUSE_MS = 90


class SellingFlow(QObject):
    """Owns the cart on the counter. `pay_requested` carries it; while `is_paying` says so, its bill is being made."""

    pay_requested = Signal(object)

    def __init__(self, services: Services, stage: Stage, screen: SaleScreen, is_paying: Callable[[], bool]) -> None:
        super().__init__(screen)
        self._is_paying = is_paying
        self._services, self._stage, self._screen = services, stage, screen
        self._cart = Cart.empty()
        self._times = ONE_PIECE
        self._category = ""
        self._is_first = True
        self._price = NumberDialog(stage.window, is_money=True)
        self._quantity = NumberDialog(stage.window, is_money=False)
        self._note = TextDialog(stage.window)
        self._categories = ChoiceDialog(stage.window)
        self._typed = ""
        self._search_timer = QTimer(self)
        self._search_timer.setSingleShot(True)
        self._search_timer.setInterval(SEARCH_PAUSE_MS)
        self._search_timer.timeout.connect(lambda: self._search(self._typed))
        self._connect()

    def _connect(self) -> None:
        screen = self._screen
        screen.scan_entered.connect(self.take_scan)
        screen.search_changed.connect(self._search_soon)
        screen.category_chosen.connect(self._choose_category)
        screen.more_categories_requested.connect(self._show_categories)
        screen.product_chosen.connect(self._tap_product)
        screen.line_selected.connect(lambda line_id: self._show(self._cart.select(line_id)))
        screen.line_stepped.connect(self._step)
        screen.quantity_requested.connect(self._ask_quantity)
        screen.note_requested.connect(self._ask_note)
        screen.line_removed.connect(self._remove)
        screen.hold_requested.connect(self._hold)
        screen.clear_requested.connect(self._clear)
        screen.pay_requested.connect(lambda: self.pay_requested.emit(self._cart))
        for dialog in (self._price, self._quantity, self._note, self._categories):
            dialog.scanned.connect(self._stage.keep_scan)
            dialog.closed.connect(self.sell_kept, Qt.ConnectionType.QueuedConnection)  # its answer goes first

    @property
    def cart(self) -> Cart:
        """What lies on the counter."""
        return self._cart

    def begin(self) -> None:
        """Somebody signed in: the sale that was open is there again."""
        self._screen.show_categories(self._services.catalogue.categories(), self._category)
        self._show_products()
        self.open(self._services.counter.open_sale() or Cart.empty())

    def begin_next(self) -> None:
        """An empty counter for the next customer."""
        self._is_first = False
        self.open(Cart.empty())
        self._show_products()

    def open(self, cart: Cart) -> None:
        """Puts a cart on the counter and opens the screen; scans that were kept are sold now."""
        self._show(cart)
        self._stage.show(self._screen)
        self._stage.focus(self._screen)
        self.sell_kept()

    def sell_kept(self) -> None:
        """Sells the scans that were kept, up to one about which something has to be asked: the rest waits for that."""
        kept, stage = self._stage.kept_scans, self._stage
        while kept and stage.is_open(self._screen) and not stage.is_asking:
            self.take_scan(kept.pop(0))

    def make_room(self, then: Callable[[], None]) -> None:
        """Holds what lies on the counter, if anything does, and goes on; what cannot be held stays there."""
        cart, counter, staff_id = self._cart, self._services.counter, self._stage.staff_id
        if not cart.lines:
            then()
            return
        self._show(Cart.empty())
        self._services.desk_work.run(
            lambda: counter.hold(cart, "", staff_id),
            lambda _none: then(),
            partial(self._could_not_put_away, cart),
        )

    def take_scan(self, text: str) -> None:
        """Sells what was scanned, or what was typed and ended with Enter."""
        self._search_timer.stop()
        scan = interpret(text)
        times = scan.quantity_milli if scan.quantity_milli != ONE_PIECE else self._times
        if scan.kind is ScanKind.MULTIPLIER:
            self._times = scan.quantity_milli
            self._stage.toast.say(self.tr("{0} of the next scan").format(quantity_words(scan.quantity_milli)))
            return
        if scan.kind is ScanKind.NOTHING:
            return
        product = self._services.catalogue.find_code(scan.text)
        if product is None:
            found = self._services.catalogue.search(scan.text, 2)
            product = found[0] if len(found) == 1 else None
        if product is not None:
            self._show_products()
            self._sell(product, times)
        elif scan.kind is ScanKind.CODE:
            self._unknown(scan.text)
        else:
            self._search(scan.text)

    def _unknown(self, code: str) -> None:
        """An unknown code is sold as an open item, its price typed; or not at all."""
        QApplication.beep()
        self._show_products()
        name = self.tr("Item {0}").format(code)
        self._price.ask(
            self.tr("{0} is not in the catalogue").format(code),
            self.tr("Type its price to sell it as an open item, or close this and scan again."),
            lambda cents: self._change(self._cart.add_open_item(name, cents, OPEN_ITEM_TAX)),
        )

    def _search_soon(self, text: str) -> None:
        """A scanner types faster than this waits, so that its code is never searched for letter by letter."""
        self._typed = text
        self._search_timer.start()

    def _search(self, text: str) -> None:
        scan = interpret(text)
        if scan.kind in (ScanKind.NOTHING, ScanKind.MULTIPLIER):
            self._show_products()
            return
        self._screen.show_products(self._services.catalogue.search(scan.text))

    def _choose_category(self, key: str) -> None:
        self._category = key
        self._screen.show_categories(self._services.catalogue.categories(), key)
        self._show_products()
        self._stage.focus(self._screen)

    def _show_categories(self) -> None:
        categories = self._services.catalogue.categories()
        choices = [Choice(each.key, each.name, each.icon) for each in categories]
        self._categories.ask(self.tr("Categories"), choices, self._choose_category)

    def _show_products(self) -> None:
        page, key = self._services.catalogue.page, self._category or None
        self._screen.scan.clear()
        first = page(key, PAGE)
        more = (lambda offset: page(key, PAGE, offset)) if len(first) == PAGE else None
        self._screen.show_products(first, more)

    def _tap_product(self, product_id: int) -> None:
        product = self._services.catalogue.product(product_id)
        if product is not None:
            self._sell(product, self._times)

    def _sell(self, product: Product, times: int) -> None:
        self._times = ONE_PIECE
        if product.price_cents is not None:
            self._change(self._cart.add(product, times))
            return
        self._price.ask(
            f"{product.name} {product.size}".strip(),
            self.tr("Type the amount."),
            lambda cents: self._change(self._cart.add(product, times, cents)),
        )

    def _step(self, line_id: str, by: int) -> None:
        self._change(self._cart.step(line_id, by * ONE_PIECE))

    def _ask_quantity(self, line_id: str) -> None:
        line = self._cart.line(line_id)
        self._quantity.ask(
            f"{line.name} {line.size}".strip(),
            self.tr("How many?"),
            lambda pieces: self._change(self._cart.set_quantity(line_id, pieces * ONE_PIECE)),
        )

    def _ask_note(self, line_id: str) -> None:
        line = self._cart.line(line_id)
        self._note.ask(
            self.tr("Note for {0}").format(line.name),
            line.note,
            lambda text: self._change(self._cart.with_note(line_id, text)),
        )

    def _change(self, cart: Cart) -> None:
        """Shows a changed cart and saves its one changed line; nobody waits for the disk."""
        self._show(cart)
        if cart.selected is None:
            return
        counter, staff_id, line_id = self._services.counter, self._stage.staff_id, cart.selected
        self._in_order(lambda: counter.autosave_line(cart, line_id, staff_id))

    def _remove(self, line_id: str) -> None:
        cart = self._cart.remove(line_id)
        self._show(cart)
        counter, staff_id = self._services.counter, self._stage.staff_id
        self._in_order(lambda: counter.remove_line(cart, line_id, staff_id))

    def _hold(self) -> None:
        if self._is_paying():
            QApplication.beep()
            return
        cart, counter, staff_id = self._cart, self._services.counter, self._stage.staff_id

        def hold(note: str) -> None:
            self._in_order(lambda: counter.hold(cart, note, staff_id), partial(self._could_not_put_away, cart))
            self.begin_next()

        self._note.ask(self.tr("Hold this sale: whose is it?"), "", hold)

    def _clear(self) -> None:
        if self._is_paying():
            QApplication.beep()
            return
        self._categories.ask(
            self.tr("Clear the whole sale?"),
            [Choice("clear", self.tr("Clear the sale"), "trash-2")],
            lambda _key: self._clear_now(),
            tone=Tone.WARN,
        )

    def _clear_now(self) -> None:
        cart, counter, staff_id = self._cart, self._services.counter, self._stage.staff_id
        self._in_order(lambda: counter.clear(cart.sale_id, staff_id), partial(self._could_not_put_away, cart))
        self.begin_next()

    def _show(self, cart: Cart) -> None:
        self._cart = cart
        self._screen.show_view(SaleView(cart, self._is_first))

    def _in_order(self, write: object, on_error: Callable[[PosError], None] | None = None) -> None:
        self._services.desk_work.run(write, None, on_error or self._could_not_save)  # type: ignore[arg-type]

    def _could_not_put_away(self, cart: Cart, error: PosError) -> None:
        """What was not held or cleared comes back, unless the next customer has something on the counter already."""
        if not self._cart.lines:
            self._show(cart)
        self._stage.say_error(error)

    def _could_not_save(self, error: PosError) -> None:
        self._stage.say_error(error)
