"""Like need, like support: groups compared at the same assessed need, with intervals, and honest about chance."""
