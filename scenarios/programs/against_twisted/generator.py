"""Random scenario programs, one a seed. What they are made of varies from seed to seed: some favour cancellation,
gathers, callbacks on failures, what does not give up at once and the collector together, since the rare faults were
there."""
import random

QUEUES = ['e1', 'e2', 'e3']
VARIABLES = ['v1', 'v2', 'v3']
CONTEXTS = ['r1', 'r2', 'r3']

STATEMENTS = {
    'core': {'log': 6, 'with': 4, 'nested': 2, 'preserve': 2, 'await': 7, 'eval': 4, 'let': 3, 'drop': 1, 'fire': 3,
             'clear': 1},
    'errors': {'fail': 2, 'raise': 1, 'try': 3},
    'cancel': {'cancel': 2, 'let': 3, 'reluctant': 3, 'swap': 4},
    'usage': {'cpu': 3, 'db': 1, 'fetch': 1},
    'gc': {'gc': 5, 'clear': 4},
    'words': {'open': 2, 'close': 2, 'repeat': 1, 'fire_one': 2, 'fail_one': 1, 'finally': 2},
}
EXPRESSIONS = {
    'core': {'call': 5, 'background': 2, 'request': 2, 'sleep': 3, 'raw_sleep': 1, 'wait': 4, 'yieldable': 4,
             'gather': 2, 'succeed': 1, 'var': 3},
    'callbacks': {'then': 3, 'both': 2, 'catch': 1},
    'errors': {'failed': 1, 'catch': 1},
    'cancel': {'gather': 2, 'var': 2, 'yieldable': 2, 'call': 3},
    'words': {'timeout': 3},
}
MOODS = [['core'], ['core', 'callbacks'], ['core', 'callbacks', 'errors'], ['core', 'usage'],
         ['core', 'callbacks', 'errors', 'cancel'], ['core', 'callbacks', 'errors', 'cancel', 'usage', 'gc'],
         ['core', 'callbacks', 'errors', 'cancel', 'words'], ['core', 'errors', 'cancel', 'gc'],
         ['core', 'callbacks', 'errors', 'cancel', 'usage', 'gc', 'words']]


