//! Networks built twice: as a section, and computed over the whole recording in the plainest way.

use goldcrest_nn::build::{
    Affine, FixedPoint, ModelBuilder, Multipliers, Output, Quantisation, Source, StreamId, Taps,
};

pub struct Noise(u64);

impl Noise {
    pub fn new(seed: u64) -> Self {
        let mut noise = Self(seed);
        noise.next();
        noise
    }

    fn next(&mut self) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as u32
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.next() as usize % bound
    }

    pub fn byte(&mut self) -> i8 {
        self.next() as i8
    }

    fn bytes(&mut self, len: usize) -> Vec<i8> {
        (0..len).map(|_| self.byte()).collect()
    }
}

/// Column `j` of the stream is `columns[j - shift]`; before the first it is the zero point.
#[derive(Clone)]
struct Signal {
    source: Source,
    columns: Vec<Vec<i8>>,
    quantisation: Quantisation,
}

impl Signal {
    fn channels(&self) -> usize {
        self.columns[0].len()
    }

    fn at(&self, index: i64) -> Option<Vec<i8>> {
        let index = index - i64::from(self.source.shift);
        if index < 0 {
            return Some(vec![self.quantisation.zero_point; self.channels()]);
        }
        self.columns.get(index as usize).cloned()
    }
}

#[derive(Clone, Copy)]
pub struct Value(usize);

pub struct Network {
    noise: Noise,
    builder: ModelBuilder,
    signals: Vec<Signal>,
    outputs: Vec<usize>,
}

impl Network {
    pub fn new(mut noise: Noise, channels: usize, columns: usize) -> Self {
        let quantisation = quantisation(&mut noise);
        let (builder, source) = ModelBuilder::new(channels, quantisation);
        let columns = (0..columns).map(|_| noise.bytes(channels)).collect();
        Self {
            noise,
            builder,
            signals: vec![Signal {
                source,
                columns,
                quantisation,
            }],
            outputs: Vec::new(),
        }
    }

    pub fn input(&self) -> Value {
        Value(0)
    }

    pub fn output(&mut self, value: Value) {
        self.outputs.push(value.0);
    }

    pub fn columns_of(&self, value: Value) -> Vec<Vec<i8>> {
        self.signals[value.0].columns.clone()
    }

    /// The section, the input columns and the columns of the first output.
    pub fn finish(self) -> (Vec<u8>, Vec<Vec<i8>>, Vec<Vec<i8>>) {
        let streams: Vec<StreamId> = self
            .outputs
            .iter()
            .map(|&o| self.signals[o].source.stream)
            .collect();
        let section = self.builder.finish(&streams).unwrap();
        (
            section,
            self.signals[0].columns.clone(),
            self.signals[self.outputs[0]].columns.clone(),
        )
    }

    pub fn shifted(&mut self, value: Value, shift: i32) -> Value {
        let mut signal = self.signals[value.0].clone();
        signal.source.shift += shift;
        self.signals.push(signal);
        Value(self.signals.len() - 1)
    }

    pub fn convolution(
        &mut self,
        value: Value,
        outputs: usize,
        kernel: usize,
        dilation: usize,
        stride: usize,
        padding: usize,
    ) -> Value {
        let signal = self.signals[value.0].clone();
        let taps = Taps {
            kernel,
            dilation,
            stride,
            padding,
        };
        let inputs = signal.channels();
        let affine = self.affine(outputs, inputs * kernel);
        let output = self.random_output();
        let stream = self
            .builder
            .convolution(signal.source, &affine, taps, output)
            .unwrap();
        let zero = i32::from(signal.quantisation.zero_point);
        let columns = every_column(&[(&signal, taps)], |windows| {
            (0..outputs)
                .map(|o| {
                    let mut sum = affine.biases[o];
                    for (tap, column) in windows[0].iter().enumerate() {
                        for (input, &x) in column.iter().enumerate() {
                            let w = affine.weights[(o * inputs + input) * kernel + tap];
                            sum += (i32::from(x) - zero) * i32::from(w);
                        }
                    }
                    rescaled(sum, &affine.multipliers, o, output)
                })
                .collect()
        });
        self.add_signal(stream, columns, output.quantisation)
    }

