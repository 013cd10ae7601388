"""Records that stand without us: canonical bytes, sealed values, the chain, verify and replay."""
