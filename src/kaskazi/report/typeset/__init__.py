"""What the forms on paper share: the look, the characters its fonts hold, drawings as pictures."""
