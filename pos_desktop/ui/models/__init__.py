"""Item models: what the product grid and the cart show, row by row.

Owns which rows changed, so that only those are painted again.
Never paints, and never reads the database: pages are given to it.
"""

from pos_desktop.ui.models.cart_lines import CartLines
from pos_desktop.ui.models.products import PAGE, ProductModel, Tile

__all__ = ["PAGE", "CartLines", "ProductModel", "Tile"]
