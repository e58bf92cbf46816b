"""One function per act of a request, a warning or a pair: check, weigh, commit. Nothing here sends."""
