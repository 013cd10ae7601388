"""Many cases at once: a rulebook as columns, exact to the penny and three-valued, from the same checked tree."""
