//! Graphs made by hand: what is refused, and in which words.

use goldcrest_nn::{Model, OpKind};
use prost::Message;

use super::proto::{
    AttributeProto, DimensionProto, GraphProto, ModelProto, NodeProto, TensorProto,
    TensorShapeProto, TensorTypeProto, TypeProto, ValueInfoProto,
};
use super::{ImportError, import_onnx};

const FLOAT: i32 = 1;
const INT8: i32 = 3;
const INT64: i32 = 7;

/// A graph whose input `x` of four channels is quantised as `x_dq`.
struct Graph {
    proto: GraphProto,
}

impl Graph {
    fn new() -> Self {
        let dims = [Some(1), Some(4), None].map(|dim_value| DimensionProto { dim_value });
        let tensor_type = TensorTypeProto {
            elem_type: Some(FLOAT),
            shape: Some(TensorShapeProto { dim: dims.into() }),
        };
        let input = ValueInfoProto {
            name: Some("x".into()),
            r#type: Some(TypeProto {
                tensor_type: Some(tensor_type),
            }),
        };
        let mut graph = Self {
            proto: GraphProto {
                input: vec![input],
                ..GraphProto::default()
            },
        };
        graph.floats("scale", &[], &[0.5]);
        graph.int8s("zero", &[], &[3]);
        graph.quantised("x");
        graph
    }

    fn tensor(&mut self, name: &str, data_type: i32, dims: &[i64], raw: Vec<u8>) {
        self.proto.initializer.push(TensorProto {
            dims: dims.to_vec(),
            data_type: Some(data_type),
            name: Some(name.into()),
            raw_data: Some(raw),
            ..TensorProto::default()
        });
    }

    fn floats(&mut self, name: &str, dims: &[i64], values: &[f32]) {
        let raw = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.tensor(name, FLOAT, dims, raw);
    }

    fn int8s(&mut self, name: &str, dims: &[i64], values: &[i8]) {
        let raw = values.iter().map(|&v| v as u8).collect();
        self.tensor(name, INT8, dims, raw);
    }

    fn integers(&mut self, name: &str, values: &[i64]) {
        let raw = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.tensor(name, INT64, &[values.len() as i64], raw);
    }

    fn node(&mut self, op: &str, inputs: &[&str], output: &str, attributes: &[(&str, &[i64])]) {
        let attribute = attributes
            .iter()
            .map(|(name, values)| AttributeProto {
                name: Some((*name).into()),
                i: values.first().copied(),
                ints: values.to_vec(),
                ..AttributeProto::default()
            })
            .collect();
        self.proto.node.push(NodeProto {
            input: inputs.iter().map(|&name| name.into()).collect(),
            output: vec![output.into()],
            name: Some(format!("make_{output}")),
            op_type: Some(op.into()),
            attribute,
        });
    }

    /// `NAME_dq`: the tensor through QuantizeLinear and DequantizeLinear.
    fn quantised(&mut self, name: &str) {
        let (q, dq) = (format!("{name}_q"), format!("{name}_dq"));
        self.node("QuantizeLinear", &[name, "scale", "zero"], &q, &[]);
        self.node("DequantizeLinear", &[&q, "scale", "zero"], &dq, &[]);
    }

    /// `NAME_dq`: int8 weights that are all one.
    fn weights(&mut self, name: &str, dims: &[i64]) {
        let len = dims.iter().product::<i64>() as usize;
        self.int8s(name, dims, &vec![1; len]);
        self.int8s("none", &[], &[0]);
        let dq = format!("{name}_dq");
        self.node("DequantizeLinear", &[name, "scale", "none"], &dq, &[]);
    }

    fn import(mut self, output: &str) -> Result<Vec<u8>, ImportError> {
        self.proto.output.push(ValueInfoProto {
            name: Some(output.into()),
            r#type: None,
        });
        let model = ModelProto {
            graph: Some(self.proto),
        };
        import_onnx(&model.encode_to_vec())
    }

    fn refusal(self, output: &str) -> String {
        self.import(output).unwrap_err().to_string()
    }
}

#[test]
fn a_layer_becomes_one_operation() {
    let mut graph = Graph::new();
    graph.weights("w", &[6, 4, 3]);
    graph.node(
        "Conv",
        &["x_dq", "w_dq"],
        "y",
        &[("pads", &[1, 1]), ("strides", &[2])],
    );
    graph.node("Relu", &["y"], "z", &[]);
    graph.quantised("z");
    let section = graph.import("z_dq").unwrap();
    let model = Model::open(&section).unwrap();
    let ops: Vec<_> = model.ops().collect();
    assert_eq!(ops.len(), 1);
    assert_eq!(ops[0].kind, OpKind::Convolution);
    assert_eq!((ops[0].kernel, ops[0].stride, ops[0].reach), (3, 2, 1));
    assert_eq!(ops[0].clamp, (3, 127));
    assert_eq!((model.stride(), model.delay()), (2, 1));
    assert_eq!(model.output().len, 6);
}

#[test]
fn pads_in_the_graph_and_in_the_layer_are_the_same() {
    let padded = |in_graph: bool| {
        let mut graph = Graph::new();
        graph.weights("w", &[4, 1, 5]);
        let mut input = "x_dq";
        let mut attributes: Vec<(&str, &[i64])> = vec![("group", &[4])];
        if in_graph {
            graph.integers("pads", &[0, 0, 3, 0, 0, 1]);
            graph.node("Pad", &["x_dq", "pads"], "p", &[]);
            graph.quantised("p");
            input = "p_dq";
        } else {
            attributes.push(("pads", &[3, 1]));
        }
        graph.node("Conv", &[input, "w_dq"], "y", &attributes);
        graph.quantised("y");
        graph.import("y_dq").unwrap()
    };
    assert_eq!(padded(true), padded(false));
}

