"""Open figures: which monthly totals may be published so that no child's money can be worked out from all of them."""
