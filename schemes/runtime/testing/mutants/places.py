"""The list of places: places.txt, read."""
import pathlib
from dataclasses import dataclass, field


@dataclass
class Edit:
    file: str  # from the top of the tree
    old: str = ''
    new: str = ''

    def applied_to(self, text: str) -> str:
        """The text of the file, broken. Raises ValueError where it is not as the list says."""
        times = text.count(self.old)
        if times != 1:
            raise ValueError(f'{self.file}: expected once, found {times} times:\n{self.old}')
        return text.replace(self.old, self.new)


@dataclass
class Place:
    wrong: str  # what is wrong then
    edits: list[Edit] = field(default_factory=list)
    same: str = ''  # why nothing can tell the difference


def read(text: str) -> list[Place]:
    """The places, by the order of the list. Raises ValueError, with the line, where it cannot be read."""
    places: list[Place] = []
    for block in text.split('\n\n'):
        lines = [each for each in block.splitlines() if not each.startswith('#')]
        if not lines:
            continue
        places.append(Place(lines[0]))
        for line in lines[1:]:
            add(places[-1], line)
        if not all(each.old and each.new for each in places[-1].edits) or not places[-1].edits:
            raise ValueError(f'{lines[0]}: expected a file, lines with - and lines with +')
    return places


def add(place: Place, line: str) -> None:
    sign, rest = line[:2], line[2:]
    if sign == '= ':
        place.same = rest
    elif sign not in ('- ', '+ '):
        place.edits.append(Edit(line))
    elif not place.edits:
        raise ValueError(f'{place.wrong}: expected a file before {line!r}')
    elif sign == '- ':
        place.edits[-1].old += '\n' * bool(place.edits[-1].old) + rest
    else:
        place.edits[-1].new += '\n' * bool(place.edits[-1].new) + rest


PLACES = read((pathlib.Path(__file__).parent / 'places.txt').read_text())
