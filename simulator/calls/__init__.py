"""Calls on the network: legs, queues, conferences, and the verbs that act on them."""
