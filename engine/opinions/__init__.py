"""Working a case out, three times: generated Python, a naive reference in fractions, a rules network."""
