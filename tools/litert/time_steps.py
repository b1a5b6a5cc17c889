"""Time of LiteRT on one core, an invocation at a time, on the columns that `benches` times the engine on.

    python tools/litert/time_steps.py MODEL.tflite COLUMNS [ROUNDS]

Only the call that runs the network is timed, not the copies in and out and not what `invoke` does in Python before
it; of every step the least time of all rounds counts, so that other programs on the machine do not. What a call from
Python costs is measured on one that looks up a number, and told beside it.
"""

import sys
import time

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType


def best(content, steps, rounds, resolver):
    model = Interpreter(model_content=content, experimental_op_resolver_type=resolver, num_threads=1)
    model.allocate_tensors()
    [into] = model.get_input_details()
    times = np.full(len(steps), np.inf)
    for _ in range(rounds):
        model.reset_all_variables()
        for index, step in enumerate(steps):
            model.set_tensor(into["index"], step)
            begun = time.perf_counter_ns()
            model._interpreter.Invoke()
            times[index] = min(times[index], time.perf_counter_ns() - begun)
    return times.mean()


def of_a_call(content, rounds=20_000):
    model = Interpreter(model_content=content)
    least = np.inf
    for _ in range(rounds):
        begun = time.perf_counter_ns()
        model._interpreter.NumTensors(0)
        least = min(least, time.perf_counter_ns() - begun)
    return least


def main():
    content = open(sys.argv[1], "rb").read()
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 20
    model = Interpreter(model_content=content)
    shape = model.get_input_details()[0]["shape"]
    columns = np.fromfile(sys.argv[2], np.int8)
    whole = len(columns) // int(np.prod(shape))
    steps = columns[:whole * int(np.prod(shape))].reshape(-1, *shape)
    for name, resolver in [
        ("XNNPACK", OpResolverType.BUILTIN),
        ("optimised kernels", OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES),
        ("reference kernels", OpResolverType.BUILTIN_REF),
    ]:
        mean = best(content, steps, rounds, resolver)
        print(f"{name}: {len(steps)} steps, {rounds} rounds: {mean:.0f} ns a step")
    print(f"of which a call from Python: {of_a_call(content):.0f} ns")


if __name__ == "__main__":
    main()
