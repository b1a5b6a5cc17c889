//! The trained network: intent and slots of sentences that nobody wrote down.
//!
//! ```text
//! text -> tokens -> hashed n-grams -> sums of table rows -> int8 columns
//!                                                              |  body: convolutions over the tokens
//!                            slots  <- best legal BIO path <- tags, hidden
//!                            intent <- softmax <- head <- largest and mean hidden
//! ```
//!
//! There is no vocabulary and no unknown script: a token is the sum of the rows that its whole word and
//! its character n-grams hash to (as in fastText; Bojanowski et al., 2017). A small network of
//! [`goldcrest_nn`] reads the tokens as columns and looks ahead, so that every token sees both its sides.
//!
//! The section is read in place. [`Network::open`] checks every offset once; [`Network::run`] then cannot
//! fail, allocates nothing, and gives the same [`Reading`] on every target: sums are integers, and the few
//! f32 operations are done one by one in a fixed order.

#[cfg(feature = "build")]
mod build;
mod embedding;
mod error;
mod features;
mod pool;
mod reading;
mod section;
mod tags;
mod tokens;

#[cfg(feature = "build")]
pub use build::NetworkBuilder;
pub use embedding::Bits;
pub use error::NetworkError;
pub use features::{MOST_CHARS, MOST_FEATURES, Word};
pub use reading::{IntentScore, MOST_INTENTS, MOST_SPANS, Reading, Span, WHOLE};
pub use tokens::{MOST_TOKENS, Token, Tokens};

use goldcrest_nn::Model;

use self::embedding::Embedding;
use self::pool::Pool;
use self::section::{Header, Names};

/// A body that looks further ahead than this is refused, so that the work of an utterance is bounded.
const MOST_LOOK_AHEAD: usize = 64;

/// A checked view of an understanding section.
///
/// It has no state: all that changes lies in the arena that the caller lends to [`Network::run`].
#[derive(Clone, Copy, Debug)]
pub struct Network<'p> {
    header: Header,
    embedding: Embedding<'p>,
    names: Names<'p>,
    body: Model<'p>,
    head: Model<'p>,
}

/// Where the parts of the arena end: the larger of body and head, tag logits, sums for the pool.
struct Plan {
    model: usize,
    tags: usize,
    pool: usize,
}

impl<'p> Network<'p> {
    /// Checks a section of kind [`goldcrest_pack::SectionKind::Understanding`] and makes it usable.
    ///
    /// # Errors
    ///
    /// See [`NetworkError`]. What was checked here never fails later.
    pub fn open(section: &'p [u8]) -> Result<Self, NetworkError> {
        let header = Header::read(section)?;
        let names = Names::open(section, &header)?;
        let embedding = Embedding::open(section, &header)?;
        let body = Model::open(header.body(section)?).map_err(NetworkError::Body)?;
        let head = Model::open(header.head(section)?).map_err(NetworkError::Head)?;
        let network = Self {
            header,
            embedding,
            names,
            body,
            head,
        };
        network.check_shapes()?;
        Ok(network)
    }

    /// Bytes of working memory that [`Network::run`] needs.
    #[must_use]
    pub fn arena_bytes(&self) -> usize {
        self.plan().pool
    }

    /// Intents that it tells apart, none-of-these not counted.
    #[must_use]
    pub fn intent_count(&self) -> usize {
        self.names.intents()
    }

