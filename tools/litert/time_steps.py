"""Time of LiteRT on one core, an invocation at a time, on the columns that `benches` times the engine on.

    python tools/litert/time_steps.py MODEL.tflite COLUMNS [ROUNDS]

Only `invoke` is timed, not the copies in and out, and of every step the least time of all rounds counts, so
that other programs on the machine do not. What calling it from Python costs is measured on a network
that does nothing but a reshape, and told beside it.
"""

import sys
import time

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

from make_goldens import Network


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
            model.invoke()
            times[index] = min(times[index], time.perf_counter_ns() - begun)
    return times.mean()


def nothing(shape):
    net = Network(0, shape[2], shape[1])
    return net.finish(net.reshaped(net.input, [1, shape[1], 1, shape[2]]))


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
    mean = best(nothing(shape), steps, rounds, OpResolverType.BUILTIN)
    print(f"of which calling from Python: {mean:.0f} ns or less")


if __name__ == "__main__":
    main()
