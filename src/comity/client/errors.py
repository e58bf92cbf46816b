"""What the client fails with beside the node's own errors; one page, as the node has one."""

import httpx2

from comity.errors import ComityError, NotAllowed


class ApiError(ComityError):
    """The node refused or failed; `code`, `what` and `remedy` are its own, `status` and `where` the API's."""

    code = "api-error"
    remedy = "Do what the node says beside its code."
    status: int = 0
    where: tuple[str, ...] = ()

    @classmethod
    def of(cls, answered: httpx2.Response) -> "ApiError":
        """Read a problem document; the error then bears the node's code and remedy."""
        try:
            said = answered.json()
            words = {"code": str(said["code"]), "remedy": str(said["do"])}
            what, where = str(said["detail"]), tuple(map(str, said.get("where", ())))
        except (ValueError, KeyError, TypeError, AttributeError):
            words = {"code": "no-problem-document", "remedy": "See whether the address is a node's."}
            what, where = f"The answer {answered.status_code} is not one of the API.", ()
        error = cls(what)
        error.__dict__.update(words, status=answered.status_code, where=where)
        return error


class NoAnswer(ComityError):
    """No answer came, however often the request went out."""

    code = "no-answer"
    remedy = "Look at the line; then repeat under the same key, or look first at how the matter stands."


class NotAsked(NotAllowed):
    """The server wants something signed or opened that was not asked for."""

    code = "not-asked"
    remedy = "Sign nothing more at this server, and tell the node's operator and your own authority."
