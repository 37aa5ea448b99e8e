"""Pictures of every screen, made from the very widgets that the till shows."""
