"""What the faces may ask of WeChat's side of a merchant."""
