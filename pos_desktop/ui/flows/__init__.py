"""What happens between the screens: a person's intents go out to the till, and what came of them is shown.

Owns the order of the screens and the cart on the counter. Never decides about money, and never waits for anything.
"""
