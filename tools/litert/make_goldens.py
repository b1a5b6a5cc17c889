"""Golden vectors of LiteRT's reference kernels for the import of streaming TensorFlow Lite networks.

    pip install ai-edge-litert numpy pymicro-features soundfile
    python tools/litert/make_goldens.py tests/golden/tflite
    python tools/litert/make_goldens.py tests/golden/tflite --models DIR --speech DIR

The first writes small networks of random weights, made here operator by operator, with what the reference
kernels (op resolver BUILTIN_REF) compute from random columns, and networks that must be refused. The second
writes released.json: checksums of what released microWakeWord models compute from ten minutes of recordings,
whose features come from pymicro-features, and how far the optimised kernels are from the reference.
"""

import argparse
import json
import zlib
from pathlib import Path

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as s
from ai_edge_litert.interpreter import Interpreter, OpResolverType

INT8, UINT8, INT32, FLOAT32, RESOURCE = 9, 3, 2, 0, 13
TEN_MINUTES = 600 * 16_000


class Network:
    """A TensorFlow Lite model under construction."""

    def __init__(self, seed, features, step, scale=0.1):
        self.noise = np.random.default_rng(seed)
        self.buffers = [s.BufferT()]
        self.codes = []
        self.main = graph("main")
        self.first_values = graph("first")
        self.variables = 0
        self.step = step
        self.input = self.tensor([1, step, features], scale, -128)
        self.main.inputs = [self.input]
        # Set after the variables are known to be there.
        self.op("CALL_ONCE", [], [], s.CallOnceOptionsT, initSubgraphIndex=1)

    def buffer(self, data):
        buffer = s.BufferT()
        buffer.data = np.frombuffer(np.ascontiguousarray(data).tobytes(), np.uint8)
        self.buffers.append(buffer)
        return len(self.buffers) - 1

    def tensor(self, shape, scale=None, zero_point=0, kind=INT8, data=None, axis=0, graph=None):
        graph = graph or self.main
        tensor = s.TensorT()
        tensor.name = f"t{len(graph.tensors)}"
        tensor.shape = list(shape)
        tensor.type = kind
        tensor.buffer = 0 if data is None else self.buffer(data)
        tensor.hasRank = True
        if scale is not None:
            quantisation = s.QuantizationParametersT()
            quantisation.scale = np.atleast_1d(np.float32(scale))
            quantisation.zeroPoint = np.broadcast_to(np.int64(zero_point), quantisation.scale.shape)
            quantisation.quantizedDimension = axis
            tensor.quantization = quantisation
        graph.tensors.append(tensor)
        return len(graph.tensors) - 1

    def constant(self, values):
        values = np.asarray(values, np.int32)
        return self.tensor(values.shape, kind=INT32, data=values)

    def op(self, name, inputs, outputs, options=None, graph=None, **fields):
        code = getattr(s.BuiltinOperator, name)
        if code not in self.codes:
            self.codes.append(code)
        operator = s.OperatorT()
        operator.opcodeIndex = self.codes.index(code)
        operator.inputs, operator.outputs = list(inputs), list(outputs)
        if options:
            operator.builtinOptions = options()
            for field, value in fields.items():
                setattr(operator.builtinOptions, field, value)
            kind = options.__name__.removesuffix("T")
            operator.builtinOptionsType = getattr(s.BuiltinOptions, kind)
        (graph or self.main).operators.append(operator)

    def shape(self, tensor):
        return list(self.main.tensors[tensor].shape)

    def real(self, tensor):
        quantisation = self.main.tensors[tensor].quantization
        return float(quantisation.scale[0]), int(quantisation.zeroPoint[0])

    def reshaped(self, tensor, shape):
        made = self.tensor(shape, *self.real(tensor))
        self.op("RESHAPE", [tensor, self.constant(shape)], [made], s.ReshapeOptionsT)
        return made

    def joined(self, tensor, past, first_value=None, assigned=True):
        """The columns of a tensor behind `past` older ones that a variable keeps."""
        name = f"variable{self.variables}".encode()
        self.variables += 1
        _, new, _, channels = self.shape(tensor)
        scale, zero = self.real(tensor)
        handles = []
        for graph in (self.main, self.first_values):
            handle = self.tensor([], kind=RESOURCE, graph=graph)
            self.op("VAR_HANDLE", [], [handle], s.VarHandleOptionsT, graph, container=b"", sharedName=name)
            handles.append(handle)
        value = zero if first_value is None else first_value
        filled = np.full([1, past, 1, channels], value, np.int8)
        first = self.tensor(filled.shape, scale, zero, data=filled, graph=self.first_values)
        self.op("ASSIGN_VARIABLE", [handles[1], first], [], s.AssignVariableOptionsT, self.first_values)
        kept = self.tensor(filled.shape, scale, zero)
        self.op("READ_VARIABLE", [handles[0]], [kept], s.ReadVariableOptionsT)
        whole = self.tensor([1, past + new, 1, channels], scale, zero)
        self.op("CONCATENATION", [kept, tensor], [whole], s.ConcatenationOptionsT, axis=1)
        if assigned:
            newest = self.last(whole, past)
            self.op("ASSIGN_VARIABLE", [handles[0], newest], [], s.AssignVariableOptionsT)
        return whole

    def last(self, tensor, rows):
        _, whole, one, channels = self.shape(tensor)
        made = self.tensor([1, rows, one, channels], *self.real(tensor))
        begin = self.constant([0, -rows, 0, 0])
        end = self.constant([0, 0, 0, channels])
        strides = self.constant([1, 1, 1, 1])
        self.op(
            "STRIDED_SLICE", [tensor, begin, end, strides], [made], s.StridedSliceOptionsT,
            beginMask=13, endMask=15,
        )
        return made

    def weights(self, shape, outputs, products, axis, source, per_tensor=False, gain=1.0, made_scale=None):
        """Weights, biases and an output scale at which the sums fill the range, or a given one."""
        scales = np.float32(self.noise.uniform(0.002, 0.01, 1 if per_tensor else outputs))
        if made_scale is not None:
            scales *= np.float32(made_scale / (np.sqrt(products) * 0.5 * self.real(source)[0]))
        values = self.noise.integers(-127, 128, shape).astype(np.int8)
        scale, _ = self.real(source)
        weights = self.tensor(shape, scales, 0, data=values, axis=axis)
        biases = self.noise.integers(-9000, 9000, outputs).astype(np.int32)
        bias = self.tensor([outputs], scales * np.float32(scale), 0, kind=INT32, data=biases)
        spread = np.sqrt(products) * 45 * 75 * 0.006 * scale
        filling = np.float32(spread / 40 / gain * self.noise.uniform(0.8, 1.2))
        return weights, bias, filling if made_scale is None else np.float32(made_scale)

    def convolution(self, tensor, outputs, kernel, stride=1, dilation=1, activation=0, gain=1.0):
        _, rows, _, channels = self.shape(tensor)
        shape = [outputs, kernel, 1, channels]
        weights, bias, scale = self.weights(shape, outputs, kernel * channels, 0, tensor, gain=gain)
        made_rows = (rows - (kernel - 1) * dilation - 1) // stride + 1
        zero = -128 if activation else int(self.noise.integers(-40, 40))
        made = self.tensor([1, made_rows, 1, outputs], scale, zero)
        self.op(
            "CONV_2D", [tensor, weights, bias], [made], s.Conv2DOptionsT, padding=1, strideW=1,
            strideH=stride, dilationWFactor=1, dilationHFactor=dilation,
            fusedActivationFunction=activation,
        )
        return made

    def depthwise(self, tensor, kernel, dilation=1, to=None, activation=0):
        _, rows, _, channels = self.shape(tensor)
        shape = [1, kernel, 1, channels]
        weights, bias, scale = self.weights(shape, channels, kernel, 3, tensor)
        zero = int(self.noise.integers(-40, 40))
        if to is not None:
            scale, zero = to
        made = self.tensor([1, rows - (kernel - 1) * dilation, 1, channels], scale, zero)
        self.op(
            "DEPTHWISE_CONV_2D", [tensor, weights, bias], [made], s.DepthwiseConv2DOptionsT,
            padding=1, strideW=1, strideH=1, depthMultiplier=1, dilationWFactor=1,
            dilationHFactor=dilation, fusedActivationFunction=activation,
        )
        return made

    def split(self, tensor, sizes):
        _, rows, _, _ = self.shape(tensor)
        parts = [self.tensor([1, rows, 1, size], *self.real(tensor)) for size in sizes]
        inputs = [tensor, self.constant(sizes), self.constant(-1)]
        self.op("SPLIT_V", inputs, parts, s.SplitVOptionsT, numSplits=len(sizes))
        return parts

    def side_by_side(self, tensors):
        shape = self.shape(tensors[0])
        shape[3] = sum(self.shape(tensor)[3] for tensor in tensors)
        made = self.tensor(shape, *self.real(tensors[0]))
        self.op("CONCATENATION", tensors, [made], s.ConcatenationOptionsT, axis=-1)
        return made

    def dense(self, tensor, outputs, made_scale=None, per_tensor=True):
        *rows, values = self.shape(tensor)
        shape = [outputs, values]
        weights, bias, scale = self.weights(shape, outputs, values, 0, tensor, per_tensor, made_scale=made_scale)
        zero = int(self.noise.integers(-40, 40))
        made = self.tensor([*rows, outputs], scale, zero)
        self.op(
            "FULLY_CONNECTED", [tensor, weights, bias], [made], s.FullyConnectedOptionsT,
            keepNumDims=len(rows) > 1,
        )
        return made

    def probability(self, tensor):
        shape = self.shape(tensor)
        share = self.tensor(shape, 1 / 256, -128)
        self.op("LOGISTIC", [tensor], [share])
        made = self.tensor(shape, 1 / 256, 0, UINT8)
        self.op("QUANTIZE", [share], [made], s.QuantizeOptionsT)
        return made

    def requantised(self, tensor, scale, zero_point):
        made = self.tensor(self.shape(tensor), scale, zero_point)
        self.op("QUANTIZE", [tensor], [made], s.QuantizeOptionsT)
        return made

    def finish(self, output):
        self.main.outputs = [output]
        model = s.ModelT()
        model.version = 3
        model.description = "made by tools/litert/make_goldens.py"
        for number in self.codes:
            code = s.OperatorCodeT()
            code.builtinCode, code.deprecatedBuiltinCode, code.version = number, min(number, 127), 1
            if number in (s.BuiltinOperator.CONV_2D, s.BuiltinOperator.DEPTHWISE_CONV_2D):
                code.version = 3
            model.operatorCodes = [*(model.operatorCodes or []), code]
        model.subgraphs = [self.main, self.first_values]
        model.buffers = self.buffers
        builder = flatbuffers.Builder(4096)
        builder.Finish(model.Pack(builder), b"TFL3")
        return bytes(builder.Output())


