"""Files as they came, addressed by the SHA-256 of their bytes: a folder, or S3 by URL."""

from samvar.store.objects.engine import Objects

__all__ = ["Objects"]
