"""Where the people are: faces give place and scale, never an identity."""
