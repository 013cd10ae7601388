"""Joint fit: many children, few places; which assignment meets most need, what each child gives up, and why not."""