def graph(name):
    made = s.SubGraphT()
    made.name, made.tensors, made.operators, made.inputs, made.outputs = name, [], [], [], []
    return made


def word():
    """All that a word of microWakeWord has: strides, mixed kernels, the past flattened for a dense layer."""
    net = Network(1, features=8, step=3)
    columns = net.reshaped(net.input, [1, 3, 1, 8])
    stem = net.convolution(net.joined(columns, 2), 6, 5, stride=3, activation=1)
    wide = net.convolution(net.depthwise(net.joined(stem, 4), 5), 10, 1, activation=1)
    past = net.joined(wide, 6)
    left, right = net.split(past, [4, 6])
    left = net.depthwise(net.last(left, 3), 3)
    right = net.depthwise(net.last(right, 7), 7, to=net.real(left))
    mixed = net.convolution(net.side_by_side([left, right]), 7, 1, activation=1)
    past = net.joined(mixed, 4)
    flat = net.reshaped(past, [1, 35])
    return net.finish(net.probability(net.dense(flat, 1, made_scale=0.06)))


def detector():
    """A wake word of no meaning that takes the front end's columns."""
    net = Network(4, features=40, step=3)
    columns = net.reshaped(net.input, [1, 3, 1, 40])
    stem = net.convolution(net.joined(columns, 2), 8, 5, stride=3, activation=1)
    wide = net.convolution(net.depthwise(net.joined(stem, 8), 9), 8, 1, activation=1)
    flat = net.reshaped(net.joined(wide, 3), [1, 32])
    return net.finish(net.probability(net.dense(flat, 1, made_scale=0.06)))


