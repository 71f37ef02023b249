"""What auditors ask over REST."""
