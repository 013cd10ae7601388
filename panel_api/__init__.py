"""The hands: the web service, command line and store around the engine."""
