"""An S3 server on this machine for tests that publish and read elsewhere."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def s3_server():
    """An S3 server on loopback: its address. Keys and the like are set as an operator would set them."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": f"http://{host}:{port}", "AWS_EC2_METADATA_DISABLED": "true",
        }.items():  # fmt: skip
            patch.setenv(name, value)
        yield f"http://{host}:{port}"
    server.stop()
