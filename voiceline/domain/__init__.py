"""Rules: values in, values out. No clock, no I/O, nothing but the standard library."""
