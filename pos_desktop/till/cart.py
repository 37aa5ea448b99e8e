"""The cart: lines in, totals out. Nothing here is written anywhere, and every change makes a new cart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from pos_desktop.ids import new_public_id
from pos_desktop.money import round_to_shilling
from pos_desktop.till.catalogue import Product
from pos_desktop.till.errors import NotFoundError, OutOfRangeError, PriceNeededError
from pos_desktop.till.tax import TaxLetter, TaxLine, tax_lines

ONE_PIECE = 1_000
"""Quantities are whole thousandths of a piece, a kilogram or a litre."""
MAX_QUANTITY_MILLI = 9_999 * ONE_PIECE
MAX_PRICE_CENTS = 100_000_000
MAX_NOTE_LENGTH = 200


@dataclass(frozen=True)
class CartLine:
    """One line: what, how much of it, at which price. `position` only ever grows within a sale."""

    line_id: str
    position: int
    product_id: int | None
    name: str
    size: str
    quantity_milli: int
    unit_price_cents: int
    tax_letter: TaxLetter
    note: str = ""

    @property
    def amount_cents(self) -> int:
        """Quantity times price, to the cent, half a cent going up."""
        return (self.quantity_milli * self.unit_price_cents + ONE_PIECE // 2) // ONE_PIECE


@dataclass(frozen=True)
class Totals:
    """What a cart comes to. `due_cents` is `goods_cents + rounding_cents`, a whole number of shillings."""

    item_count: int
    goods_cents: int
    rounding_cents: int
    due_cents: int
    vat_cents: int
    by_letter: tuple[TaxLine, ...]


@dataclass(frozen=True)
class Cart:
    """The lines of one sale, in the order they were added, and the one that the keypad acts on."""

    sale_id: str
    lines: tuple[CartLine, ...] = ()
    selected: str | None = None

    @classmethod
    def empty(cls) -> Cart:
        """A cart for the next customer, with the public id that its sale will carry."""
        return cls(new_public_id())

    def add(self, product: Product, quantity_milli: int = ONE_PIECE, price_cents: int | None = None) -> Cart:
        """Adds a product. More of the same at the same price joins the line that is there, unless it has a note.

        Raises:
            PriceNeededError: the product has no price and none was typed.
            OutOfRangeError: the quantity or the price is one that no shop means.
        """
        price = product.price_cents if price_cents is None else price_cents
        if price is None:
            raise PriceNeededError(f"product {product.id} has no price")
        for line in self.lines:
            if (line.product_id, line.unit_price_cents, line.tax_letter, line.note) == (
                product.id,
                price,
                product.tax_letter,
                "",
            ):
                return self.set_quantity(line.line_id, line.quantity_milli + quantity_milli)
        return self._append(product.id, product.name, product.size, quantity_milli, price, product.tax_letter)

    def add_open_item(self, name: str, price_cents: int, tax_letter: TaxLetter) -> Cart:
        """Adds one of something that is not in the catalogue.

        Raises:
            OutOfRangeError: there is no name, or the price is one that no shop means.
        """
        if not name.strip():
            raise OutOfRangeError("an open item needs a name")
        return self._append(None, name.strip(), "", ONE_PIECE, price_cents, tax_letter)

    def set_quantity(self, line_id: str, quantity_milli: int) -> Cart:
        """Gives a line another quantity and selects it.

        Raises:
            OutOfRangeError: it is not above nothing, or above 9,999.
            NotFoundError: there is no such line.
        """
        return self._replace(replace(self.line(line_id), quantity_milli=_checked_quantity(quantity_milli)))

    def step(self, line_id: str, by_milli: int) -> Cart:
        """One more or one less; a step below one piece, or above the limit, changes nothing but the selection."""
        quantity = self.line(line_id).quantity_milli + by_milli
        if not 0 < quantity <= MAX_QUANTITY_MILLI:
            return self.select(line_id)
        return self.set_quantity(line_id, quantity)

    def remove(self, line_id: str) -> Cart:
        """Takes a line out; the one below it, or else the last one, becomes the selected line."""
        index = self.lines.index(self.line(line_id))
        lines = self.lines[:index] + self.lines[index + 1 :]
        selected = lines[min(index, len(lines) - 1)].line_id if lines else None
        return replace(self, lines=lines, selected=selected)

    def with_note(self, line_id: str, note: str) -> Cart:
        """Writes a note on a line, or takes it away with an empty one.

        Raises:
            OutOfRangeError: the note is longer than a receipt can carry.
        """
        if len(note) > MAX_NOTE_LENGTH:
            raise OutOfRangeError(f"a note has at most {MAX_NOTE_LENGTH} characters")
        return self._replace(replace(self.line(line_id), note=note.strip()))

    def select(self, line_id: str) -> Cart:
        """Makes a line the one that the keypad acts on."""
        return replace(self, selected=self.line(line_id).line_id)

    def line(self, line_id: str) -> CartLine:
        """The line with this id.

        Raises:
            NotFoundError: there is no such line.
        """
        for line in self.lines:
            if line.line_id == line_id:
                return line
        raise NotFoundError(f"the cart has no line {line_id}")

    def quantity_of(self, product_id: int) -> int:
        """How much of a product is in the cart, over all its lines, in thousandths."""
        return sum(line.quantity_milli for line in self.lines if line.product_id == product_id)

    @cached_property
    def totals(self) -> Totals:
        """What the cart comes to, computed once."""
        amounts = [(line.amount_cents, line.tax_letter) for line in self.lines]
        goods = sum(amount for amount, _letter in amounts)
        due = round_to_shilling(goods)
        bands = tax_lines(amounts)
        vat = sum(band.vat_cents for band in bands)
        return Totals(sum(map(_pieces, self.lines)), goods, due - goods, due, vat, bands)

    def _append(
        self,
        product_id: int | None,
        name: str,
        size: str,
        quantity_milli: int,
        price_cents: int,
        tax_letter: TaxLetter,
    ) -> Cart:
        if not 0 <= price_cents <= MAX_PRICE_CENTS:
            raise OutOfRangeError(f"not a price: {price_cents} cents")
        quantity = _checked_quantity(quantity_milli)
        position = self.lines[-1].position + 1 if self.lines else 1
        line = CartLine(new_public_id(), position, product_id, name, size, quantity, price_cents, tax_letter)
        return replace(self, lines=(*self.lines, line), selected=line.line_id)

    def _replace(self, changed: CartLine) -> Cart:
        lines = tuple(changed if line.line_id == changed.line_id else line for line in self.lines)
        return replace(self, lines=lines, selected=changed.line_id)


def _pieces(line: CartLine) -> int:
    """Whole pieces count as they are; something weighed counts as one item."""
    pieces, rest = divmod(line.quantity_milli, ONE_PIECE)
    return 1 if rest else pieces


def _checked_quantity(quantity_milli: int) -> int:
    if not 0 < quantity_milli <= MAX_QUANTITY_MILLI:
        raise OutOfRangeError(f"not a quantity: {quantity_milli} thousandths")
    return quantity_milli
