"""What a story says where it goes another way than it tells."""


class Unmet(AssertionError):  # noqa: N818  # it reads as a sentence: the expectation is unmet
    """The story went another way than it says."""


def same(what: str, found: object, wanted: object) -> None:
    """Raise Unmet unless what was found is what was wanted."""
    if found != wanted:
        raise Unmet(f"{what}: expected {wanted}, found {found}")
