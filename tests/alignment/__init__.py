"""Till and web shop, each driven through its own entrance and held to the same hand-written traces."""
