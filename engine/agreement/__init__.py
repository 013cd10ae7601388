"""How far several people scoring the same children agree."""
