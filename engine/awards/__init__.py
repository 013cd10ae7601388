"""What an award costs between any two days, to the penny: terms, countings, schedules, leavers, claims."""
