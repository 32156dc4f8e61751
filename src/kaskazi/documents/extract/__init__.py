"""What a document holds, found in its text: one file a kind of item."""
