"""The few structures of ICAO 9303 that `asn1crypto` does not know, in its words."""

# mypy: disable-error-code="misc"
# ruff: noqa: RUF012

from asn1crypto import algos, core


class DocumentTypes(core.Sequence):
    """Which types of documents a signer's certificate is for (ICAO 9303-12, 7.1.2)."""

    _fields = [("version", core.Integer), ("types", core.SetOf, {"spec": core.PrintableString})]


class MasterList(core.Sequence):
    """What a master list holds (ICAO 9303-12, 9.2); its certificates are read one by one."""

    _fields = [("version", core.Integer), ("certificates", core.Any)]


class GroupHash(core.Sequence):
    """The digest of one data group (ICAO 9303-10, 4.7.3.2)."""

    _fields = [("number", core.Integer), ("value", core.OctetString)]


class GroupHashes(core.SequenceOf):
    """The digests of a chip's data groups."""

    _child_spec = GroupHash


class LdsVersion(core.Sequence):
    """The versions of the logical data structure and of Unicode."""

    _fields = [("lds", core.PrintableString), ("unicode", core.PrintableString)]


class SecurityObject(core.Sequence):
    """The list of digests that the issuing state signs (ICAO 9303-10, 4.7.3.2)."""

    _fields = [
        ("version", core.Integer),
        ("algorithm", algos.DigestAlgorithm),
        ("hashes", GroupHashes),
        ("lds_version", LdsVersion, {"optional": True}),
    ]
