"""The Dockerfile's own steps, replayed without Docker in a bare Debian root, and the service started from it."""
