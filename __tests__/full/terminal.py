"""Runs a shell script at a terminal of its own and answers what it asks. Usage: terminal.py SCRIPT, answers as JSON on
standard input: [{"when": regular expression, "type": text with \\1 for its groups}], each at most once, in any order."""

import json
import os
import pty
import re
import sys

answers = json.load(sys.stdin)
child, terminal = pty.fork()
if child == 0:
    # Wide, so that no question is broken into lines.
    os.execvp("bash", ["bash", "-c", "stty cols 400 rows 60; " + sys.argv[1]])

seen = ""
while True:
    try:
        chunk = os.read(terminal, 65536)
    except OSError:
        break
    if not chunk:
        break
    sys.stdout.write(chunk.decode("utf-8", "replace"))
    sys.stdout.flush()
    seen += chunk.decode("utf-8", "replace")
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen)
    for answer in answers:
        found = re.search(answer["when"], plain)
        if found:
            answers.remove(answer)
            os.write(terminal, (found.expand(answer["type"]) + "\r").encode())
            seen = ""
            break

_, status = os.waitpid(child, 0)
sys.exit(os.waitstatus_to_exitcode(status))
