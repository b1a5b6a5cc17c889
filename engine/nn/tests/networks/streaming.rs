//! Columns pushed one by one give what the whole recording gives at once.

use crate::reference::{Network, Noise};
use goldcrest_nn::{Model, OpKind, RunError};

fn run(section: &[u8], columns: &[Vec<i8>]) -> Vec<Vec<i8>> {
    let model = Model::open(section).unwrap();
    let mut arena = vec![0; model.arena_bytes()];
    model.reset(&mut arena).unwrap();
    let mut outputs = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        let output = model.push(&mut arena, column).unwrap();
        let due = index
            .checked_sub(model.delay())
            .is_some_and(|since| since % model.stride() == 0);
        assert_eq!(output.is_some(), due, "column {index}");
        outputs.extend(output.map(<[i8]>::to_vec));
    }
    outputs
}

fn assert_equals_batch(network: Network, what: &str) {
    let (section, columns, expected) = network.finish();
    let outputs = run(&section, &columns);
    assert!(!outputs.is_empty(), "{what}");
    assert_eq!(outputs, expected, "{what}");
}

#[test]
fn a_dense_layer_acts_on_each_column() {
    for channels in [1, 3, 4, 7, 40] {
        let mut network = Network::new(Noise::new(channels as u64), channels, 5);
        let input = network.input();
        let output = network.convolution(input, 6, 1, 1, 1, 0);
        network.output(output);
        assert_equals_batch(network, "dense");
    }
}

#[test]
fn convolutions_of_every_stride_dilation_and_padding() {
    for seed in 0..120 {
        let mut noise = Noise::new(seed);
        let channels = 1 + noise.below(9);
        let kernel = 1 + noise.below(7);
        let dilation = 1 + noise.below(4);
        let stride = 1 + noise.below(4);
        let padding = noise.below((kernel - 1) * dilation + 1);
        let mut network = Network::new(noise, channels, 60);
        let input = network.input();
        let output = if seed % 2 == 0 {
            network.convolution(input, 5, kernel, dilation, stride, padding)
        } else {
            network.depthwise(input, kernel, dilation, stride, padding)
        };
        network.output(output);
        assert_equals_batch(
            network,
            &format!("kernel {kernel} dilation {dilation} stride {stride} padding {padding}"),
        );
    }
}

#[test]
fn windows_longer_than_a_kernel_prepares_at_once() {
    for (channels, kernel, dilation) in [
        (40, 8, 1),
        (44, 9, 1),
        (37, 9, 2),
        (316, 1, 1),
        (321, 1, 1),
        (330, 2, 3),
        (700, 3, 1),
    ] {
        let mut network = Network::new(Noise::new(channels as u64), channels, 20);
        let input = network.input();
        let padding = (kernel - 1) * dilation;
        let output = network.convolution(input, 6, kernel, dilation, 1, padding);
        network.output(output);
        assert_equals_batch(network, &format!("{channels} channels, kernel {kernel}"));
    }
}

#[test]
fn residual_blocks_with_look_ahead_wait_for_each_other() {
    for seed in 0..40 {
        let mut noise = Noise::new(1000 + seed);
        let stride = 1 + noise.below(3);
        let mut plan = Vec::new();
        for _ in 0..4 {
            let kernel = 3 + noise.below(7);
            let dilation = 1 + noise.below(2);
            let padding = noise.below((kernel - 1) * dilation + 1);
            plan.push((kernel, dilation, padding));
        }
        let mut network = Network::new(noise, 10, 150);
        let input = network.input();
        let mut stream = network.convolution(input, 12, 5, 1, stride, 2);
        for &(kernel, dilation, padding) in &plan {
            let depthwise = network.depthwise(stream, kernel, dilation, 1, padding);
            let pointwise = network.convolution(depthwise, 12, 1, 1, 1, 0);
            stream = network.add(stream, pointwise);
        }
        let logits = network.convolution(stream, 5, 1, 1, 1, 0);
        network.output(logits);
        assert_equals_batch(network, &format!("stride {stride}, blocks {plan:?}"));
    }
}

#[test]
fn branches_join_by_channels_and_columns_by_time() {
    for seed in 0..40 {
        let mut network = Network::new(Noise::new(2000 + seed), 3, 80);
        let input = network.input();
        let slow = network.depthwise(input, 5, 2, 1, 1);
        let fast = network.convolution(input, 4, 2, 1, 1, 1);
        let late = network.shifted(fast, 3);
        let early = network.shifted(input, -2);
        let joined = network.concat(&[slow, late, early, input]);
        let stacked = network.stack(joined, 3, 2, 2, 1);
        let mapped = network.lookup(stacked);
        let first = seed as usize % 20;
        let part = network.slice(mapped, first, 1 + seed as usize % 9);
        network.output(part);
        assert_equals_batch(network, &format!("seed {seed}"));
    }
}

