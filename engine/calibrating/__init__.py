"""Calibrating: band values or steps that meet a target, found in whole pounds, with what binds."""
