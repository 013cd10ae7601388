"""Placing a child: what fits, how far it is, what it costs, and in what order places are shown."""
