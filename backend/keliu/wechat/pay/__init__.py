"""WeChat Pay APIv3: what is signed, verified and decrypted, and what its notices say."""
