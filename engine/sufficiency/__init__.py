"""Where places are short: gaps, children taught far away, places by term, and a unit tried on past placements."""
