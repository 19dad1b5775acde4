"""WeChat Pay in the box: merchant numbers, orders, refunds, notices, bills, and the pay sheet."""
