"""The rep's own page: the state, the caller in hand, what came of the call, the day. A rep sees own calls only."""
