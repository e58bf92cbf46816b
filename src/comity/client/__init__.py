"""A typed client of the API: it signs with the person's key where it runs, and knows nothing of the node."""

from comity.client.client import Client
from comity.client.errors import ApiError

__all__ = ["ApiError", "Client"]
