"""Published file formats: bytes in, values out, and a malformed file is refused whole."""
