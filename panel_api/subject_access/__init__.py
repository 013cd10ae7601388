"""What is held of a child, for whoever may ask: one document, read as a page, as a PDF and as JSON."""
