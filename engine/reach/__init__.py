"""What can occur: sound ranges of every number, name and truth, with facts known or not."""
