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


def compiling(compiler: str, *arguments: object) -> subprocess.Popen:
    return subprocess.Popen([compiler, *FLAGS, *map(str, arguments)], stderr=subprocess.PIPE, text=True)


def expect_compiled(running: subprocess.Popen) -> None:
    said = running.communicate()[1]
    assert running.returncode == 0, said


COMPILERS = [each for each in ('g++', 'clang++') if shutil.which(each)]
LEVELS = ['-O2', '-O3']


@pytest.fixture(scope='module')
def built(tmp_path_factory):
    """Builds, of all sources in one, what stands in that file, by all compilers at all levels at once; gives the program
    that runs its tests."""
    if (BUILD / 'CMakeCache.txt').exists() and 'CTXLAB_SANITIZE:STRING=\n' not in (BUILD / 'CMakeCache.txt').read_text():
        pytest.skip('a build with sanitizers; the other builds do this')
    if not GENERATED.exists():
        pytest.skip(f'no {GENERATED}: build first, or say in CTXLAB_BUILD where it is')
    folder = tmp_path_factory.mktemp('moved')
    (folder / 'main.cpp').write_text(MAIN)
    sources = [each for each in sorted((ROOT / 'schemes').rglob('*.cpp'))
               if not each.name.startswith('test_') and each.name != 'main.cpp']
    assert sources
    sources.append(ROOT / 'schemes/test_moved_coroutines.cpp')
    (folder / 'everything.cpp').write_text(''.join(f'#include "{each}"\n' for each in sources))
    catch = ['-lCatch2'] if pathlib.Path('/usr/include/catch2/catch_all.hpp').exists() else []
    mains = {each: compiling(each, '-O0', '-c', folder / 'main.cpp', '-o', folder / f'main-{each}.o') for each in COMPILERS}
    for each in mains.values():
        expect_compiled(each)
    running = {(each, level): compiling(each, level, folder / 'everything.cpp', folder / f'main-{each}.o', '-lfmt', *catch,
                                        '-o', folder / f'moved-{each}{level}') for each in COMPILERS for level in LEVELS}

    def program(compiler: str, level: str) -> pathlib.Path:
        expect_compiled(running[compiler, level])
        return folder / f'moved-{compiler}{level}'

    yield program
    for each in running.values():
        each.kill()
        each.wait()


@pytest.mark.parametrize('level', LEVELS)
@pytest.mark.parametrize('compiler', ['g++', 'clang++'])
def test_coroutines_move_between_threads(built, compiler, level):
    if compiler not in COMPILERS:
        pytest.skip(f'no {compiler}')
    done = subprocess.run([built(compiler, level)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert 'All tests passed' in done.stdout
