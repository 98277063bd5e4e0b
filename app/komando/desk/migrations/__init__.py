"""How a database gets from one version of Komando's tables to the next."""