MANIFEST = {
    "type": "micro",
    "wake_word": "Hey Juniper",
    "author": "tools/litert/make_goldens.py",
    "website": "",
    "model": "hey_juniper.tflite",
    "trained_languages": ["en"],
    "version": 2,
    "micro": {
        "probability_cutoff": 0.97,
        "feature_step_size": 10,
        "sliding_window_size": 5,
        "tensor_arena_size": 8000,
        "minimum_esphome_version": "2024.7.0",
    },
}


def columns_of_two():
    """Two columns made in each invocation; dilation, the other activations, a change of scale."""
    net = Network(2, features=5, step=2, scale=0.04)
    columns = net.reshaped(net.input, [1, 2, 1, 5])
    first = net.depthwise(net.joined(columns, 4), 3, dilation=2, activation=3)
    second = net.convolution(net.joined(first, 2), 9, 3)
    third = net.depthwise(net.joined(second, 3), 4)
    changed = net.requantised(third, 0.7 * net.real(third)[0], 11)
    return net.finish(net.dense(changed, 4, per_tensor=False))


def steep():
    """Multipliers above one, which are shifted to the left before they are rounded; no bias in the end."""
    net = Network(3, features=4, step=1, scale=0.3)
    columns = net.reshaped(net.input, [1, 1, 1, 4])
    narrow = net.requantised(net.joined(columns, 1), 40.0, 3)
    steep = net.convolution(narrow, 6, 2, gain=9000)
    made = net.dense(steep, 5)
    net.main.operators[-1].inputs[2] = -1
    return net.finish(made)


