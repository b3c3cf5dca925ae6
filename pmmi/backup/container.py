"""The outside of a backup: encrypted and authenticated in chunks, so that neither size nor time of reading matters.

The form is the STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár 2015), as age and Tink use it: AES-256-GCM
over chunks, the number of the chunk and whether it is the last one in the nonce. So a chunk that was altered, moved,
left out or appended is found, and a file that was cut off too.

    "PMMI backup 2\\n" | 16 bytes of salt | 7 bytes of nonce | 32 bytes: HMAC of these under the key | chunks
"""

import hashlib
import hmac
import io
import secrets
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from pmmi.backup import BackupRefused

# The first line of each form that can be read, and the cost of a key from a passphrase: they differ in nothing else.
COSTS = {b"PMMI backup 1\n": 1 << 16, b"PMMI backup 2\n": 1 << 17}
MAGIC = b"PMMI backup 2\n"
_ANY_MAGIC = b"PMMI backup "
_SALT, _PREFIX, _SEAL, _TAG = 16, 7, 32, 16
CHUNK = 1 << 20


def _keys(passphrase: str, salt: bytes, cost: int) -> tuple[bytes, bytes]:
    """One key for the chunks and one for the header."""
    both = Scrypt(salt=salt, length=64, n=cost, r=8, p=1).derive(passphrase.encode())
    return both[:32], both[32:]


def _nonce(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([is_last])


class Sealed(io.RawIOBase):
    """Written to in plain, writes sealed chunks to ``file``. Only ``close`` makes the file whole."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        self._file, self._number, self._waiting = file, 0, bytearray()
        salt, self._prefix = secrets.token_bytes(_SALT), secrets.token_bytes(_PREFIX)
        key, header_key = _keys(passphrase, salt, COSTS[MAGIC])
        self._cipher, header = AESGCM(key), MAGIC + salt + self._prefix
        self._header = header + hmac.digest(header_key, header, hashlib.sha256)
        file.write(self._header)

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._waiting += data
        # One byte more than a chunk must wait: the last chunk is known only at the end.
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def finish(self) -> None:
        """Seal what waits as the last chunk."""
        self._seal(bytes(self._waiting), is_last=True)

    def _seal(self, plain: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, is_last=is_last)
        self._file.write(self._cipher.encrypt(nonce, plain, self._header))
        self._number += 1


class Opened(io.RawIOBase):
    """Reads a sealed file in plain. Raises BackupRefused where it is foreign, damaged, cut off or of another key."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        self._file, self._number, self._plain = file, 0, b""
        header = file.read(len(MAGIC) + _SALT + _PREFIX)
        seal = file.read(_SEAL)
        magic = header[: len(MAGIC)]
        if magic not in COSTS:
            if header.startswith(_ANY_MAGIC):
                raise BackupRefused("This backup is of a newer form than this version of PMMI can read.")
            raise BackupRefused("This is not a backup of PMMI.")
        self._prefix = header[-_PREFIX:]
        key, header_key = _keys(passphrase, header[len(MAGIC) : -_PREFIX], COSTS[magic])
        if not hmac.compare_digest(seal, hmac.digest(header_key, header, hashlib.sha256)):
            raise BackupRefused("This key does not open the backup, or its beginning is damaged.")
        self._cipher, self._header = AESGCM(key), header + seal
        self._next: bytes | None = file.read(CHUNK + _TAG)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        while not self._plain and self._next is not None:
            self._plain = self._open()
        given = self._plain[: len(buffer)]
        buffer[: len(given)] = given
        self._plain = self._plain[len(given) :]
        return len(given)

    def _open(self) -> bytes:
        sealed, following = self._next or b"", self._file.read(CHUNK + _TAG)
        nonce = _nonce(self._prefix, self._number, is_last=not following)
        try:
            plain = self._cipher.decrypt(nonce, sealed, self._header)
        except InvalidTag as error:
            where = f"{self._number * CHUNK / (1 << 20):.0f} MB from its beginning"
            raise BackupRefused(f"This backup is damaged or cut off, {where}.") from error
        self._number, self._next = self._number + 1, following or None
        return plain
