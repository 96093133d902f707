"""What only the carrier knows: its REST client, its errors, the account, numbers and tokens."""
