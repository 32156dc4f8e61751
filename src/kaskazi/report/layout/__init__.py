"""Facts of a brief as blocks, a file a chapter; `whole` puts them in order."""
