"""Ed25519 signatures over stored bytes. Keys and signatures are hexadecimal wherever they are kept or shown."""

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)


def new_private_key() -> bytes:
    """A new private key as the PEM text that a file of its own holds."""
    made = Ed25519PrivateKey.generate()
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def read_private_key(pem: bytes) -> Ed25519PrivateKey:
    """The private key in a PEM text. Raises ValueError where it holds no Ed25519 key that can be read."""
    try:
        found = load_pem_private_key(pem, password=None)
    except (TypeError, ValueError, UnsupportedAlgorithm):
        raise ValueError("no private key without a password in PEM") from None
    if not isinstance(found, Ed25519PrivateKey):
        raise ValueError("a key of another kind than Ed25519")
    return found


def private_key_of(seed: bytes) -> Ed25519PrivateKey:
    """The private key that 32 random bytes stand for."""
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_key(private: Ed25519PrivateKey) -> str:
    """The public key that goes with a private one: 64 hexadecimal digits."""
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def sign(private: Ed25519PrivateKey, stored: bytes) -> str:
    """The signature over these bytes: 128 hexadecimal digits."""
    return private.sign(stored).hex()


def signed_by(key: str, signature: str, stored: bytes) -> bool:
    """Whether this key signed these bytes. Never raises on what it is given."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), stored)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_pem(key: str) -> str:
    """A public key as `openssl` reads it. Raises ValueError where it is none."""
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
