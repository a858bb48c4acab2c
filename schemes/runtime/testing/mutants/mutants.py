"""Breaks the code at one place after the other, in a copy, and asks who notices: the recorded programs, the suite, the
unit tests."""
import argparse
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time

from places import PLACES, Place

ROOT = pathlib.Path(__file__).parents[4]
BUILD = pathlib.Path(os.environ.get('CTXLAB_BUILD', ROOT / 'build')).resolve()
# Who is asked, the first to notice ending it: what is quickest to build comes first.
JUDGES = {'records': ['records'], 'units': ['units', '~a million hops*'], 'suite': ['suite_tests']}
LONGEST = 300  # seconds for a program of tests; one that runs longer has noticed
MEMORY = 6 << 30  # bytes


class Unbuilt(Exception):
    """The compiler would not have it."""


class Workshop:
    """A copy of the tree and its build."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.tree, self.build = folder / 'tree', folder / 'build'
        listed = ['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard']
        files = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for name in files.rstrip('\0').split('\0'):
            if (ROOT / name).exists():
                (self.tree / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, self.tree / name)
        self.must(['cmake', '-S', self.tree / pathlib.Path(__file__).parent.relative_to(ROOT), '-B', self.build,
                   f'-DTREE={self.tree}', f'-DGENERATED={BUILD / "generated"}'])

    def must(self, command: list) -> None:
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, 'CCACHE_DISABLE': '1'})
        if done.returncode:
            raise Unbuilt(f'failed: {" ".join(map(str, command))}\n{done.stdout[-3000:]}{done.stderr[-3000:]}')

    def notices(self, judge: str) -> bool:
        program, *arguments = JUDGES[judge]
        self.must(['cmake', '--build', self.build, '-j', str(os.cpu_count()), '--target', program])
        try:
            done = subprocess.run([self.build / program, *arguments], cwd=self.tree, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, timeout=LONGEST,
                                  preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)))
        except subprocess.TimeoutExpired:
            return True
        return done.returncode != 0

    def noticed(self, place: Place, every: bool) -> list[str]:
        """By whom, the place broken; everybody is asked, or they are asked until one has noticed."""
        whole = {each.file: (self.tree / each.file).read_text() for each in place.edits}
        try:
            for each in place.edits:
                file = self.tree / each.file
                file.write_text(each.applied_to(file.read_text()))
            by: list[str] = []
            for judge in JUDGES:
                if (every or not by) and self.notices(judge):
                    by.append(judge)
            return by
        finally:
            for name, text in whole.items():
                (self.tree / name).write_text(text)


def run(places: list[Place], workshop: Workshop, every: bool) -> bool:
    """Says of each place who noticed; whether all is as the list says."""
    began, well = time.monotonic(), True
    first = dict.fromkeys(JUDGES, 0)
    for number, place in enumerate(places, 1):
        try:
            by = workshop.noticed(place, every)
        except Unbuilt as why:
            sys.exit(f'{place.wrong}: {why}')
        for judge in by[:1]:
            first[judge] += 1
        well = well and bool(by) != bool(place.same)
        verdict = ', '.join(by) or ('cannot be told apart' if place.same else 'NOT NOTICED')
        left = (time.monotonic() - began) / number * (len(places) - number) / 60
        print(f'{number:>3}/{len(places)}  {left:3.0f} min left  {verdict:<22} {place.wrong}', flush=True)
        if by and place.same:
            print(f'    though the list says that nothing can tell: {place.same}')
    same = sum(bool(each.same) for each in places)
    noticed = ', '.join(f'{count} by the {judge}' for judge, count in first.items())
    print(f'{len(places)} places broken; noticed first {noticed}; {len(places) - sum(first.values())} by nobody, '
          f'{same} of which cannot be told apart')
    return well


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Example:\n  python3 schemes/runtime/testing/mutants/mutants.py --only 'snapshot:'")
    parser.add_argument('--only', metavar='TEXT', default='', help='those places whose line holds the text')
    parser.add_argument('--every', action='store_true', help='ask everybody, though one has noticed')
    wish = parser.parse_args()
    places = [each for each in PLACES if wish.only in each.wrong]
    if not places:
        parser.error(f'no place has {wish.only!r} in its line; they stand in {pathlib.Path(__file__).parent}/places.txt')
    with tempfile.TemporaryDirectory(prefix='ctxlab-mutants-') as folder:
        print('building the code as it is, which nobody must find anything wrong with', flush=True)
        workshop = Workshop(pathlib.Path(folder))
        for judge in JUDGES:
            if workshop.notices(judge):
                sys.exit(f'the {judge} fail before anything is broken')
        sys.exit(0 if run(places, workshop, wish.every) else 1)


if __name__ == '__main__':
    main()
