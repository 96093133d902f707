"""The carrier's HTTP requests to the line: parameters, signature, retries and errors."""
