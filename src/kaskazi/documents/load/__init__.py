"""Getting a document in: text with blocks and positions."""