    /// Name of an intent; empty for a number that there is not.
    #[must_use]
    pub fn intent_name(&self, intent: usize) -> &'p str {
        if intent < self.intent_count() {
            self.names.get(intent)
        } else {
            ""
        }
    }

    /// Kinds of slots.
    #[must_use]
    pub fn slot_count(&self) -> usize {
        self.names.slots()
    }

    /// Name of a slot; empty for a number that there is not.
    #[must_use]
    pub fn slot_name(&self, slot: usize) -> &'p str {
        if slot < self.slot_count() {
            self.names.get(self.intent_count() + slot)
        } else {
            ""
        }
    }

    /// The number of an intent by its name.
    #[must_use]
    pub fn intent(&self, name: &str) -> Option<usize> {
        (0..self.intent_count()).find(|&intent| self.intent_name(intent) == name)
    }

    /// An intent less probable than this should not be acted upon; of [`WHOLE`].
    #[must_use]
    pub fn intent_threshold(&self) -> u16 {
        self.header.intent_threshold
    }

    /// A text with an in-scope score below this means none of the intents; of [`WHOLE`].
    #[must_use]
    pub fn scope_threshold(&self) -> u16 {
        self.header.scope_threshold
    }

    /// Bytes of the section: tables, names and both networks.
    #[must_use]
    pub fn section_bytes(&self) -> usize {
        self.header.total_len as usize
    }

    /// Reads a text: tokens, the likeliest intents, slots, and how surely it is any of these at all.
    ///
    /// Tokens beyond the first [`MOST_TOKENS`] are not read. A text without a token, and an arena
    /// smaller than [`Network::arena_bytes`], give a reading without intents and in-scope score 0.
    ///
    /// Costs one column of the body for each token and each token of look-ahead, and one of the head.
    #[must_use]
    pub fn run(&self, text: &str, arena: &mut [i8]) -> Reading {
        let mut reading = Reading::default();
        let plan = self.plan();
        if arena.len() < plan.pool {
            return reading;
        }
        reading.tokens.extend(Tokens::new(text).take(MOST_TOKENS));
        if reading.tokens.is_empty() {
            return reading;
        }
        let (model, rest) = arena[..plan.pool].split_at_mut(plan.model);
        let (tags, pool) = rest.split_at_mut(plan.tags - plan.model);
        let mut pool = Pool::new(pool, self.hidden_len());
        self.run_body(text, &reading, model, tags, &mut pool);
        let tag_count = self.tag_count();
        if tag_count > 1 {
            let used = &tags[..reading.tokens.len() * tag_count];
            tags::read(used, tag_count, self.body.output_at(1), &mut reading.spans);
        }
        self.run_head(&pool, model, &mut reading);
        reading
    }

    fn run_body(
        &self,
        text: &str,
        reading: &Reading,
        model: &mut [i8],
        tags: &mut [i8],
        pool: &mut Pool<'_>,
    ) {
        if self.body.reset(model).is_err() {
            return;
        }
        let quiet = self.body.input().zero_point;
        let mut column = [quiet; embedding::MOST_DIMENSIONS];
        let column = &mut column[..self.embedding.dimensions()];
        let count = reading.tokens.len();
        let (mut hidden, mut tagged) = (0, 0);
        let tag_count = self.tag_count();
        for step in 0..count + MOST_LOOK_AHEAD {
            match reading.tokens.get(step) {
                Some(token) => {
                    let word = Word::new(token.of(text));
                    self.embedding.column(&word, quiet, column);
                }
                None => column.fill(quiet),
            }
            if let Ok(Some(output)) = self.body.push(model, column)
                && hidden < count
            {
                pool.add(output);
                hidden += 1;
            }
            if tag_count > 1
                && tagged < count
                && let Ok(Some(output)) = self.body.output_column(model, 1)
            {
                tags[tagged * tag_count..(tagged + 1) * tag_count].copy_from_slice(output);
                tagged += 1;
            }
            if hidden == count && (tag_count == 1 || tagged == count) {
                return;
            }
        }
    }

    fn run_head(&self, pool: &Pool<'_>, model: &mut [i8], reading: &mut Reading) {
        let mut column = [0; pool::MOST_POOLED];
        let column = &mut column[..2 * self.hidden_len()];
        pool.finish(column);
        if self.head.reset(model).is_err() {
            return;
        }
        if let Ok(Some(logits)) = self.head.push(model, column) {
            let scale = self.head.output().scale / self.header.temperature;
            reading.set_intents(logits, scale, self.intent_count());
        }
    }

    fn hidden_len(&self) -> usize {
        self.body.output().len
    }

    /// `O`, and beginning and inside of each slot.
    fn tag_count(&self) -> usize {
        1 + 2 * self.slot_count()
    }

    fn plan(&self) -> Plan {
        let model = self.body.arena_bytes().max(self.head.arena_bytes());
        let tags = match self.tag_count() {
            1 => model,
            count => model + MOST_TOKENS * count,
        };
        Plan {
            model,
            tags,
            pool: tags + Pool::bytes(self.hidden_len()),
        }
    }

    fn check_shapes(&self) -> Result<(), NetworkError> {
        let (hidden, pooled) = (self.body.output(), self.head.input());
        let classes = self.intent_count() + usize::from(self.header.has_none);
        let outputs = if self.slot_count() == 0 { 1 } else { 2 };
        if self.body.input().len != self.embedding.dimensions()
            || self.body.output_count() != outputs
            || 2 * hidden.len > pool::MOST_POOLED
        {
            return Err(NetworkError::BodyShape);
        }
        if outputs == 2 && self.body.output_at(1).len != self.tag_count() {
            return Err(NetworkError::TagCount {
                expected: self.tag_count(),
                found: self.body.output_at(1).len,
            });
        }
        if self.body.stride() != 1 || self.body.delay() > MOST_LOOK_AHEAD {
            return Err(NetworkError::LookAhead(self.body.delay()));
        }
        if pooled.len != 2 * hidden.len
            || pooled.scale != hidden.scale
            || pooled.zero_point != hidden.zero_point
            || self.head.delay() != 0
        {
            return Err(NetworkError::HeadShape);
        }
        if self.head.output().len != classes {
            return Err(NetworkError::IntentCount {
                expected: classes,
                found: self.head.output().len,
            });
        }
        Ok(())
    }
}
