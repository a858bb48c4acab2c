"""test_moved_coroutines.cpp, with every compiler that is there, optimised as users' code is."""
import os
import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).parents[1]
BUILD = pathlib.Path(os.environ.get('CTXLAB_BUILD', ROOT / 'build'))
GENERATED = BUILD / 'generated'
FLAGS = ['-std=c++20', f'-I{ROOT}', f'-I{GENERATED}', '-pthread']
MAIN = """#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_session.hpp>
int main(int count, char** words) { return Catch::Session().run(count, words); }
#else
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#endif
"""


def compiled(compiler: str, *arguments: object) -> None:
    done = subprocess.run([compiler, *FLAGS, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope='module')
def built(tmp_path_factory):
    """Builds, of all sources in one, what stands in that file; the program that runs its tests."""
    folder = tmp_path_factory.mktemp('moved')
    mains: dict[str, pathlib.Path] = {}

    def build(compiler: str, level: str) -> pathlib.Path:
        if compiler not in mains:
            (folder / 'main.cpp').write_text(MAIN)
            mains[compiler] = folder / f'main-{compiler}.o'
            compiled(compiler, '-O0', '-c', folder / 'main.cpp', '-o', mains[compiler])
        sources = [each for each in sorted((ROOT / 'schemes').rglob('*.cpp'))
                   if not each.name.startswith('test_') and each.name != 'main.cpp']
        assert sources
        everything = folder / 'everything.cpp'
        sources.append(ROOT / 'schemes/test_moved_coroutines.cpp')
        everything.write_text(''.join(f'#include "{each}"\n' for each in sources))
        program = folder / f'moved-{compiler}{level}'
        catch = ['-lCatch2'] if pathlib.Path('/usr/include/catch2/catch_all.hpp').exists() else []
        compiled(compiler, level, everything, mains[compiler], '-lfmt', *catch, '-o', program)
        return program

    return build


@pytest.mark.parametrize('level', ['-O2', '-O3'])
@pytest.mark.parametrize('compiler', ['g++', 'clang++'])
def test_coroutines_move_between_threads(built, compiler, level):
    if not shutil.which(compiler):
        pytest.skip(f'no {compiler}')
    if (BUILD / 'CMakeCache.txt').exists() and 'CTXLAB_SANITIZE:STRING=\n' not in (BUILD / 'CMakeCache.txt').read_text():
        pytest.skip('a build with sanitizers; the other builds do this')
    if not GENERATED.exists():
        pytest.skip(f'no {GENERATED}: build first, or say in CTXLAB_BUILD where it is')
    done = subprocess.run([built(compiler, level)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert 'All tests passed' in done.stdout
