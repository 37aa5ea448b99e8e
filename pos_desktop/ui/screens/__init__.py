"""One module a screen; the value that a screen shows stands beside it.

Owns what is on each page and where the focus goes.
Never decides anything: screens show frozen views and emit what a person wants as signals.
"""
