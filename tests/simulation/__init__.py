"""Whole till-days on seeded time: people, network, M-Pesa and the clock are played, the till and the core are real."""
