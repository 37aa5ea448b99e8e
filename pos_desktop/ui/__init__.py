"""The till's screens: Qt Widgets that show a state and pass on what a person wants.

Owns the look, the words on the screen and the one door between threads and widgets.
Never holds a rule of selling or paying, and never opens the database or a socket.
"""
