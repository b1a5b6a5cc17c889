use goldcrest_nn::build::{BuildError, Quantisation};

use super::TfliteError;
use super::schema::{Graph, Kind, Operator, Tensor};

/// An operator in its graph: what it reads and how its faults are called.
#[derive(Clone, Copy)]
pub(super) struct Node<'g, 'a> {
    pub(super) graph: &'g Graph<'a>,
    pub(super) operator: &'g Operator<'a>,
}

impl<'g, 'a> Node<'g, 'a> {
    /// The tensor that it makes, for people.
    fn made(&self) -> String {
        let first = self.operator.outputs.first();
        first.map_or_else(String::new, |&tensor| {
            self.graph.tensors[tensor].name.clone()
        })
    }

    pub(super) fn unsupported(&self) -> TfliteError {
        TfliteError::UnsupportedOperator {
            op: self.operator.name.clone(),
            tensor: self.made(),
        }
    }

    /// The operator is not supported in this way; `what` follows "is not supported".
    pub(super) fn refuse(&self, what: &'static str) -> TfliteError {
        TfliteError::UnsupportedUse {
            op: self.operator.name.clone(),
            tensor: self.made(),
            what,
        }
    }

    pub(super) fn build(&self, error: BuildError) -> TfliteError {
        TfliteError::Build {
            tensor: self.made(),
            error,
        }
    }

    /// The number of the tensor that it reads in this place.
    pub(super) fn input(&self, place: usize) -> Result<usize, TfliteError> {
        let input = self.operator.inputs.get(place).copied().flatten();
        input.ok_or_else(|| self.refuse("without all of its inputs"))
    }

    pub(super) fn input_tensor(&self, place: usize) -> Result<&'g Tensor<'a>, TfliteError> {
        self.input(place).map(|tensor| &self.graph.tensors[tensor])
    }

    /// The number of the only tensor that it makes.
    pub(super) fn output(&self) -> Result<usize, TfliteError> {
        match self.operator.outputs[..] {
            [tensor] => Ok(tensor),
            _ => Err(self.refuse("with several outputs or none")),
        }
    }

    pub(super) fn output_tensor(&self) -> Result<&'g Tensor<'a>, TfliteError> {
        self.output().map(|tensor| &self.graph.tensors[tensor])
    }

    /// A number among the operator's options.
    pub(super) fn option(&self, id: usize, default: i32) -> Result<i32, TfliteError> {
        match &self.operator.options {
            Some(options) => options.i32(id, default),
            None => Ok(default),
        }
    }

    /// A byte among the operator's options, 0 where it is left out.
    pub(super) fn byte_option(&self, id: usize) -> Result<u8, TfliteError> {
        match &self.operator.options {
            Some(options) => options.u8(id),
            None => Ok(0),
        }
    }

    /// An option that counts something: a stride, a dilation.
    pub(super) fn count_option(&self, id: usize, default: i32) -> Result<usize, TfliteError> {
        usize::try_from(self.option(id, default)?)
            .ok()
            .filter(|&count| count > 0)
            .ok_or_else(|| self.refuse("with a stride or dilation that is not positive"))
    }
}

impl Tensor<'_> {
    pub(super) fn bad(&self, what: &'static str) -> TfliteError {
        TfliteError::BadTensor {
            tensor: self.name.clone(),
            what,
        }
    }

    /// What its int8 values stand for. Unsigned bytes are taken as int8, 128 less.
    pub(super) fn quantisation(&self) -> Result<Quantisation, TfliteError> {
        let ([scale], [zero_point]) = (&self.scales[..], &self.zero_points[..]) else {
            return Err(
                self.bad("is not quantised with one scale: convert with full integer quantisation")
            );
        };
        let offset = match self.kind {
            Kind::Int8 => 0,
            Kind::UInt8 => 128,
            _ => return Err(self.bad("is not of int8: convert with full integer quantisation")),
        };
        let zero_point = zero_point
            .checked_sub(offset)
            .and_then(|zero_point| i8::try_from(zero_point).ok())
            .ok_or_else(|| self.bad("has a zero point beyond its values"))?;
        if !(scale.is_finite() && *scale > 0.0) {
            return Err(self.bad("has a scale that is not a positive number"));
        }
        Ok(Quantisation {
            scale: *scale,
            zero_point,
        })
    }

    /// The values of a constant of int32.
    pub(super) fn integers(&self) -> Result<Vec<i32>, TfliteError> {
        let (words, rest) = self.data.as_chunks::<4>();
        let whole = rest.is_empty() && Some(words.len()) == self.len() && !words.is_empty();
        if self.kind != Kind::Int32 || !whole {
            return Err(self.bad("is not a constant of int32"));
        }
        Ok(words.iter().map(|&word| i32::from_le_bytes(word)).collect())
    }

    /// The values of a constant of int8.
    pub(super) fn bytes(&self) -> Result<Vec<i8>, TfliteError> {
        let whole = Some(self.data.len()) == self.len() && !self.data.is_empty();
        if self.kind != Kind::Int8 || !whole {
            return Err(self.bad("is not a constant of int8"));
        }
        Ok(self.data.iter().map(|&byte| byte as i8).collect())
    }
}
