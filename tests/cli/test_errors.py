"""Every way to fail has a stable code of its own, told by its name."""

import re

from comity import errors
from comity.cli import commands
from comity.client import errors as of_the_client
from comity.errors import ComityError
from comity.web import errors as of_the_api

PAGES = {errors.__name__, of_the_api.__name__, of_the_client.__name__}
"""One page of errors for the node, and one for each side of the API, whose codes stand in docs/api.md."""


def every(kind: type[ComityError] = ComityError) -> list[type[ComityError]]:
    return [kind, *(below for one in kind.__subclasses__() for below in every(one))]


def test_every_error_has_a_code_of_its_own():
    kinds = every()
    assert all("code" in vars(kind) for kind in kinds)
    assert len({kind.code for kind in kinds}) == len(kinds)


def test_a_code_is_the_error_s_name_in_small_letters():
    for kind in every():
        if kind is not ComityError:
            assert kind.code == re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()


def test_no_error_lives_outside_its_page():
    assert {kind.__module__ for kind in every()} == PAGES


def test_every_error_says_what_to_do():
    for kind in every():
        assert re.fullmatch(r"[A-Z].{15,100}\.", kind.remedy), kind.code


def test_every_error_is_told_alike(capsys):
    for kind in every():
        assert commands._complain([], kind.code, "It is so.\nIt stays so.", kind.remedy, 1) == 1
        said = capsys.readouterr().err
        assert said == f"{kind.code}: It is so. It stays so. → {kind.remedy}\n"
