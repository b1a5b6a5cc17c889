"""A trained student as int8 QDQ ONNX: one graph over the tokens, one from the pooled vector to intents."""

import os
import tempfile

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

from .student import Layer, Rounder, Student


class _Graph:
    def __init__(self):
        self.nodes, self.tensors = [], []

    def store(self, name, array):
        self.tensors.append(numpy_helper.from_array(np.ascontiguousarray(array, np.float32), name))
        return name

    def conv(self, x, out, weight, bias, pads=(0, 0), groups=1):
        inputs = [x, self.store(f"{out}_w", weight), self.store(f"{out}_b", bias)]
        self.nodes.append(helper.make_node("Conv", inputs, [out], name=out, kernel_shape=[weight.shape[2]],
                                           pads=list(pads), group=groups))
        return out

    def op(self, kind, inputs, out):
        self.nodes.append(helper.make_node(kind, inputs, [out], name=out))
        return out

    def finish(self, name, given, outputs):
        def info(n, channels):
            return helper.make_tensor_value_info(n, TensorProto.FLOAT, [1, channels, "columns"])

        graph = helper.make_graph(self.nodes, name, [info(*given)], [info(*o) for o in outputs], self.tensors)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="goldcrest_train")
        model.ir_version = 8
        onnx.checker.check_model(model)
        return model


def _folded(layer: Layer):
    weight, bias = layer.folded()
    return weight.detach().numpy(), bias.detach().numpy()


def body(student: Student) -> onnx.ModelProto:
    g, shape = _Graph(), student.shape
    x = g.op("Relu", [g.conv("columns", "stem", *_folded(student.stem))], "stemmed")
    for i, block in enumerate(student.blocks):
        last = "hidden" if i == len(student.blocks) - 1 else f"b{i}_added"
        y = g.conv(x, f"b{i}_depthwise", *_folded(block.depthwise), block.depthwise.pads, shape.channels)
        y = g.op("Relu", [y], f"b{i}_inner")
        y = g.conv(y, f"b{i}_pointwise", *_folded(block.pointwise))
        x = g.op("Relu", [g.op("Add", [x, y], f"b{i}_sum")], last)
    outputs = [("hidden", shape.channels)]
    if student.tag is not None:
        g.conv("hidden", "tags", student.tag.weight.detach().numpy()[:, :, None], student.tag.bias.detach().numpy())
        outputs.append(("tags", shape.tags))
    return g.finish("body", ("columns", shape.dimensions), outputs)


def head(student: Student) -> onnx.ModelProto:
    g, shape = _Graph(), student.shape
    g.conv("pooled", "intents", student.head.weight.detach().numpy()[:, :, None], student.head.bias.detach().numpy())
    return g.finish("head", ("pooled", 2 * shape.channels), [("intents", shape.classes)])


class _Reader(CalibrationDataReader):
    def __init__(self, name, arrays):
        self.name, self.arrays = name, iter(arrays)

    def get_next(self):
        array = next(self.arrays, None)
        return None if array is None else {self.name: array.astype(np.float32)}


def _fixed(scale, zero):
    return [{"scale": np.array(scale, np.float32), "zero_point": np.array(zero, np.int8), "quant_type": QuantType.QInt8}]


def trained_ranges(student: Student) -> dict:
    """Scales that the quantised epochs settled on."""
    rounders = {"columns": student.column, "stemmed": student.stemmed}
    for i, block in enumerate(student.blocks):
        rounders[f"b{i}_inner"] = block.inner
        rounders["hidden" if i == len(student.blocks) - 1 else f"b{i}_added"] = block.added
    return {name: _fixed(*_scale(r)) for name, r in rounders.items() if r.active}


def _scale(rounder: Rounder):
    scale = float((rounder.high - rounder.low).clamp_min(1e-6)) / 255
    return scale, int(np.clip(round(-128 - float(rounder.low) / scale), -128, 127))


def _quantise(model, name, arrays, overrides) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source, target = os.path.join(folder, "float.onnx"), os.path.join(folder, "int8.onnx")
        onnx.save(model, source)
        extra = {"ActivationSymmetric": False, "WeightSymmetric": True, "TensorQuantOverrides": overrides}
        quantize_static(source, target, _Reader(name, arrays), quant_format=QuantFormat.QDQ, per_channel=True,
                        activation_type=QuantType.QInt8, weight_type=QuantType.QInt8, extra_options=extra)
        made = onnx.load(target)
    for entry in list(made.metadata_props):
        made.metadata_props.remove(entry)
    return made.SerializeToString()


def quantisation(model: bytes, tensor: str) -> tuple[np.float32, int]:
    """Scale and zero point of the QuantizeLinear node that reads or writes a tensor."""
    graph = onnx.load_from_string(model).graph
    stored = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    for node in graph.node:
        if node.op_type == "QuantizeLinear" and tensor in node.input[0].replace("_QuantizeLinear_Input", "").split():
            return np.float32(stored[node.input[1]]), int(stored[node.input[2]])
    raise KeyError(tensor)


def session(model: bytes) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])


@torch.no_grad()
def quantise(student: Student, sentences: list[list[str]]) -> tuple[bytes, bytes]:
    """int8 body and head; `sentences` calibrate what the quantised epochs did not."""
    from .student import Hasher

    student = student.eval()
    hasher = Hasher(student.shape.rows)
    columns, pooled = [], []
    float_body = session(body(student).SerializeToString())
    for tokens in sentences:
        batch = hasher.batch([tokens])
        x = student.columns(batch.words, batch.grams, batch.offsets, batch.places)
        x = torch.nn.functional.pad(x, (0, 0, 0, student.shape.look_ahead())).transpose(1, 2).numpy()
        columns.append(x)
        hidden = float_body.run(["hidden"], {"columns": x})[0][0, :, : len(tokens)]
        pooled.append(np.concatenate([hidden.max(1), hidden.mean(1)])[None, :, None])
    ranges = trained_ranges(student)
    int8_body = _quantise(body(student), "columns", columns, ranges)
    hidden_scale = quantisation(int8_body, "hidden")
    int8_head = _quantise(head(student), "pooled", pooled, {"pooled": _fixed(*hidden_scale)})
    return int8_body, int8_head
