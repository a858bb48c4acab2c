"""The list of places fits the code as it is."""
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from places import PLACES, read  # noqa: E402

ROOT = pathlib.Path(__file__).parents[4]
# Where a context is saved, restored, finished, charged or reported.
HOLD_PLACES = ['schemes/*.hpp', 'schemes/*/scheme.hpp', 'schemes/*/*_wait.hpp', 'schemes/*/*_scope.hpp',
               'schemes/*/*_context.hpp', 'schemes/bound_services/*.hpp', 'schemes/preserve_caller/*.cpp',
               'schemes/runtime/context/scope.*', 'schemes/runtime/context/switch.hpp',
               'schemes/runtime/coroutine/await.hpp', 'schemes/runtime/coroutine/coroutine.cpp',
               'schemes/runtime/coroutine/collector.cpp', 'schemes/runtime/deferred/gather.cpp',
               'schemes/runtime/deferred/chained.cpp', 'schemes/runtime/deferred/callback_chain.cpp',
               'schemes/runtime/threads/*.cpp', 'schemes/runtime/accounting/accounting.*']
DO_NOTHING_OF_THE_KIND = {'schemes/scheme_card.hpp', 'schemes/argument/scheme.hpp', 'schemes/defer_to_thread.hpp',
                          'schemes/discipline.hpp', 'schemes/preserve_caller/discipline.cpp'}


@pytest.mark.parametrize('place', PLACES, ids=lambda place: place.wrong)
def test_a_place_is_found_and_changed(place):
    for each in place.edits:
        assert each.applied_to((ROOT / each.file).read_text()) != (ROOT / each.file).read_text()


def test_every_file_that_touches_the_context_has_a_place():
    files = {str(file.relative_to(ROOT)) for pattern in HOLD_PLACES for file in ROOT.glob(pattern)
             if not file.name.startswith('test_')}
    assert len(files) > 20
    assert files - {each.file for place in PLACES for each in place.edits} == DO_NOTHING_OF_THE_KIND


def test_no_place_stands_twice():
    assert len({place.wrong for place in PLACES}) == len(PLACES)
    edits = [(each.file, each.old, each.new) for place in PLACES for each in place.edits]
    assert len(set(edits)) == len(edits)


def test_a_list_that_cannot_be_read_is_refused():
    with pytest.raises(ValueError, match='a thing: expected a file before'):
        read('a thing\n- x\n+ y')
    with pytest.raises(ValueError, match='a thing: expected a file, lines'):
        read('a thing\nfile.cpp\n- x')


def test_code_that_has_changed_is_noticed():
    edit = read('a thing\nfile.cpp\n- old\n+ new')[0].edits[0]
    for text in ('other', 'old old'):
        with pytest.raises(ValueError, match='file.cpp: expected once, found'):
            edit.applied_to(text)
