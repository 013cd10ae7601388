"""The bundle that an auditor takes away: written, read back, and the one-file verifier that goes with it."""