#[test]
fn unknown_operators_are_refused_by_name() {
    let mut graph = Graph::new();
    graph.node("GRU", &["x_dq"], "y", &[]);
    assert_eq!(
        graph.import("y").unwrap_err(),
        ImportError::UnsupportedOperator {
            node: "make_y".into(),
            op: "GRU".into()
        }
    );
}

#[test]
fn unquantised_results_are_refused_where_they_are_read() {
    let mut graph = Graph::new();
    graph.weights("w", &[4, 4, 1]);
    graph.node("Conv", &["x_dq", "w_dq"], "y", &[]);
    graph.node("Sigmoid", &["y"], "z", &[]);
    assert_eq!(
        graph.import("z").unwrap_err(),
        ImportError::NotQuantised {
            node: "make_z".into(),
            tensor: "y".into()
        }
    );

    let mut graph = Graph::new();
    graph.floats("w", &[4, 4, 1], &[0.5; 16]);
    graph.node("Conv", &["x_dq", "w"], "y", &[]);
    assert!(graph.refusal("y").contains("`w`, which is not quantised"));

    let mut graph = Graph::new();
    graph.weights("w", &[4, 4, 1]);
    graph.node("Conv", &["x_dq", "w_dq"], "y", &[]);
    assert!(graph.refusal("y").contains("the graph's output"));
}

#[test]
fn a_sigmoid_may_end_the_graph_unquantised() {
    let mut graph = Graph::new();
    graph.node("Sigmoid", &["x_dq"], "y", &[]);
    let section = graph.import("y").unwrap();
    let output = Model::open(&section).unwrap().output();
    assert_eq!((output.scale, output.zero_point), (1.0 / 256.0, -128));
}

#[test]
fn uses_beyond_the_engine_are_refused_with_the_reason() {
    let convolution = |dims: &[i64], attributes: &[(&str, &[i64])]| {
        let mut graph = Graph::new();
        graph.weights("w", dims);
        graph.node("Conv", &["x_dq", "w_dq"], "y", attributes);
        graph.quantised("y");
        graph.refusal("y_dq")
    };
    assert!(convolution(&[4, 2, 3], &[("group", &[2])]).contains("2 groups"));
    assert!(convolution(&[4, 3, 3], &[]).contains("3 channels on a stream of 4"));
    assert!(convolution(&[4, 4, 3, 3], &[]).contains("one dimension"));
    assert!(convolution(&[4, 4, 3], &[("strides", &[0])]).contains("must be positive"));
    assert!(convolution(&[4, 4, 3], &[("pads", &[-1, 0])]).contains("pads"));
    assert!(convolution(&[1 << 50, 4, 0], &[]).contains("empty"));

    let mut graph = Graph::new();
    graph.node("Softmax", &["x_dq"], "y", &[("axis", &[2])]);
    assert!(graph.refusal("y").contains("axis other than the channels"));

    let mut graph = Graph::new();
    graph.integers("starts", &[-3]);
    graph.integers("ends", &[i64::MAX]);
    graph.integers("axes", &[2]);
    graph.node("Slice", &["x_dq", "starts", "ends", "axes"], "y", &[]);
    assert!(graph.refusal("y").contains("start from the end"));

    let mut graph = Graph::new();
    graph.node("Mul", &["x_dq", "x_dq"], "y", &[]);
    assert!(graph.refusal("y").contains("two computed factors"));
}

#[test]
fn streams_of_unequal_rate_are_refused() {
    let mut graph = Graph::new();
    graph.weights("w", &[4, 4, 1]);
    graph.node("Conv", &["x_dq", "w_dq"], "y", &[("strides", &[2])]);
    graph.quantised("y");
    graph.node("Add", &["x_dq", "y_dq"], "z", &[]);
    graph.quantised("z");
    assert!(graph.refusal("z_dq").contains("different column rates"));
}

#[test]
fn broken_files_are_refused() {
    assert!(matches!(import_onnx(b""), Err(ImportError::NotOnnx(_))));
    assert!(matches!(
        import_onnx(b"not an onnx file at all"),
        Err(ImportError::NotOnnx(_))
    ));
    let mut graph = Graph::new();
    graph.node("Sigmoid", &["nowhere"], "y", &[]);
    assert_eq!(
        graph.import("y").unwrap_err(),
        ImportError::MissingTensor("nowhere".into())
    );
    let mut graph = Graph::new();
    graph.tensor("short", FLOAT, &[4], vec![0; 8]);
    assert!(graph.refusal("x_dq").contains("as many values"));
}

#[test]
fn any_truncation_of_a_sound_file_is_refused_or_imported() {
    let mut graph = Graph::new();
    graph.weights("w", &[4, 1, 2]);
    graph.node("Conv", &["x_dq", "w_dq"], "y", &[("group", &[4])]);
    graph.quantised("y");
    let bytes = ModelProto {
        graph: Some(graph.proto),
    }
    .encode_to_vec();
    for len in 0..bytes.len() {
        let _ = import_onnx(&bytes[..len]);
    }
    let mut flipped = bytes;
    for at in 0..flipped.len() {
        for bit in 0..8 {
            flipped[at] ^= 1 << bit;
            let _ = import_onnx(&flipped);
            flipped[at] ^= 1 << bit;
        }
    }
}
