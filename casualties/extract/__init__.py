"""Text into claims: figures, and in later modules dates, places and attribution."""
