"""Signing in and selling, with the data of the design's pictures."""

from __future__ import annotations

from functools import reduce

from PySide6.QtWidgets import QWidget

from pos_desktop.till import ONE_PIECE, Cart, Category, Person, Product, Role, TaxLetter
from pos_desktop.ui.components.pin_pad import PinDots
from pos_desktop.ui.screens.sale import SaleScreen, SaleView
from pos_desktop.ui.screens.sign_in import SignInScreen, SignInView
from tests.pictures.frame import MORNING, NOTHING_PENDING, SELLING, SIGNED_OUT, PictureClock, with_status_bar
from tests.pictures.registry import Scene

CATEGORIES = tuple(
    Category(key, name, icon, key)
    for key, name, icon in (
        ("flour", "Flour", "wheat"),
        ("dairy", "Dairy", "milk"),
        ("bread", "Bread", "croissant"),
        ("sugar", "Sugar", "box"),
        ("tea", "Tea", "leaf"),
        ("drinks", "Drinks", "cup-soda"),
        ("soap", "Soap", "bath"),
        ("oil", "Oil", "droplet"),
        ("salt", "Salt, spice", "cooking-pot"),
        ("other", "Airtime, other", "smartphone"),
    )
)
SHELF = (
    ("Jogoo maize flour", "2 kg", 210_00, "flour", "wheat", None),
    ("Brookside milk", "500 ml", 60_00, "dairy", "milk", None),
    ("Festive bread", "400 g", 65_00, "bread", "croissant", 4),
    ("Kabras sugar", "1 kg", 160_00, "sugar", "box", None),
    ("Ketepa tea", "250 g", 145_00, "tea", "leaf", None),
    ("Exe wheat flour", "2 kg", 205_00, "flour", "wheat", None),
    ("Fresha milk", "500 ml", 58_00, "dairy", "milk", None),
    ("Supaloaf bread", "600 g", 95_00, "bread", "croissant", None),
    ("Mumias sugar", "2 kg", 315_00, "sugar", "box", None),
    ("Kericho Gold", "100 bags", 260_00, "tea", "leaf", 2),
    ("Fresh Fri oil", "1 L", 330_00, "oil", "droplet", None),
    ("Royco Mchuzi Mix", "75 g", 55_00, "salt", "soup", None),
    ("Kensalt", "500 g", 25_00, "salt", "cooking-pot", None),
    ("Coca-Cola", "500 ml", 70_00, "drinks", "cup-soda", None),
    ("Dasani water", "1 L", 80_00, "drinks", "glass-water", None),
    ("Menengai soap", "800 g", 185_00, "soap", "bath", None),
    ("Omo powder", "500 g", 190_00, "soap", "washing-machine", None),
    ("Eggs", "tray of 30", 450_00, "dairy", "egg", 6),
    ("Colgate", "70 ml", 120_00, "soap", "sparkles", None),
    ("Airtime", "any amount", None, "other", "smartphone", None),
)
NARROW_SHELF = (0, 1, 3, 4, 11, 15, 2, 10, 13, 6, 17, 19)
IN_CART = ((0, 2), (1, 3), (3, 1), (4, 1), (15, 1), (11, 2))
PEOPLE = tuple(
    Person(number, f"s{number}", name, role)
    for number, (name, role) in enumerate(
        (
            ("Achieng", Role.CASHIER),
            ("Baraka", Role.CASHIER),
            ("Wambui", Role.CASHIER),
            ("Otieno", Role.CASHIER),
            ("Mwangi", Role.MANAGER),
            ("Njeri", Role.OWNER),
        ),
        start=1,
    )
)


def products() -> list[Product]:
    """The shelf of the pictures."""
    made = []
    for number, (name, size, price_cents, category, icon, left) in enumerate(SHELF, start=1):
        stock = 40 * ONE_PIECE if left is None else left * ONE_PIECE
        letter = TaxLetter.STANDARD
        made.append(
            Product(number, f"p{number}", name, size, price_cents, letter, category, icon, "", stock, left is not None)
        )
    return made


def pictured_cart() -> Cart:
    """Ten items, the last line selected."""
    shelf = products()
    return reduce(lambda cart, each: cart.add(shelf[each[0]], each[1] * ONE_PIECE), IN_CART, Cart.empty())


def sale() -> QWidget:
    """Six lines in the cart."""
    screen = SaleScreen()
    screen.show_categories(CATEGORIES, "")
    screen.show_products(products())
    screen.show_view(SaleView(pictured_cart()))
    return with_status_bar(screen, SELLING)


def sale_empty() -> QWidget:
    """Before the first scan of the day."""
    screen = SaleScreen()
    screen.show_categories(CATEGORIES, "")
    screen.show_products(products())
    screen.show_view(SaleView(Cart.empty()))
    return with_status_bar(screen, NOTHING_PENDING)


def focus_scan_box(window: QWidget) -> None:
    """The caret stands in the scan box; a narrow shelf shows what is in the cart first."""
    screen = window.findChild(SaleScreen)
    assert screen is not None
    if window.width() < 1200:
        shelf = products()
        screen.show_products([shelf[index] for index in NARROW_SHELF])
    screen.first_focus()


def sign_in() -> QWidget:
    """Six people in the morning."""
    screen = SignInScreen(PictureClock(MORNING))
    screen.show_view(SignInView(PEOPLE))
    return with_status_bar(screen, SIGNED_OUT, MORNING)


def type_two_digits(window: QWidget) -> None:
    """Two of the four dots."""
    screen = window.findChild(SignInScreen)
    assert screen is not None
    screen.first_focus()
    dots = screen.findChild(PinDots, "pin")
    assert dots is not None
    for digit in "12":
        dots.press(digit)


SCENES = [
    Scene("sale", sale, prepare=focus_scan_box),
    Scene("sale-empty", sale_empty, prepare=focus_scan_box),
    Scene("sign-in", sign_in, prepare=type_two_digits),
]