def refused():
    """Networks that must be refused, with words of the refusal."""
    cases = {}

    def case(name, words, made):
        cases[name] = (words, made)

    net = Network(10, 4, 1)
    columns = net.reshaped(net.input, [1, 1, 1, 4])
    made = net.tensor([1, 1, 1, 4], 1 / 256, -128)
    net.op("SOFTMAX", [columns], [made], s.SoftmaxOptionsT, beta=1.0)
    case("softmax", "SOFTMAX", net.finish(made))

    net = Network(11, 4, 1)
    columns = net.reshaped(net.input, [1, 1, 1, 4])
    case("first-values", "zero point", net.finish(net.depthwise(net.joined(columns, 2, first_value=5), 3)))

    net = Network(12, 4, 1)
    columns = net.reshaped(net.input, [1, 1, 1, 4])
    case("never-assigned", "never assigned", net.finish(net.depthwise(net.joined(columns, 2, assigned=False), 3)))

    net = Network(13, 4, 1)
    columns = net.reshaped(net.input, [1, 1, 1, 4])
    case("past-only-kept", "move on", net.finish(net.depthwise(net.joined(columns, 4), 3)))

    net = Network(14, 4, 1)
    net.main.tensors[net.input].type = FLOAT32
    case("float-input", "int8", net.finish(net.reshaped(net.input, [1, 1, 1, 4])))

    net = Network(15, 4, 1)
    columns = net.reshaped(net.input, [1, 1, 4, 1])
    weights, bias, scale = net.weights([1, 1, 3, 1], 1, 3, 3, columns)
    made = net.tensor([1, 1, 2, 1], scale, 0)
    net.op("DEPTHWISE_CONV_2D", [columns, weights, bias], [made], s.DepthwiseConv2DOptionsT, padding=1,
           strideW=1, strideH=1, depthMultiplier=1, dilationWFactor=1, dilationHFactor=1)
    case("two-axes", "axes", net.finish(made))
    return cases


def interpreter(content, resolver):
    made = Interpreter(model_content=content, experimental_op_resolver_type=resolver, num_threads=1)
    made.allocate_tensors()
    return made


def run(content, steps, resolver=OpResolverType.BUILTIN_REF):
    """What a model computes from steps of columns, a row a step."""
    model = interpreter(content, resolver)
    [into], [out] = model.get_input_details(), model.get_output_details()
    outputs = []
    for step in steps:
        model.set_tensor(into["index"], step[None])
        model.invoke()
        outputs.append(model.get_tensor(out["index"]).reshape(-1))
    return np.array(outputs)


