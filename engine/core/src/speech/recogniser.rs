use super::costs::{CLASSES, frame_costs};
use super::search::{Hypothesis, Knowledge, MOST_HYPOTHESES, Outlook, Search};
use crate::events::AudioTime;
use crate::settings::Settings;
use crate::trace::{Entry, Trace};
use goldcrest_dsp::HOP_MS;
use goldcrest_nn::{Model, log_softmax};
use goldcrest_trie::{StateId, WordId};

/// The acoustic network and the search, at work on one utterance.
///
/// Without a network it reads text only.
#[derive(Debug)]
pub struct Recogniser<'p, 'm> {
    network: Option<Model<'p>>,
    arena: &'m mut [i8],
    search: Search<'m>,
    knowledge: Knowledge<'p>,
    blank_penalty: u32,
    quiet_frames: u32,
    loud_frames: u32,
}

impl<'p, 'm> Recogniser<'p, 'm> {
    /// A recogniser whose memory was checked to be large enough.
    #[must_use]
    pub fn new(
        network: Option<Model<'p>>,
        arena: &'m mut [i8],
        search: Search<'m>,
        knowledge: Knowledge<'p>,
        settings: &Settings,
    ) -> Self {
        Self {
            network,
            arena,
            search,
            knowledge,
            blank_penalty: settings.blank_penalty,
            quiet_frames: 0,
            loud_frames: 0,
        }
    }

    /// The network.
    #[must_use]
    pub fn network(&self) -> Option<&Model<'p>> {
        self.network.as_ref()
    }

    /// What the search knows.
    #[must_use]
    pub fn knowledge(&self) -> &Knowledge<'p> {
        &self.knowledge
    }

    /// The search.
    #[must_use]
    pub fn search(&self) -> &Search<'m> {
        &self.search
    }

    /// Begins an utterance; see [`Search::start`].
    pub fn start(&mut self, roots: &[StateId], inside: Option<WordId>) {
        if let Some(network) = &self.network {
            // The arena's length was checked when the pack was opened.
            let _ = network.reset(self.arena);
        }
        self.quiet_frames = 0;
        self.loud_frames = 0;
        self.search.start(&self.knowledge, roots, inside);
    }

    /// Lets the utterance that begins open with a wake phrase; see [`Search::may_open_with`].
    pub fn may_open_with(&mut self, words: impl Iterator<Item = WordId>) {
        self.search.may_open_with(words);
    }

    /// Takes one column, quantised for the network's input: the log-probabilities, in 1/256 nat, of the frame
    /// that became due. `at` is the end of the column's window. Hand them to [`Recogniser::search_on`] where
    /// words are looked for.
    pub fn hear<T: Trace>(
        &mut self,
        column: &[i8],
        at: AudioTime,
        trace: &mut T,
    ) -> Option<[i16; CLASSES]> {
        let network = self.network.as_ref()?;
        let quant = network.output();
        let logits = network.push(self.arena, column).ok().flatten()?;
        let mut log_probabilities = [0; CLASSES];
        log_softmax(logits, quant, &mut log_probabilities);
        trace.record(&Entry::Phones {
            at,
            log_probabilities: &log_probabilities,
        });
        Some(log_probabilities)
    }

    /// Takes the log-probabilities of the next frame into the search.
    pub fn search_on<T: Trace>(&mut self, log_probabilities: &[i16; CLASSES], trace: &mut T) {
        if log_probabilities[1..]
            .iter()
            .all(|&phone| phone < log_probabilities[0])
        {
            self.quiet_frames = self.quiet_frames.saturating_add(1);
        } else {
            self.quiet_frames = 0;
            self.loud_frames = self.loud_frames.saturating_add(1);
        }
        let costs = frame_costs(log_probabilities, self.blank_penalty);
        self.search.step(&self.knowledge, &costs);
        trace.record(&Entry::Search {
            active: self.search.active() as u16,
            best_cost: self.search.best_cost(),
        });
    }

    /// Milliseconds since the network last heard a phone, in its own time, which is behind that of the
    /// audio by its look-ahead.
    #[must_use]
    pub fn quiet_ms(&self) -> u32 {
        self.quiet_frames.saturating_mul(self.frame_ms())
    }

    /// Milliseconds of this utterance in which the network heard phones; none as long as they are a wake phrase's.
    #[must_use]
    pub fn voiced_ms(&self) -> u32 {
        if self.search.only_called() {
            return 0;
        }
        self.loud_frames.saturating_mul(self.frame_ms())
    }

    fn frame_ms(&self) -> u32 {
        self.network
            .as_ref()
            .map_or(0, |network| HOP_MS * network.stride() as u32)
    }

    /// The network's memory, for another network's work between utterances: [`Recogniser::start`] begins
    /// anew whatever it holds then.
    pub fn lend_arena(&mut self) -> &mut [i8] {
        self.arena
    }

    /// What may follow what was most likely said so far.
    #[must_use]
    pub fn outlook(&self) -> Outlook {
        self.search.outlook(&self.knowledge)
    }

    /// Whether what was most likely said so far is a sentence, to its last phone.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.search.is_whole(&self.knowledge)
    }

    /// How far the network looks ahead, in columns.
    #[must_use]
    pub fn delay_columns(&self) -> u32 {
        self.network
            .as_ref()
            .map_or(0, |network| network.delay() as u32)
    }

    /// The cheapest whole sentences, best first.
    pub fn sentences(&mut self) -> heapless::Vec<Hypothesis, MOST_HYPOTHESES> {
        self.search.sentences(&self.knowledge)
    }

    /// The cheapest readings of a sequence of words; see [`Search::read`].
    ///
    /// # Errors
    ///
    /// How many words fitted.
    pub fn read(
        &mut self,
        roots: &[StateId],
        words: impl Iterator<Item = WordId>,
    ) -> Result<heapless::Vec<Hypothesis, MOST_HYPOTHESES>, u8> {
        self.search.read(&self.knowledge, roots, words)
    }
}

/// Percent of confidence in a sentence of `phones` phones that costs `cost` (1/256 nat) more than the
/// unconstrained best path: `100 exp(-c)`, with `c` the cost of a phone in nats. Speech that is what the
/// sentence says costs little more than nothing; other speech costs more than a nat a phone.
#[must_use]
pub fn confidence(cost: u32, phones: u16) -> u8 {
    let nats_a_phone = cost as f32 / (256.0 * f32::from(phones.max(1)));
    (100.0 * libm::expf(-nats_a_phone) + 0.5) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_falls_with_the_cost_of_a_phone() {
        assert_eq!(confidence(0, 12), 100);
        assert_eq!(confidence(256 * 12, 12), 37);
        assert!(confidence(3 * 256 * 12, 12) < 6);
        assert_eq!(confidence(u32::MAX, 0), 0);
    }
}
