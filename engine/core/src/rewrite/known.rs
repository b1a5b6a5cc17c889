use crate::dialogue::append;
use crate::events::Text;
use goldcrest_trie::utterances::{Children, Sounds, Spelling, State, UtteranceTrie, Word};

/// A word as it is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said<'s> {
    /// Its phones, as class numbers; the last may be marked as such, as in a lexicon.
    pub phones: &'s [u8],
    /// What it costs not to hear it, in sixteenths of a nat.
    pub dropped: u16,
}

/// A word that may follow, and where it leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<P> {
    /// The word.
    pub word: Word,
    /// Behind it.
    pub place: P,
    /// What the cheapest sentence behind it costs beyond the cheapest that may follow.
    pub cost: u32,
}

/// Sentences that a search walks word by word: all of a layer.
pub trait KnownSentences {
    /// Somewhere within sentences: all that begin with the same words.
    type Place: Copy;
    /// The words that may follow.
    type Steps<'s>: Iterator<Item = Step<Self::Place>>
    where
        Self: 's;

    /// A place as a number, to be kept by a search.
    fn number(place: Self::Place) -> u32;

    /// The place of a number that [`KnownSentences::number`] gave.
    fn place(number: u32) -> Self::Place;

    /// Before the first word.
    fn begin(&self) -> Self::Place;

    /// What the cheapest sentence costs.
    fn base_cost(&self) -> u32;

    /// The words that may follow at a place.
    fn steps(&self, place: Self::Place) -> Self::Steps<'_>;

    /// Whether any word may follow at a place; a search does not enter where none does.
    fn goes_on(&self, place: Self::Place) -> bool;

    /// What it costs beyond the words so far if the sentence ends here; `None` if none does.
    fn ends(&self, place: Self::Place) -> Option<u32>;

    /// How a word is said.
    fn said(&self, word: Word) -> Said<'_>;

    /// How a word is written, added to a text; what does not fit is left out.
    fn spell(&self, word: Word, text: &mut Text);

    /// How a sentence is written: its words with spaces between them.
    fn text(&self, words: &[Word]) -> Text {
        let mut text = Text::new();
        for &word in words {
            if !text.is_empty() {
                append(&mut text, " ");
            }
            self.spell(word, &mut text);
        }
        text
    }
}

/// The sentences of all users, and how their words sound.
#[derive(Clone, Copy, Debug)]
pub struct Utterances<'a> {
    /// The sentences.
    pub trie: UtteranceTrie<'a>,
    /// The sounds of their words.
    pub sounds: Sounds<'a>,
}

impl<'a> KnownSentences for Utterances<'a> {
    type Place = State;
    type Steps<'s>
        = Steps<'s, 'a>
    where
        Self: 's;

    fn number(place: State) -> u32 {
        place.index() as u32
    }

    fn place(number: u32) -> State {
        State::from_index(number as usize)
    }

    fn begin(&self) -> State {
        self.trie.begin()
    }

    fn base_cost(&self) -> u32 {
        self.trie.base_cost()
    }

    fn steps(&self, place: State) -> Steps<'_, 'a> {
        Steps(self.trie.children(place))
    }

    fn goes_on(&self, place: State) -> bool {
        place.index() < self.trie.state_count()
    }

    fn ends(&self, place: State) -> Option<u32> {
        self.trie.ends(place)
    }

    fn said(&self, word: Word) -> Said<'_> {
        Said {
            phones: self.sounds.phones(word),
            dropped: self.sounds.dropped(word),
        }
    }

    fn spell(&self, word: Word, text: &mut Text) {
        append(text, self.trie.spelling(word, &mut Spelling::new()));
    }
}

/// [`KnownSentences::steps`] of [`Utterances`].
#[derive(Clone, Debug)]
pub struct Steps<'s, 'a>(Children<'s, 'a>);

impl Iterator for Steps<'_, '_> {
    type Item = Step<State>;

    fn next(&mut self) -> Option<Step<State>> {
        self.0.next().map(|child| Step {
            word: child.word,
            place: child.state,
            cost: child.cost,
        })
    }
}
