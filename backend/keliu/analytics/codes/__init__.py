"""What each code brings: scans, visitors, customers, opportunities, sales."""
