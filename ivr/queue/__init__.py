"""The caller's side of the queue: waiting, announcements, and the TwiML for both."""