#[test]
fn several_outputs_of_unequal_delay_are_each_given_when_due() {
    let mut network = Network::new(Noise::new(7), 4, 40);
    let input = network.input();
    let ahead = network.depthwise(input, 7, 1, 1, 2);
    let strided = network.convolution(input, 3, 3, 1, 2, 0);
    network.output(ahead);
    network.output(strided);
    let expected: Vec<_> = [ahead, strided].map(|v| network.columns_of(v)).into();
    let (section, columns, _) = network.finish();
    let model = Model::open(&section).unwrap();
    assert_eq!(model.output_count(), 2);
    assert_eq!(model.output_at(1).len, 3);
    let mut arena = vec![0; model.arena_bytes()];
    model.reset(&mut arena).unwrap();
    let mut outputs = [Vec::new(), Vec::new()];
    for column in &columns {
        model.push(&mut arena, column).unwrap();
        for (index, outputs) in outputs.iter_mut().enumerate() {
            let column = model.output_column(&arena, index).unwrap();
            outputs.extend(column.map(<[i8]>::to_vec));
        }
    }
    assert_eq!(outputs.to_vec(), expected);
}

#[test]
fn time_goes_on_for_ever() {
    let mut network = Network::new(Noise::new(9), 2, 3_000);
    let input = network.input();
    let first = network.convolution(input, 2, 2, 1, 3, 0);
    let second = network.depthwise(first, 3, 1, 2, 1);
    network.output(second);
    assert_equals_batch(network, "3,000 columns at a period of 6");
}

#[test]
fn a_reset_arena_forgets() {
    let mut network = Network::new(Noise::new(11), 4, 50);
    let input = network.input();
    let output = network.convolution(input, 4, 6, 2, 1, 3);
    network.output(output);
    let (section, columns, expected) = network.finish();
    let model = Model::open(&section).unwrap();
    let mut arena = vec![77; model.arena_bytes() + 9];
    for _ in 0..2 {
        model.reset(&mut arena).unwrap();
        let mut outputs = Vec::new();
        for column in &columns {
            let output = model.push(&mut arena, column).unwrap();
            outputs.extend(output.map(<[i8]>::to_vec));
        }
        assert_eq!(outputs, expected);
    }
}

#[test]
fn wrong_memory_is_refused_before_anything_changes() {
    let mut network = Network::new(Noise::new(12), 4, 5);
    let input = network.input();
    let output = network.convolution(input, 4, 2, 1, 1, 1);
    network.output(output);
    let (section, columns, _) = network.finish();
    let model = Model::open(&section).unwrap();
    let needed = model.arena_bytes();
    let mut small = vec![5; needed - 1];
    let refusal = RunError::ArenaTooSmall {
        needed,
        given: needed - 1,
    };
    assert_eq!(model.reset(&mut small), Err(refusal));
    assert_eq!(model.push(&mut small, &columns[0]), Err(refusal));
    assert!(small.iter().all(|&b| b == 5));
    let mut arena = vec![0; needed];
    assert_eq!(
        model.push(&mut arena, &[0; 3]),
        Err(RunError::WrongColumnLength {
            expected: 4,
            given: 3
        })
    );
}

#[test]
fn a_model_describes_itself() {
    let mut network = Network::new(Noise::new(13), 40, 5);
    let input = network.input();
    let stem = network.convolution(input, 16, 5, 1, 3, 4);
    let depthwise = network.depthwise(stem, 9, 2, 1, 15);
    let pointwise = network.convolution(depthwise, 16, 1, 1, 1, 0);
    let sum = network.add(stem, pointwise);
    network.output(sum);
    let (section, ..) = network.finish();
    let model = Model::open(&section).unwrap();
    let kinds: Vec<_> = model.ops().map(|op| op.kind).collect();
    assert_eq!(
        kinds,
        [
            OpKind::Convolution,
            OpKind::Depthwise,
            OpKind::Pointwise,
            OpKind::Add
        ]
    );
    let products: Vec<_> = model.ops().map(|op| op.products).collect();
    assert_eq!(products, [40 * 16 * 5, 16 * 9, 16 * 16, 2 * 16]);
    assert_eq!(model.stride(), 3);
    assert_eq!(model.delay(), 3);
    assert_eq!(model.ops().nth(1).unwrap().reach, 1);
    let rings: usize = model.streams().map(|s| s.bytes).sum();
    assert!(model.arena_bytes() - rings <= 4 + 2 * 5 + 3);
    let columns: Vec<_> = model.streams().map(|s| s.columns).collect();
    assert_eq!(columns, [5, 17, 1, 1, 1]);
}
