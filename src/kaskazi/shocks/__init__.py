"""From a scenario's words to the model's arrays."""
