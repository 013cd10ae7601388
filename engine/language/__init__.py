"""Reading a rulebook: text with positions, declarations, expressions, and the checked tree they become."""
