import pytest

import apivideo_nb as av


@pytest.fixture
def client(sandbox):
    return av.Client(sandbox.api_key, base_url=sandbox.url)
