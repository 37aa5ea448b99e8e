"""Puts the parts together: settings, secrets, threads, the command line and the demo. No rules of its own."""
