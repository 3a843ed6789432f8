"""How a place on the network is written."""


def authority(host: str, port: int) -> str:
    """`host:port`, an IPv6 address in brackets: as URLs have it, and as the SDKs take it for their origin."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
