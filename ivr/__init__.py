"""The call: the carrier's webhooks in, TwiML out; the carrier's signature and its REST client."""
