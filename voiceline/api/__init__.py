"""The door for programs: read-only JSON about tickets and calls, by bearer token. Every answer, errors too, is JSON."""
