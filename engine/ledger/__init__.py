"""The ledger: accounts by law, the kinds of entries and their lines, and every figure as a fold of lines."""
