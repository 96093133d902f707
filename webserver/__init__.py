"""Stands between the HTTP server and the line's WSGI application: slow clients hold no thread, and calls and pages have
separate threads. It knows neither calls nor the console."""
