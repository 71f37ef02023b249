"""The process definitions that this product ships, one folder per business process; data only."""
