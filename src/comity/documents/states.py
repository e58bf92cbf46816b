"""Codes of states and organisations in a zone: ICAO Doc 9303 part 3, section 5 (ISO 3166-1 and additions)."""

from comity.documents.countries import ISO

_ADDED = """
D<< GBD GBN GBO GBP GBS RKS EUE UNO UNA UNK XAA XBA XCA XCC XCE XCO XDC XEC XES XIM XMP XOM XPO XXA XXB XXC
XXX XCT XSM IAO NTZ ROM ANT YUG SCG ZAR TMP XWB
"""
"""Organisations, stateless persons, refugees, British nationals other than citizens, Kosovo; at the end
codes of states gone or renamed, which older documents still show."""

SPECIMEN = frozenset({"UTO"})
"""Utopia: the state of specimens alone."""

KNOWN = frozenset(ISO) | frozenset(_ADDED.split())
