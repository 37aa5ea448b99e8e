"""The web shop in a real browser."""
