"""Where the money is heading: spend against profile, an early alarm, and a range at 31 March."""
