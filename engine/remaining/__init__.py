"""What an unsettled case can still become, and the question that would settle most."""
