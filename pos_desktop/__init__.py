"""A till for Kenyan shops: sells from a local file, takes M-Pesa, and never guesses about money."""

__version__ = "0.1.0"