    pub fn depthwise(
        &mut self,
        value: Value,
        kernel: usize,
        dilation: usize,
        stride: usize,
        padding: usize,
    ) -> Value {
        let signal = self.signals[value.0].clone();
        let taps = Taps {
            kernel,
            dilation,
            stride,
            padding,
        };
        let affine = self.affine(signal.channels(), kernel);
        let output = self.random_output();
        let stream = self
            .builder
            .depthwise(signal.source, &affine, taps, output)
            .unwrap();
        let zero = i32::from(signal.quantisation.zero_point);
        let columns = every_column(&[(&signal, taps)], |windows| {
            (0..signal.channels())
                .map(|c| {
                    let mut sum = affine.biases[c];
                    for (tap, column) in windows[0].iter().enumerate() {
                        let w = affine.weights[c * kernel + tap];
                        sum += (i32::from(column[c]) - zero) * i32::from(w);
                    }
                    rescaled(sum, &affine.multipliers, c, output)
                })
                .collect()
        });
        self.add_signal(stream, columns, output.quantisation)
    }

    pub fn add(&mut self, a: Value, b: Value) -> Value {
        let (a, b) = (self.signals[a.0].clone(), self.signals[b.0].clone());
        let output = self.random_output();
        let stream = self.builder.add(a.source, b.source, output).unwrap();
        let target = output.quantisation;
        let columns = every_column(&[(&a, Taps::ONE), (&b, Taps::ONE)], |windows| {
            windows[0][0]
                .iter()
                .zip(&windows[1][0])
                .map(|(&x, &y)| {
                    let sum = real(a.quantisation, x) + real(b.quantisation, y);
                    requantised(sum / target.scale, output)
                })
                .collect()
        });
        self.add_signal(stream, columns, target)
    }

    pub fn concat(&mut self, values: &[Value]) -> Value {
        let signals: Vec<Signal> = values.iter().map(|v| self.signals[v.0].clone()).collect();
        let sources: Vec<Source> = signals.iter().map(|s| s.source).collect();
        let target = signals[0].quantisation;
        let stream = self.builder.concat(&sources, target).unwrap();
        let read: Vec<_> = signals.iter().map(|s| (s, Taps::ONE)).collect();
        let columns = every_column(&read, |windows| {
            windows
                .iter()
                .zip(&signals)
                .flat_map(|(window, signal)| {
                    window[0].iter().map(|&x| {
                        if signal.quantisation == target {
                            return x;
                        }
                        let real = (f32::from(x) - f32::from(signal.quantisation.zero_point))
                            * signal.quantisation.scale;
                        let steps = (real / target.scale).round_ties_even();
                        (steps + f32::from(target.zero_point)).clamp(-128.0, 127.0) as i8
                    })
                })
                .collect()
        });
        self.add_signal(stream, columns, target)
    }

    pub fn stack(
        &mut self,
        value: Value,
        kernel: usize,
        dilation: usize,
        stride: usize,
        padding: usize,
    ) -> Value {
        let signal = self.signals[value.0].clone();
        let taps = Taps {
            kernel,
            dilation,
            stride,
            padding,
        };
        let stream = self.builder.stack(signal.source, taps).unwrap();
        let columns = every_column(&[(&signal, taps)], |windows| windows[0].concat());
        self.add_signal(stream, columns, signal.quantisation)
    }

    pub fn lookup(&mut self, value: Value) -> Value {
        let signal = self.signals[value.0].clone();
        let table: [i8; 256] = core::array::from_fn(|_| self.noise.byte());
        let target = quantisation(&mut self.noise);
        let stream = self.builder.lookup(signal.source, &table, target).unwrap();
        let columns = every_column(&[(&signal, Taps::ONE)], |windows| {
            windows[0][0]
                .iter()
                .map(|&x| table[(i32::from(x) + 128) as usize])
                .collect()
        });
        self.add_signal(stream, columns, target)
    }

    pub fn slice(&mut self, value: Value, first: usize, channels: usize) -> Value {
        let signal = self.signals[value.0].clone();
        let stream = self.builder.slice(signal.source, first, channels).unwrap();
        let columns = every_column(&[(&signal, Taps::ONE)], |windows| {
            windows[0][0][first..first + channels].to_vec()
        });
        self.add_signal(stream, columns, signal.quantisation)
    }

