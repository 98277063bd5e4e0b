"""How the weights in `models/` came about: data, training, evaluation. Not installed."""
