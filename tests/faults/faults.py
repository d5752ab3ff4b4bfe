#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""faults.py BUILD PROJECT [--long COUNT | --self-test]: the programs while memory, files and processes fail under them.

Whatever fails, a run either ends with its usual status, output and file, or with another status than 0 and 10; the file
under the final name is the whole new one, the old one, or none. Failing calls come from a preloaded library (shim.c),
full disks from limits on the size of files and, in the long version, from a small tmpfs. Of each command's allocations
COUNT at the most fail in turn, all of them where it has no more.
"""
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

OLD = b"an older certificate\n"
CALLS = {"open": 40, "read": 40, "mkstemp": 3, "fchmod": 3, "fdopen": 3, "fflush": 12, "fclose": 12, "fsync": 4, "rename": 3,
         "open_memstream": 3}
VERDICTS = {0: ("s VERIFIED PROVED", "s VERIFIED REFUTED", "s PROVED"), 10: ("s REFUTED",)}


class Case:
    """A command line that succeeds, and what it leaves."""

    def __init__(self, faults, *words):
        self.faults, self.words, self.writes = faults, words, "-o" in words
        self.mallocs = 0
        self.reference = self.content = None

    def learn(self):
        self.faults.remove()
        status, output, error = self.faults.run(self, FAULT_CALL="malloc")
        if status not in VERDICTS or not self.faults.verdict(status, output):
            sys.exit(f"{self}: ended with {status} in the first place:\n{output}{error}")
        self.reference = status
        self.content = self.faults.read() if self.writes else None
        self.mallocs = int(self.faults.count.read_text())

    def __str__(self):
        return " ".join(pathlib.Path(word).name for word in self.words)


class Faults:
    def __init__(self, build, project, folder, long=None):
        self.build, self.shim, self.long = build, build / "tests" / "libfaultshim.so", long
        self.folder, self.count, self.target = folder, folder / "count", folder / "out" / "claim.abc"
        self.target.parent.mkdir()
        self.runs = self.failures = 0
        certificates, problems = project / "certificates", project / "problems"
        refutation = folder / "refutation.abc"
        refute = [build / "abcert", "refute", project / "tests" / "cli" / "inputs" / "too_small.abp", "-o", refutation]
        subprocess.run(refute, check=False, capture_output=True)
        checks = ["half_line.logarithm", "camel", "rank_two_tube", "one_relu", "twin_bowls.stated", "motzkin.margin"]
        self.cases = [Case(self, "abcheck", certificates / f"{name}.abc") for name in checks]
        self.cases.append(Case(self, "abcheck", refutation))
        for path in ["clauses/camel.abp", "two_layer_relu/one_relu.abp", "matrix_factorization/rank_two_tube.abp"]:
            self.cases.append(Case(self, "abcert", "prove", problems / path, "-o", self.target))
        self.cases.append(Case(self, "abcert", "refute", refute[2], "-o", self.target))

    def read(self):
        return self.target.read_bytes() if self.target.exists() else None

    def remove(self):
        for path in self.target.parent.iterdir():
            path.unlink()

    def run(self, case, limit=None, ignore=True, stdout=subprocess.PIPE, threads=1, **environment):
        def prepare():
            if ignore:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            if limit is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        preload = {"LD_PRELOAD": self.shim, "FAULT_COUNT": self.count} if environment else {}
        command = [self.build / case.words[0], *case.words[1:], "--threads", str(threads)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE, check=False, timeout=60,
                              env=dict(os.environ, **{k: str(v) for k, v in {**preload, **environment}.items()}),
                              preexec_fn=prepare if limit is not None else None)
        self.runs += 1
        return done.returncode, (done.stdout or b"").decode(), done.stderr.decode()

    @staticmethod
    def verdict(status, output):
        lines = [line for line in output.split("\n") if line.startswith("s ")]
        return len(lines) == 1 and lines[0].startswith(VERDICTS[status])

    def complain(self, case, what, *rest):
        self.failures += 1
        print(f"FAILED: {case}: {what}", *rest, sep="\n")

    def judge(self, case, what, result, old=None, may_crash=False, has_output=True):
        """The promise at the top of this file."""
        status, output, error = result
        if status in VERDICTS:
            if status != case.reference or (has_output and not self.verdict(status, output)):
                self.complain(case, f"{what}: status {status} without its verdict", output, error)
            if case.writes and self.read() != case.content:
                self.complain(case, f"{what}: status {status}, but the file is not the whole certificate", error)
        elif status < 0 and not may_crash:
            self.complain(case, f"{what}: killed by signal {-status}", output, error)
        if case.writes and status not in VERDICTS:
            if self.read() not in (old, case.content):
                self.complain(case, f"{what}: status {status} and a damaged file under the final name", error)
            if not may_crash and [path for path in self.target.parent.iterdir() if path != self.target]:
                self.complain(case, f"{what}: status {status} leaves a temporary file", error)

    def trial(self, case, what, old=None, may_crash=False, has_output=True, **how):
        self.remove()
        if case.writes and old is not None:
            self.target.write_bytes(old)
        result = self.run(case, **how)
        self.judge(case, what, result, old, may_crash, has_output)
        return result[0]

    def must_fail(self, case, what, **how):
        if self.trial(case, what, **how) in VERDICTS:
            self.complain(case, f"{what}: success is claimed all the same")

    def memory(self, case, most):
        """Each allocation fails in turn; in the quick version, the first ones and some of the rest."""
        chosen = range(1, case.mallocs + 1)
        if case.mallocs > most:
            first = most // 3
            chosen = list(range(1, first + 1)) + sorted(random.sample(range(first + 1, case.mallocs + 1), most - first))
        for at in chosen:
            self.trial(case, f"malloc {at} fails", old=OLD if at % 2 else None, FAULT_CALL="malloc", FAULT_AT=at)

    def calls(self, case):
        """Each call of a kind that reads or writes fails in turn."""
        for call, most in CALLS.items():
            for at in range(1, most):
                self.trial(case, f"{call} {at} fails", old=OLD, FAULT_CALL=call, FAULT_AT=at)
                if int(self.count.read_text()) < at:
                    break

    def reading(self, case):
        """Reads that are cut short or interrupted change nothing."""
        for kind in "short", "eintr":
            if self.trial(case, f"{kind} reads", FAULT_CALL=kind) != case.reference:
                self.complain(case, f"{kind} reads are not repeated")

    def threads(self, case):
        """Where no more threads can be made, those that are there do the work."""
        for at in 1, 2:
            if self.trial(case, f"thread {at} and later ones cannot be made", threads=4, FAULT_CALL="pthread_create", FAULT_AT=at) != case.reference:
                self.complain(case, f"{at} threads are not enough")

    def disk(self, case, step):
        """A disk with room for so many bytes; and one signal that says so."""
        if case.writes:
            for limit in range(0, len(case.content), step):
                self.must_fail(case, f"a disk of {limit} bytes", limit=limit, old=OLD)
            self.must_fail(case, "a signal at a full disk", limit=10, ignore=False, may_crash=True, old=OLD)

    def output(self, case):
        """Standard output that takes nothing: full, closed, or a pipe that nobody reads."""
        with open("/dev/full", "w", encoding="ascii") as full:
            self.must_fail(case, "a full standard output", stdout=full, has_output=False)
        reader, writer = os.pipe()
        os.close(reader)
        self.must_fail(case, "a broken pipe", stdout=writer, may_crash=True, has_output=False)
        os.close(writer)
        for closed in (1,), (0, 1), (0, 1, 2):
            self.remove()
            words = " ".join(f"{n}>&-" for n in closed)
            command = [str(self.build / case.words[0]), *map(str, case.words[1:])]
            status = subprocess.run(["sh", "-c", f'exec "$@" {words}', "sh", *command], check=False).returncode
            self.runs += 1
            self.judge(case, f"with {words}", (status, "", ""), has_output=False)
            if status in VERDICTS:
                self.complain(case, f"with {words}: success is claimed all the same")

    def closed_errors(self, case):
        self.remove()
        command = [str(self.build / case.words[0]), *map(str, case.words[1:])]
        done = subprocess.run(["sh", "-c", 'exec "$@" 0<&- 2>&-', "sh", *command], check=False, stdout=subprocess.PIPE, text=True)
        self.runs += 1
        self.judge(case, "with standard error closed", (done.returncode, done.stdout, ""))

    def kill(self, case, times):
        """Killed at random moments of its life."""
        command = [self.build / case.words[0], *case.words[1:]]
        start = time.monotonic()
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
        life = time.monotonic() - start
        for turn in range(times):
            self.remove()
            old = OLD if turn % 2 else None
            if old:
                self.target.write_bytes(old)
            process = subprocess.Popen(command, stdout=subprocess.PIPE)  # pylint: disable=consider-using-with
            time.sleep(random.uniform(0, 1.3 * life))
            process.send_signal(signal.SIGKILL if turn % 4 else signal.SIGTERM)
            output = process.communicate()[0].decode()
            self.runs += 1
            self.judge(case, "killed", (process.returncode, output, ""), old, may_crash=True)

    def small_tmpfs(self, case):
        """The same on a file system that is really full; False where none can be mounted."""
        script = 'mount -t tmpfs -o size=4k none "$1" && head -c 3000 /dev/zero >"$1/filler" || exit 98; shift; "$@" >/dev/null'
        command = [str(self.build / case.words[0]), *map(str, case.words[1:])]
        self.remove()
        wrapped = ["unshare", "-rm", "sh", "-c", script + '; status=$?; ls "$FOLDER"; exit $status', "sh", self.target.parent, *command]
        done = subprocess.run(wrapped, check=False, capture_output=True, text=True, env=dict(os.environ, FOLDER=str(self.target.parent)))
        if done.returncode == 98 or "unshare" in done.stderr:
            return False
        self.runs += 1
        if done.returncode in VERDICTS or done.stdout.split() != ["filler"]:
            self.complain(case, f"a full tmpfs: status {done.returncode}", done.stdout, done.stderr)
        return True

    def all(self):
        for case in self.cases:
            case.learn()
            self.memory(case, self.long or 24)
            self.reading(case)
            self.threads(case)
        writers = [case for case in self.cases if case.writes]
        for case in self.cases if self.long else [self.cases[1], writers[0]]:
            self.calls(case)
            self.output(case)
            self.closed_errors(case)
        for case in writers if self.long else writers[:1]:
            self.disk(case, 1 if self.long else 97)
            self.kill(case, 200 if self.long else 12)
            if self.long and len(case.content) > 1000 and not self.small_tmpfs(case):
                print(f"{case}: no tmpfs can be mounted here")


def self_test(faults):
    """The judge sees what it is there for."""
    case = faults.cases[-2]
    case.learn()
    planted = [(70, b"half"), (0, None), (0, b"half"), (-11, None), (70, OLD + b"more")]
    for status, content in planted:
        faults.remove()
        if content is not None:
            faults.target.write_bytes(content)
        before = faults.failures
        faults.judge(case, "planted", (status, "s PROVED\n" if status == 0 else "", ""))
        if faults.failures == before:
            sys.exit(f"status {status} with the file {content} is not seen to be wrong")
    case.content = None
    faults.failures = 0
    faults.judge(case, "planted", (0, "c nothing\n", ""))
    return 0 if faults.failures else 1


def main():
    build, project = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    seed = 20261121
    random.seed(seed)
    folder = pathlib.Path(tempfile.mkdtemp())
    try:
        if "--self-test" in sys.argv:
            return self_test(Faults(build, project, folder))
        faults = Faults(build, project, folder, int(sys.argv[4]) if "--long" in sys.argv else None)
        faults.all()
        print(f"{faults.runs} runs with faults (seed {seed}), {faults.failures} wrong")
        return 1 if faults.failures else 0
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
