"""What the product's servers call: WeChat's own addresses, envelopes and error numbers."""
