"""Law of portraits: fifths, words of chances, and who deserves a contact today. Plain Python."""