class Generator:
    """A function calls only those after it, so that every program ends."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.mood = self.random.choice(MOODS)
        self.favours = self.random.choice([[0.3, 1, 1, 1, 3], [0.03, 0.03, 1]])
        self.statements = self.weights(STATEMENTS)
        self.expressions = self.weights(EXPRESSIONS)
        self.lines = 0

    def weights(self, of: dict) -> dict[str, float]:
        """The mood's words, a few of them favoured: half of the programs are made of hardly anything else."""
        sums: dict[str, float] = {}
        for part in self.mood:
            for word, weight in of.get(part, {}).items():
                sums[word] = sums.get(word, 0) + weight
        return {word: weight * self.random.choice(self.favours) for word, weight in sums.items()}

    def program(self) -> dict:
        names = [f'f{number}' for number in range(self.random.choice([2, 3, 4, 5, 6]))]
        functions = {name: self.function(names[number + 1:]) for number, name in enumerate(names)}
        starts = [self.random.choice(names[:3]) for _ in range(self.random.choice([1, 2, 3, 4]))]
        functions['poke'] = self.poke()
        requests = [{'at': self.random.randrange(4), 'call': each} for each in starts]
        requests += [{'at': self.random.choice([1, 2, 3, 5, 8]), 'call': 'poke'} for _ in range(2)]
        return {'functions': functions, 'requests': requests}

    def function(self, callees: list[str]) -> dict:
        self.callees = callees
        self.coroutine = self.random.random() < 0.7
        if self.coroutine and 'cancel' in self.mood and self.random.random() < 0.3:
            return {'kind': 'coroutine', 'body': self.a_reluctant('reluctant', 2)}
        body = self.body(3, self.random.choice([1, 2, 3, 4]))
        if not self.coroutine and self.random.random() < 0.8:
            body.append({'return': self.expression(2)})
        return {'kind': 'coroutine' if self.coroutine else 'plain', 'body': body}

    def poke(self) -> dict:
        """What lets those go on that wait."""
        self.callees, self.coroutine = [], False
        body = [self.log()]
        for queue in QUEUES:
            body += self.body(1, 1) if self.random.random() < 0.3 else []
            body.append({'fail' if 'errors' in self.mood and self.random.random() < 0.2 else 'fire': queue})
        return {'kind': 'plain', 'body': body}

    def body(self, depth: int, length: int) -> list[dict]:
        return [each for _ in range(length) for each in self.statement(depth)]

    def block(self, depth: int) -> list[dict]:
        return self.body(depth - 1, self.random.choice([1, 1, 2, 3]))

    def pick(self, weights: dict[str, float]) -> str:
        return self.random.choices(list(weights), list(weights.values()))[0]

    def log(self) -> dict:
        self.lines += 1
        return {'log': f'l{self.lines}'}

    def statement(self, depth: int) -> list[dict]:
        """One statement, with the log lines that show what it changed."""
        kind = self.pick(self.statements)
        if depth <= 0 and kind in ('with', 'nested', 'preserve', 'try', 'finally', 'repeat', 'reluctant'):
            kind = 'log'
        if not self.coroutine and kind in ('await', 'reluctant'):
            kind = 'eval'
        made = getattr(self, 'a_' + kind, self.a_word)(kind, depth)
        return [*made, self.log()] if self.random.random() < 0.3 else made

    def a_word(self, kind: str, depth: int) -> list[dict]:
        """Those that take no statements."""
        if kind in ('fire', 'fail', 'fire_one', 'fail_one', 'clear'):
            return [{kind: self.random.choice(QUEUES)}]
        if kind in ('drop', 'cancel'):
            return [{kind: self.random.choice(VARIABLES)}]
        simple = {'log': self.log(), 'raise': {'raise': 'x'}, 'cpu': {'cpu': self.random.randrange(1, 9)},
                  'db': {'db': {'sched': self.random.randrange(4), 'txn': self.random.randrange(4)}},
                  'fetch': {'fetch': self.random.randrange(1, 5)}, 'gc': {'gc': True},
                  'close': {'close': self.random.choice(['s1', 's2'])},
                  'open': {'open': self.random.choice(['s1', 's2']), 'in': self.random.choice(CONTEXTS)}}
        return [simple[kind]]

    def a_with(self, kind: str, depth: int) -> list[dict]:
        return [{'with': self.random.choice(CONTEXTS), 'do': self.block(depth)}]

    def a_nested(self, kind: str, depth: int) -> list[dict]:
        return [{'nested': self.random.choice(['n1', 'n2']), 'do': self.block(depth)}]

    def a_preserve(self, kind: str, depth: int) -> list[dict]:
        return [{'preserve': self.random.choice([None, 'p']), 'do': self.block(depth)}]

    def a_repeat(self, kind: str, depth: int) -> list[dict]:
        return [{'repeat': self.random.choice([1, 2, 3]), 'do': self.block(depth)}]

    def a_await(self, kind: str, depth: int) -> list[dict]:
        return [{'await': self.work() if self.random.random() < 0.5 else self.expression(3)}]

    def work(self) -> dict:
        """Rather what takes its time: a call, maybe made yieldable, or gathered."""
        it = {'call': self.random.choice(self.callees)} if self.callees else self.expression(1)
        for _ in range(self.random.choice([0, 1, 1, 2])):
            kind = self.pick({each: self.expressions.get(each, 0) + 0.1 for each in ('yieldable', 'gather', 'catch')})
            if kind == 'gather':
                it = {kind: [it, self.expression(1)] if self.random.random() < 0.5 else [it]}
            elif kind == 'yieldable' or not self.callees:
                it = {'yieldable': it}
            else:
                it = {kind: it, 'do': self.random.choice(self.callees)}
        return it

    def a_eval(self, kind: str, depth: int) -> list[dict]:
        return [{'eval': self.expression(3)}]

    def a_let(self, kind: str, depth: int) -> list[dict]:
        return [{'let': self.random.choice(VARIABLES), 'be': self.expression(3)}]

    def a_try(self, kind: str, depth: int) -> list[dict]:
        return [{'try': self.block(depth), 'except': [self.log(), *self.body(depth - 1, self.random.randrange(2))]}]

    def a_finally(self, kind: str, depth: int) -> list[dict]:
        handler = {'except': self.block(depth)} if self.random.random() < 0.4 else {}
        outer, self.coroutine = self.coroutine, self.coroutine and 'gc' not in self.mood
        last = {'finally': [self.log(), *self.body(depth - 1, self.random.randrange(2))]}  # no wait in an orphan's
        self.coroutine = outer
        return [{'try': self.block(depth), **handler, **last}]

    def a_reluctant(self, kind: str, depth: int) -> list[dict]:
        """What takes its time to give up."""
        waits = {'await': self.work() if self.random.random() < 0.5 else self.expression(2)}
        rolls_back = [{'await': self.random.choice([{'sleep': 1}, {'raw_sleep': 2}, {'wait': 'e1'}])}, self.log()]
        if self.random.random() < 0.5:
            rolls_back.append({'raise': 'x'})
        return [{'try': [waits], 'except': rolls_back}]

    def a_swap(self, kind: str, depth: int) -> list[dict]:
        """Something is begun, and cancelled soon after."""
        variable = self.random.choice(VARIABLES)
        between = self.body(depth - 1, self.random.randrange(2))
        begun = self.work() if self.random.random() < 0.6 else self.expression(3)
        return [{'let': variable, 'be': begun}, *between, {'cancel': variable}]

    def expression(self, depth: int) -> dict:
        kind = self.pick(self.expressions)
        if depth <= 0 and kind in ('yieldable', 'gather', 'timeout', 'then', 'catch', 'both'):
            kind = 'wait'
        if not self.callees and kind in ('call', 'background', 'request', 'then', 'catch', 'both'):
            kind = 'wait'
        if kind in ('call', 'background'):
            return {kind: self.random.choice(self.callees)}
        if kind == 'request':
            return {kind: self.random.choice(self.callees), 'in': self.random.choice(CONTEXTS)}
        if kind in ('sleep', 'raw_sleep'):
            return {kind: self.random.randrange(5)}
        if kind in ('then', 'catch', 'both'):
            return {kind: self.expression(depth - 1), 'do': self.random.choice(self.callees)}
        if kind == 'gather':
            return {kind: [self.expression(depth - 1) for _ in range(self.random.choice([0, 1, 2, 2, 3]))]}
        if kind == 'timeout':
            return {kind: self.expression(depth - 1), 'after': self.random.randrange(4)}
        simple = {'wait': self.random.choice(QUEUES), 'var': self.random.choice(VARIABLES), 'succeed': True,
                  'failed': 'x'}
        return {kind: simple[kind] if kind in simple else self.expression(depth - 1)}


def put_into_variables(it, spare: str = 't'):
    """The same program, in which what is made yieldable is put into a variable before it is awaited."""
    if isinstance(it, dict):
        return {key: put_into_variables(each) for key, each in it.items()}
    if not isinstance(it, list):
        return it
    spelled = []
    for each in it:
        if isinstance(each, dict) and set(each.get('await', {})) & {'yieldable', 'sleep'}:
            spelled += [{'let': spare, 'be': each['await']}, {'await': {'var': spare}}]
        else:
            spelled.append(put_into_variables(each))
    return spelled
