"""What auditors ask beyond the record itself: searching, reading a case, deviations, exports."""
