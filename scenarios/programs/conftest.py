"""Fixtures: what the tests of commands about programs have in common."""
import os
import pathlib
import re

import pytest

BUILD = pathlib.Path(os.environ.get('CTXLAB_BUILD', pathlib.Path(__file__).parents[2] / 'build'))


@pytest.fixture
def optimised():
    """Skips what takes too long in a build with sanitizers."""
    cache = BUILD / 'CMakeCache.txt'
    if cache.exists() and re.search(r'^CTXLAB_SANITIZE:\w+=.', cache.read_text(), re.MULTILINE):
        pytest.skip('a build with sanitizers, in which the C++ tests do the same with less')