    fn add_signal(
        &mut self,
        stream: StreamId,
        columns: Vec<Vec<i8>>,
        quantisation: Quantisation,
    ) -> Value {
        self.signals.push(Signal {
            source: stream.into(),
            columns,
            quantisation,
        });
        Value(self.signals.len() - 1)
    }

    fn affine(&mut self, outputs: usize, products: usize) -> Affine {
        let scale = 1.0 / (40.0 * (products as f32).sqrt());
        let multipliers: Vec<f32> = (0..outputs)
            .map(|_| scale * (0.1 + self.noise.below(1000) as f32 / 1000.0))
            .collect();
        let nearest = |&real: &f32| FixedPoint::nearest(real.into());
        let fixed: Vec<FixedPoint> = multipliers.iter().map(nearest).collect();
        let multipliers = match self.noise.below(3) {
            0 => multipliers.into(),
            1 => Multipliers::RoundedTwice(fixed),
            _ => Multipliers::RoundedOnce(fixed),
        };
        Affine {
            weights: self.noise.bytes(outputs * products),
            biases: (0..outputs)
                .map(|_| self.noise.below(20_000) as i32 - 10_000)
                .collect(),
            multipliers,
        }
    }

    fn random_output(&mut self) -> Output {
        let quantisation = quantisation(&mut self.noise);
        match self.noise.below(3) {
            0 => Output {
                quantisation,
                low: quantisation.zero_point,
                high: quantisation.zero_point.saturating_add(100),
            },
            _ => Output::from(quantisation),
        }
    }
}

fn quantisation(noise: &mut Noise) -> Quantisation {
    Quantisation {
        scale: 0.01 + noise.below(1000) as f32 / 10_000.0,
        zero_point: noise.byte(),
    }
}

/// Columns from 0 on for as long as everything that they need is there.
fn every_column(
    read: &[(&Signal, Taps)],
    compute: impl Fn(&[Vec<Vec<i8>>]) -> Vec<i8>,
) -> Vec<Vec<i8>> {
    (0..)
        .map_while(|j| {
            read.iter()
                .map(|(signal, taps)| {
                    (0..taps.kernel)
                        .map(|tap| {
                            let start = j * taps.stride as i64 - taps.padding as i64;
                            signal.at(start + (tap * taps.dilation) as i64)
                        })
                        .collect::<Option<Vec<_>>>()
                })
                .collect::<Option<Vec<_>>>()
                .map(|windows| compute(&windows))
        })
        .collect()
}

fn real(quantisation: Quantisation, value: i8) -> f32 {
    (f32::from(value) - f32::from(quantisation.zero_point)) * quantisation.scale
}

fn rescaled(sum: i32, multipliers: &Multipliers, channel: usize, output: Output) -> i8 {
    match multipliers {
        Multipliers::Float(multipliers) => requantised(sum as f32 * multipliers[channel], output),
        Multipliers::RoundedTwice(multipliers) => {
            clamped(rounded_twice(sum.into(), multipliers[channel]), output)
        }
        Multipliers::RoundedOnce(multipliers) => {
            let FixedPoint { multiplier, shift } = multipliers[channel];
            let real = f64::from(sum) * f64::from(multiplier) * 2_f64.powi(i32::from(shift) - 31);
            clamped((real + 0.5).floor() as i64, output)
        }
    }
}

fn clamped(steps: i64, output: Output) -> i8 {
    let value = steps + i64::from(output.quantisation.zero_point);
    value.clamp(output.low.into(), output.high.into()) as i8
}

/// As gemmlowp defines it, for multipliers below one.
fn rounded_twice(sum: i64, FixedPoint { multiplier, shift }: FixedPoint) -> i64 {
    assert!(shift <= 0);
    let product = sum * i64::from(multiplier);
    let half = if product >= 0 { 1 << 30 } else { 1 - (1 << 30) };
    let (high, divisor) = ((product + half) / (1 << 31), 1_i64 << -shift);
    let (quotient, rest) = (high.div_euclid(divisor), high.rem_euclid(divisor));
    let away = if high < 0 {
        2 * rest > divisor
    } else {
        2 * rest >= divisor
    };
    quotient + i64::from(away && shift < 0)
}

fn requantised(steps: f32, output: Output) -> i8 {
    let zero_point = f32::from(output.quantisation.zero_point);
    (steps.round_ties_even() + zero_point).clamp(f32::from(output.low), f32::from(output.high))
        as i8
}
