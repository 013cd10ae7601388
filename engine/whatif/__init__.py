"""What if a rulebook changed: the caseload by both texts, who pays, who gains and loses, and which change did it."""
