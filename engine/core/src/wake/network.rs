use super::detector::Reading;
use super::recent::Recent;
use crate::settings::Settings;
use core::ops::Div;
use goldcrest_nn::{Quant, sigmoid};

/// Most network outputs that are averaged.
const MOST_SMOOTHING: usize = 8;

/// The outputs of a network that knows one phrase by heart.
#[derive(Debug)]
pub(super) struct WholePhrase(Recent<MOST_SMOOTHING>);

impl WholePhrase {
    pub(super) fn new(settings: &Settings) -> Self {
        Self(Recent::new(settings))
    }

    pub(super) fn be_strict(&mut self, strictness: u32) {
        self.0.be_strict(strictness);
    }

    pub(super) fn read(&mut self, logits: &[i8], quant: Quant) -> Option<Reading> {
        let raw = sigmoid(*logits.first()?, quant);
        Some(self.0.read(raw, usize::div))
    }
}
