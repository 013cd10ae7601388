"""What a rulebook must keep before it is used: the proofs, need-led first, and the cases beside it."""
