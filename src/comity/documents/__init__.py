"""Travel documents: machine-readable zones and chips; bytes in, findings out."""
