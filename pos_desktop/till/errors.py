"""What the sales counter refuses, and why.

TillError
├── CartError            the cart as it is does not allow this
│   ├── PriceNeededError
│   ├── OutOfRangeError
│   └── EmptyCartError
├── SaleMoveError        the sale is not in a state that allows this
│   ├── SaleFrozenError
│   ├── MoneyTakenError
│   ├── GoodsReleasedError
│   └── PaymentLiveError
├── NotFoundError        no such sale, line or person
├── PinShapeError        a PIN of the wrong length for its owner
└── ImportFileError      a file of products cannot be read at all
"""

from __future__ import annotations

from pos_desktop.errors import Money, PosError, Retry


class TillError(PosError):
    """Base of what the sales counter refuses; nothing was written."""

    code = "till"


class CartError(TillError):
    """The cart as it is does not allow this."""

    code = "cart"


class PriceNeededError(CartError):
    """The product has no price of its own: it must be typed."""

    code = "price_needed"
    retry = Retry.SAFE


class OutOfRangeError(CartError):
    """A quantity or an amount that no shop means."""

    code = "out_of_range"
    retry = Retry.SAFE


class EmptyCartError(CartError):
    """There is nothing to pay for."""

    code = "empty_cart"


class SaleMoveError(TillError):
    """The sale is not in a state that allows this."""

    code = "sale_move"


class SaleFrozenError(SaleMoveError):
    """The bill is made: its lines can no longer change."""

    code = "sale_frozen"


class MoneyTakenError(SaleMoveError):
    """Money was taken for this sale; it cannot be changed or cleared."""

    code = "money_taken"
    money = Money.YES


class GoodsReleasedError(SaleMoveError):
    """A manager let the goods of this sale go on trust: it waits for its money and cannot be changed or cleared."""

    code = "goods_released"


class PaymentLiveError(SaleMoveError):
    """An M-Pesa request for this sale may still be paid."""

    code = "payment_live"
    money = Money.UNKNOWN
    retry = Retry.AFTER_PROOF


class NotFoundError(TillError):
    """There is no such sale, line or person."""

    code = "not_found"


class PinShapeError(TillError):
    """A PIN is four digits for a cashier, six for a manager or the owner."""

    code = "pin_shape"
    retry = Retry.SAFE


class ImportFileError(TillError):
    """A file of products cannot be read at all."""

    code = "import_file"
    retry = Retry.SAFE
