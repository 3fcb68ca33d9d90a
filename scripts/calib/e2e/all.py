"""Attention, training and serving within one budget; a table that is there already is kept."""
import os
import subprocess
import sys

PARTS = [("attention.py", "attention-sdpa.csv", 0.12), ("train.py", "e2e/train.csv", 0.6),
         ("serve.py", "e2e/serve.csv", 0.28)]


def value(argv, name, default):
    return argv[argv.index(name) + 1] if name in argv else default


def main():
    argv = sys.argv[1:]
    budget, out = float(value(argv, "--budget", "480")), value(argv, "--out", ".")
    here, failed = os.path.dirname(os.path.abspath(__file__)), 0
    for script, table, share in PARTS:
        if os.path.exists(os.path.join(out, table)):
            print(f"e2e: {table} is there already, kept", file=sys.stderr)
            continue
        command = [sys.executable, os.path.join(here, script)] + argv + ["--budget", f"{budget * share:.0f}"]
        rc = subprocess.call(command)
        if rc:
            print(f"e2e: {script} failed, exit {rc}", file=sys.stderr)
            failed = 77 if rc == 77 and not failed else 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