def as_int8(outputs):
    """Unsigned bytes as int8, 128 less."""
    return outputs if outputs.dtype == np.int8 else (outputs.astype(np.int16) - 128).astype(np.int8)


def small_networks(folder):
    (folder / "hey_juniper.json").write_text(json.dumps(MANIFEST, indent=1) + "\n")
    networks = [("word", word, 600), ("columns-of-two", columns_of_two, 600), ("steep", steep, 600),
                ("hey_juniper", detector, 60)]
    for name, make, count in networks:
        content = make()
        model = interpreter(content, OpResolverType.BUILTIN_REF)
        [into] = model.get_input_details()
        noise = np.random.default_rng(99)
        steps = noise.integers(-128, 128, (count, *into["shape"][1:])).astype(np.int8)
        outputs = as_int8(run(content, steps))
        (folder / f"{name}.tflite").write_bytes(content)
        (folder / f"{name}.in").write_bytes(steps.tobytes())
        (folder / f"{name}.out").write_bytes(outputs.tobytes())
        print(f"{name}: {len(content)} bytes, outputs {outputs.min()} to {outputs.max()}, "
              f"{len(np.unique(outputs))} different")
    expected = {}
    for name, (words, content) in refused().items():
        (folder / f"refused-{name}.tflite").write_bytes(content)
        expected[name] = words
    (folder / "refused.json").write_text(json.dumps(expected, indent=1) + "\n")


def features(samples):
    """Columns of features as pymicro-features makes them, as real numbers."""
    from pymicro_features import MicroFrontend

    front_end = MicroFrontend()
    audio, columns = samples.tobytes(), []
    for at in range(0, len(audio) - 319, 320):
        made = front_end.process_samples(audio[at:at + 320])
        if made.features:
            columns.append(made.features)
    return np.array(columns, np.float32)


def recordings(folder):
    """Ten minutes of recordings in the order of their names."""
    import soundfile

    heard = 0
    for file in sorted(folder.glob("*.flac")):
        if heard >= TEN_MINUTES:
            break
        samples, rate = soundfile.read(file, dtype="int16")
        assert rate == 16_000 and samples.ndim == 1, file
        heard += len(samples)
        yield file.name, samples


def released(folder, models, speech):
    heard = [(name, len(samples), features(samples)) for name, samples in recordings(speech)]
    figures = {"recordings": len(heard), "seconds": sum(count for _, count, _ in heard) / 16_000, "models": {}}
    for file in sorted(models.glob("*.tflite")):
        content = file.read_bytes()
        [into] = interpreter(content, OpResolverType.BUILTIN_REF).get_input_details()
        scale, zero = into["quantization"]
        step = into["shape"][1]
        sums, farthest, differing, count = {}, 0, 0, 0
        for name, _, reals in heard:
            columns = np.clip(np.rint(reals / np.float32(scale)) + zero, -128, 127).astype(np.int8)
            steps = columns[:len(columns) // step * step].reshape(-1, step, columns.shape[1])
            reference = run(content, steps)
            optimised = run(content, steps, OpResolverType.BUILTIN)
            away = np.abs(reference.astype(int) - optimised.astype(int))
            farthest, differing = max(farthest, int(away.max())), differing + int((away > 0).sum())
            count += len(steps)
            sums[name] = [zlib.crc32(steps.tobytes()), zlib.crc32(as_int8(reference).tobytes())]
        figures["models"][file.stem] = {
            "steps": count, "optimised_farthest": farthest, "optimised_differing": differing,
            "crc32": sums,
        }
        print(f"{file.stem}: {count} steps; optimised kernels differ in {differing}, by {farthest} at most")
    (folder / "released.json").write_text(json.dumps(figures, indent=1) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--models", type=Path)
    parser.add_argument("--speech", type=Path)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    small_networks(arguments.folder)
    if arguments.models and arguments.speech:
        released(arguments.folder, arguments.models, arguments.speech)


if __name__ == "__main__":
    main()
