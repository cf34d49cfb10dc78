"""Accuracy and speed of secondheart and svZeroDSolver on the same model files.

Both run alternately on one core with the step and the cycles of the file. Solve time covers only
the stepping, without parsing and output; process time covers a whole command, which reads the file
and writes the table. The reference for accuracy is svZeroDSolver at a step ten times finer, or the
stored result beside the file for a model that it cannot read.
"""

import csv
import io
import json
import math
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

import svzerod

FINER = 10
WITH_VALVES = ("valves", "closed_loop_blocks", "ChamberSphere")


def table(text):
    """Rows of a result by name: times and columns."""
    rows = list(csv.reader(io.StringIO(text)))
    header, found = rows[0][2:], {}
    for row in rows[1:]:
        times, columns = found.setdefault(row[0], ([], [[] for _ in header]))
        times.append(float(row[1] or "nan"))
        for column, cell in zip(columns, row[2:]):
            column.append(float(cell))
    return header, found


def stored(path):
    """A stored result as text of a table."""
    data = json.load(open(path))
    keys = list(data)
    lines = [",".join(keys)]
    for row in data["name"]:
        lines.append(",".join("" if data[k][row] is None else str(data[k][row]) for k in keys))
    return "\n".join(lines)


def interpolated(times, values, at):
    """Values at other times; one row alone is a mean."""
    if len(times) == 1:
        return [values[0]] * len(at)
    result, n = [], 1
    for t in at:
        while n < len(times) - 1 and times[n] < t:
            n += 1
        share = (t - times[n - 1]) / (times[n] - times[n - 1])
        result.append(values[n - 1] + share * (values[n] - values[n - 1]))
    return result


def apart(ours, reference, cycles):
    """Largest normalised root-mean-square difference of pressures and flows, last cycle."""
    header, found = table(ours)
    _, other = table(reference)
    worst = (0.0, "")
    for name, (times, columns) in found.items():
        their_times, their_columns = other[name]
        first = times[-1] - (times[-1] - times[0]) / cycles - 1e-9 if len(times) > 1 else None
        keep = [n for n, t in enumerate(times) if first is None or t >= first]
        theirs_keep = [n for n, t in enumerate(their_times) if first is None or t >= first]
        for key, column, theirs in zip(header, columns, their_columns):
            word = name if key == "y" else key
            if not word.startswith(("flow", "pressure")):
                continue
            a = [column[n] for n in keep]
            b = [theirs[n] for n in theirs_keep]
            at = interpolated([their_times[n] for n in theirs_keep], b, [times[n] for n in keep])
            size = max(map(abs, b))
            reach = max(b) - min(b)
            reach = reach if reach > 1e-6 * size else max(size, 1e-12)
            difference = math.sqrt(sum((x - y) ** 2 for x, y in zip(a, at)) / len(a)) / reach
            if difference > worst[0]:
                worst = (difference, f"{name} {key}")
    return worst


def theirs(model):
    """Result and solve time of svZeroDSolver."""
    solver = svzerod.Solver(model)
    clock = time.perf_counter()
    solver.run()
    seconds = time.perf_counter() - clock
    return solver.get_full_result().to_csv(index=False), seconds


def ours(program, path, out):
    """Result, solve time and process time of secondheart."""
    clock = time.perf_counter()
    run = subprocess.run([program, "solve", path, "--out", out], capture_output=True, text=True)
    seconds = time.perf_counter() - clock
    if run.returncode != 0:
        return None, run.stderr.strip(), seconds
    stepping = float(re.search(r"([\d.]+) ms of stepping", run.stderr).group(1)) * 1e-3
    return open(out).read(), stepping, seconds


THEIR_PROCESS = """
import json, sys, svzerod
solver = svzerod.Solver(json.load(open(sys.argv[1])))
solver.run()
solver.get_full_result().to_csv(sys.argv[2], index=False)
"""


def quiet():
    """Standard output of the solver's own messages, away."""
    null = os.open(os.devnull, os.O_WRONLY)
    kept = os.dup(1)
    os.dup2(null, 1)
    return kept


def main():
    program, folder, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    out = os.path.join(tempfile.mkdtemp(), "ours.csv")
    kept = quiet()

    def say(line):
        os.write(kept, (line + "\n").encode())

    say("| model | ours from the referee | svZeroDSolver from the referee | solve ms, ours | "
        "svZeroDSolver | ratio | process ms, ours | svZeroDSolver | ratio |")
    say("|---|---|---|---|---|---|---|---|---|")
    ratios = {False: [], True: []}
    for file in sorted(os.listdir(folder)):
        path = os.path.join(folder, file)
        if not file.endswith(".json"):
            continue
        text = open(path).read()
        name, model = file[:-5], json.loads(text)
        settings = model.get("simulation_parameters", {})
        if "number_of_time_pts_per_cardiac_cycle" not in settings:
            continue
        result, first, _ = ours(program, path, out)
        if result is None:
            # The message stands before the excerpt from the file.
            message = " ".join(first.split("\u256d")[0].split()).lstrip("\u00d7 ")
            say(f"| {name} | refused: {message} | | | | | | | |")
            continue
        cycles = settings["number_of_cardiac_cycles"] if settings.get("output_all_cycles") else 1
        times = {"our solve": [], "their solve": [], "our process": [], "their process": []}
        their_text = None
        try:
            their_text, _ = theirs(json.loads(text))
            fine = json.loads(text)
            points = settings["number_of_time_pts_per_cardiac_cycle"]
            fine["simulation_parameters"]["number_of_time_pts_per_cardiac_cycle"] = \
                (points - 1) * FINER + 1
            referee, _ = theirs(fine)
        except RuntimeError:
            referee = stored(os.path.join(folder, "results", f"result_{name}.json"))
        for _ in range(rounds):
            _, stepping, process = ours(program, path, out)
            times["our solve"].append(stepping)
            times["our process"].append(process)
            if their_text is None:
                continue
            times["their solve"].append(theirs(json.loads(text))[1])
            clock = time.perf_counter()
            subprocess.run([sys.executable, "-c", THEIR_PROCESS, path, out], capture_output=True)
            times["their process"].append(time.perf_counter() - clock)
        median = {key: statistics.median(t) * 1e3 if t else None for key, t in times.items()}
        accuracy = apart(result, referee, cycles)
        row = [name, f"{accuracy[0] * 100:.3f} % ({accuracy[1]})"]
        if their_text is None:
            row += ["does not read it", f"{median['our solve']:.3f}", "", "",
                    f"{median['our process']:.1f}", "", ""]
        else:
            ratio = median["their solve"] / median["our solve"]
            whole = median["their process"] / median["our process"]
            closed = not any(b["bc_type"] in ("FLOW", "PRESSURE", "RESISTANCE", "RCR", "CORONARY",
                                              "CORONARY_VAR_RES")
                             for b in model["boundary_conditions"])
            ratios[closed].append(ratio)
            row += [f"{apart(their_text, referee, cycles)[0] * 100:.3f} %",
                    f"{median['our solve']:.3f}", f"{median['their solve']:.3f}", f"{ratio:.0f}",
                    f"{median['our process']:.1f}", f"{median['their process']:.1f}",
                    f"{whole:.0f}"]
        say("| " + " | ".join(row) + " |")
    for closed, word in ((True, "closed loops"), (False, "the others")):
        if ratios[closed]:
            say(f"\nsolve time, {word}: svZeroDSolver takes {min(ratios[closed]):.0f} to "
                f"{max(ratios[closed]):.0f} times as long, median "
                f"{statistics.median(ratios[closed]):.0f}")


if __name__ == "__main__":
    main()
