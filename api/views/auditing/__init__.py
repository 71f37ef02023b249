"""What auditors are shown, the same on pages and over REST."""
