"""What a person gets to see of a check: marked pictures, tables, and JSON, CSV and HTML files."""
