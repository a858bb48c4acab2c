"""A PostgreSQL server of one's own: unprivileged, behind a socket in a short path, and gone with its data at the end.
As a program: private_postgres.py COMMAND... runs a command, in which {} stands for the database."""
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile


class PrivatePostgres:
    """Use as a context. `database` is what the service is told. Raises RuntimeError where there is no PostgreSQL."""

    def __init__(self) -> None:
        installed = sorted(pathlib.Path('/usr/lib/postgresql').glob('*/bin/postgres'))
        if not installed:
            raise RuntimeError('no PostgreSQL is installed; expected /usr/lib/postgresql/*/bin/postgres, of the Debian '
                               'package postgresql; make service DB=postgres installs it')
        self.programs = installed[-1].parent
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='ctxlab-pg-', dir='/tmp'))  # a socket's path is short
        self.database = f'postgres:host={self.folder} user=ctxlab dbname=postgres'
        self.process: subprocess.Popen | None = None
        self.owner = {}
        if os.getuid() == 0:  # which PostgreSQL refuses to run as
            nobody = pwd.getpwnam('nobody')
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
            self.owner = {'user': nobody.pw_uid, 'group': nobody.pw_gid}

    def __enter__(self) -> 'PrivatePostgres':
        try:
            subprocess.run([self.programs / 'initdb', '-D', self.folder / 'data', '-A', 'trust', '-U', 'ctxlab', '-E', 'UTF8',
                            '--no-sync'], check=True, capture_output=True, cwd='/', **self.owner)
            self.start()
        except subprocess.CalledProcessError as wrong:
            self.remove()
            raise RuntimeError(f'PostgreSQL could not be set up: {wrong.stderr.decode().strip()}') from None
        return self

    def __exit__(self, *_) -> None:
        self.stop()
        self.remove()

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        self.process = subprocess.Popen([self.programs / 'postgres', '-D', self.folder / 'data', '-k', self.folder, '-h', ''],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd='/',
                                        start_new_session=True, **self.owner)
        while subprocess.run([self.programs / 'pg_isready', '-q', '-h', self.folder], cwd='/').returncode:
            if self.process.poll() is not None:
                raise RuntimeError(f'PostgreSQL ended with {self.process.returncode} as it started')

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Ends it: fast, with SIGINT, or at once and without a word, with SIGQUIT."""
        if self.process:
            self.process.send_signal(how)
            self.process.wait()
            self.process = None

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def main() -> int:
    if len(sys.argv) < 2 or sys.argv[1] in ('-h', '--help'):
        print('usage: private_postgres.py COMMAND...\nexample:\n  private_postgres.py build/ctxlab-service --database {}')
        return 0 if len(sys.argv) == 2 else 2
    try:
        with PrivatePostgres() as server:
            running = subprocess.Popen([word.replace('{}', server.database) for word in sys.argv[1:]])
            for each in (signal.SIGTERM, signal.SIGINT):  # for the command to end by, and the server after it
                signal.signal(each, lambda *_: running.send_signal(signal.SIGTERM))
            return running.wait()
    except RuntimeError as wrong:
        print(f'private_postgres.py: {wrong}', file=sys.stderr)
        return 1


if __name__ == '__main__':
    sys.exit(main())
