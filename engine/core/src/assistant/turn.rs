use super::{Assistant, Output};
use crate::dialogue::{Decision, Pending, append};
use crate::events::{Event, Reason, Request, Text};
use crate::settings::Settings;
use crate::trace::{Entry, State, Trace};
use crate::wake::NearKind;
use goldcrest_dsp::{Endpoint, EndpointerConfig, HOP_MS};
use goldcrest_trie::{StateId, WordId};

/// How far before the expected end of the wake phrase the search begins: about where the phrase does, so
/// that the network knows the voice before the first word. The search may begin anywhere inside the phrase.
const BEFORE_PHRASE_END_MS: u32 = 1000;
/// Columns given to the acoustic network in one hop while it catches up with the pre-roll.
const COLUMNS_A_HOP: usize = 2;
/// A pause in the sound of which the network is not sure ends an utterance after this much longer.
const UNSURE_PAUSE_MS: u32 = 1200;
/// Phones heard for this long are speech, whatever the energy says.
const VOICED_MS: u32 = 90;
/// The same where they make a whole sentence: "no" has two phones, of which the network says each for a frame.
const WHOLE_VOICED_MS: u32 = 60;
/// Sound in which the network has heard no speech so long after the first word had to come is none: the network says
/// phones late.
const LATE_PHONES_MS: u32 = 1000;
/// Time beyond the audio's own limits after which a platform whose audio stands still is given up.
const STALLED_MS: u64 = 3000;
/// Questions in a row after which a turn ends: a voice that is not meant for the assistant could give it
/// reasons to ask for ever.
const MOST_QUESTIONS: u8 = 5;

pub(super) fn endpointing(settings: &Settings) -> EndpointerConfig {
    EndpointerConfig {
        leading_silence_hops: hops(settings.leading_silence_ms),
        trailing_silence_hops: hops(settings.trailing_silence_ms + UNSURE_PAUSE_MS),
        longest_utterance_hops: hops(settings.longest_utterance_ms),
        ..EndpointerConfig::default()
    }
}

fn hops(milliseconds: u32) -> u32 {
    milliseconds / HOP_MS
}

impl<'p> Assistant<'p, '_> {
    /// Wakes in a column in which a phrase was noticed, or by hand.
    pub(super) fn wake<T: Trace>(&mut self, score: u8, phrase: Option<u8>, trace: &mut T) {
        let first = if phrase.is_some() {
            self.first_of_search(self.columns_made)
        } else {
            self.columns_made
        };
        self.tell_wake(score, phrase);
        let inside = phrase.and_then(|phrase| self.wake_word(phrase));
        self.start_hearing(State::Woke, first, inside, trace);
    }

    /// Wakes after a check, in which the search has begun already.
    pub(super) fn wake_checked<T: Trace>(
        &mut self,
        (phrase, score): (u8, u8),
        next: u64,
        trace: &mut T,
    ) {
        self.tell_wake(score, Some(phrase));
        self.go_on_hearing(State::Woke, next, trace);
    }

    /// The column with which the search begins where the phrase was noticed in column `noticed`.
    pub(super) fn first_of_search(&self, noticed: u64) -> u64 {
        let back = hops(self.settings.wake_lag_ms + BEFORE_PHRASE_END_MS);
        let oldest = self.columns_made - self.columns_made.min(self.columns.len() as u64);
        noticed.saturating_sub(back.into()).max(oldest)
    }

    /// Makes the recogniser ready for a command, whose search may begin anywhere inside the word `inside`; for an answer,
    /// before which some say the wake phrase again.
    pub(super) fn start_recogniser(&mut self, inside: Option<WordId>) {
        let roots = self.roots();
        self.recogniser.start(&roots, inside);
        if self.pending.is_some() {
            let calls = self.calls();
            self.recogniser.may_open_with(calls.into_iter().flatten());
        }
    }

    fn tell_wake(&mut self, score: u8, phrase: Option<u8>) {
        self.note_barge_in();
        self.pending = None;
        self.questions = 0;
        if let Some(phrase) = phrase {
            self.keep_near(NearKind::Unanswered, (phrase, score));
        }
        let fired = phrase.and_then(|phrase| self.wake_phrase(phrase.into()));
        self.emit(Event::Woke {
            at: self.audio_time(),
            score,
            phrase: fired.map_or("", |fired| fired.text),
        });
    }

    fn start_hearing<T: Trace>(
        &mut self,
        state: State,
        first: u64,
        inside: Option<WordId>,
        trace: &mut T,
    ) {
        self.start_recogniser(inside);
        self.go_on_hearing(state, first, trace);
    }

    fn go_on_hearing<T: Trace>(&mut self, state: State, first: u64, trace: &mut T) {
        self.checking = None;
        self.closing = None;
        self.columns_heard = first;
        let wait = match state {
            State::Asking => self.settings.answer_ms,
            _ => self.settings.leading_silence_ms,
        };
        let longest = self.wait_from_now(wait);
        self.enter(state, u64::from(longest) + STALLED_MS, trace);
    }

    /// Waits so long for the first word; gives the milliseconds that this and the utterance may take.
    fn wait_from_now(&mut self, wait_ms: u32) -> u32 {
        self.endpointer.start_waiting(hops(wait_ms));
        self.hearing_since = self.hops;
        let longest = wait_ms + self.settings.longest_utterance_ms;
        self.hearing_until = self.hops + u64::from(hops(longest));
        longest
    }

    /// A wake phrase was said again before the command: the wait for it begins anew. The time limit of the state stays,
    /// so that no sound makes it wait for ever.
    pub(super) fn called_again(&mut self) {
        if self.closing.is_none() && !self.network_hears_speech() {
            let wait = self.wait_for_speech() as u32 * HOP_MS;
            self.wait_from_now(wait);
        }
    }

    fn enter<T: Trace>(&mut self, state: State, limit_ms: u64, trace: &mut T) {
        self.state = state;
        self.deadline_ms = self.now_ms.saturating_add(limit_ms);
        trace.record(&Entry::State {
            at: self.audio_time(),
            state,
        });
    }

    /// Where sentences may begin now: answers to the open question first, and always commands.
    pub(super) fn roots(&self) -> heapless::Vec<StateId, 2> {
        let mut roots = heapless::Vec::new();
        let question = self
            .pending
            .as_ref()
            .and_then(|pending| match pending.slot {
                None => self.grammar.root("confirm"),
                Some(slot) => self.grammar.answers(slot).map(|(_, state)| state),
            });
        for root in question.into_iter().chain(self.command_root) {
            // Two at most.
            let _ = roots.push(root);
        }
        roots
    }

    pub(super) fn hear<T: Trace>(&mut self, endpoint: Endpoint, trace: &mut T) {
        if let Some(closing) = self.closing.take() {
            self.close(closing, trace);
            return;
        }
        for _ in 0..COLUMNS_A_HOP {
            if self.columns_heard == self.columns_made {
                break;
            }
            let at = self.time_of_column(self.columns_heard);
            let place = (self.columns_heard % self.columns.len() as u64) as usize;
            self.columns_heard += 1;
            if let Some(frame) = self.recogniser.hear(&self.columns[place], at, trace) {
                self.recogniser.search_on(&frame, trace);
            }
        }
        match endpoint {
            Endpoint::Speech | Endpoint::Pause { .. } => self.note_speech(trace),
            Endpoint::NoSpeech if !self.network_hears_speech() => {
                self.turn_down(self.silence_reason(), trace);
                return;
            }
            Endpoint::End if self.only_noise_so_far() => {
                let left = self.wait_for_speech() - self.waited();
                self.endpointer.start_waiting(left as u32);
            }
            Endpoint::End => {
                self.decide_on_speech(trace);
                return;
            }
            Endpoint::Waiting | Endpoint::NoSpeech => {}
        }
        if let Some(closing) = self.end_of_utterance(endpoint) {
            self.close(closing, trace);
        } else if self.hops >= self.hearing_until
            || endpoint == Endpoint::Speech && self.only_noise_for_too_long()
        {
            self.stop_waiting(trace);
        }
    }

    /// Ends an utterance in which sound and network have not agreed on an end: unending noise, in which
    /// the endpointer has given up and the network goes on hearing phones, or heard next to none. How sure it is of a
    /// sentence then decides.
    fn stop_waiting<T: Trace>(&mut self, trace: &mut T) {
        if self.network_hears_speech() || self.recogniser.is_whole() {
            self.decide_on_speech(trace);
        } else {
            self.turn_down(self.silence_reason(), trace);
        }
    }

    pub(super) fn network_hears_speech(&self) -> bool {
        let voiced_ms = self.recogniser.voiced_ms();
        voiced_ms >= VOICED_MS || voiced_ms >= WHOLE_VOICED_MS && self.recogniser.is_whole()
    }

    /// Whether what the energy took for speech was none, and there is time left for speech to come.
    fn only_noise_so_far(&self) -> bool {
        !self.network_hears_speech() && self.waited() < self.wait_for_speech()
    }

    fn only_noise_for_too_long(&self) -> bool {
        let longest = self.wait_for_speech() + u64::from(hops(LATE_PHONES_MS));
        self.waited() >= longest && !self.network_hears_speech()
    }

    fn waited(&self) -> u64 {
        self.hops - self.hearing_since
    }

    /// Hops in which the first word has to come.
    fn wait_for_speech(&self) -> u64 {
        let longest = u64::from(hops(self.settings.longest_utterance_ms));
        self.hearing_until - self.hearing_since - longest
    }

    fn note_speech<T: Trace>(&mut self, trace: &mut T) {
        if self.state == State::Woke {
            let limit = u64::from(self.settings.longest_utterance_ms) + STALLED_MS;
            self.enter(State::Hearing, limit, trace);
        }
    }

    fn silence_reason(&self) -> Reason {
        if self.pending.is_some() {
            Reason::NoAnswer
        } else {
            Reason::Silence
        }
    }

    pub(super) fn act_on<T: Trace>(&mut self, request: Request<'p>, trace: &mut T) {
        let at = self.audio_time();
        self.note_answered();
        self.emit(Event::Understood {
            at,
            request: request.clone(),
        });
        let decision = self.policy.decide(request, self.pending.take());
        self.follow(decision, trace);
    }

    /// Does what was decided.
    pub(super) fn follow<T: Trace>(&mut self, decision: Decision<'p>, trace: &mut T) {
        let at = self.audio_time();
        match decision {
            Decision::End(request) => {
                self.note_refusal();
                self.run(request);
                self.sleep(trace);
            }
            Decision::Act(request) => {
                if self.run(request) {
                    self.note_success();
                }
                self.sleep(trace);
            }
            Decision::Ask { .. } if self.questions == MOST_QUESTIONS => {
                self.turn_down(Reason::NoAnswer, trace);
            }
            Decision::Ask {
                about,
                prompt,
                pending,
            } => {
                self.questions += 1;
                self.emit(Event::Ask { at, about, prompt });
                self.ask(pending, trace);
            }
            Decision::Declined(request) => {
                self.note_refusal();
                self.say_declined(&request);
                self.sleep(trace);
            }
            Decision::NoQuestion => self.turn_down(Reason::NoAnswer, trace),
        }
    }

    pub(super) fn ask<T: Trace>(&mut self, pending: Pending<'p>, trace: &mut T) {
        self.pending = Some(pending);
        self.start_hearing(State::Asking, self.columns_made, None, trace);
    }

    pub(super) fn say(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let mut said = Text::new();
        append(&mut said, text);
        self.emit(Event::Say {
            at: self.audio_time(),
            text: said,
        });
    }

    pub(super) fn turn_down<T: Trace>(&mut self, reason: Reason, trace: &mut T) {
        trace.record(&Entry::Rejected { reason });
        self.emit(Event::NotUnderstood {
            at: self.audio_time(),
            reason,
        });
        self.sleep(trace);
    }

    fn sleep<T: Trace>(&mut self, trace: &mut T) {
        self.closing = None;
        self.pending = None;
        self.questions = 0;
        if self.state != State::Listening {
            self.close_near();
            self.emit(Event::Slept {
                at: self.audio_time(),
            });
        }
        self.enter(State::Listening, u64::MAX, trace);
        if self.output != Output::Ringing {
            self.note_silence();
        }
    }

    pub(super) fn check_deadlines(&mut self) {
        while let Some(timer) = self.timers.due(self.now_ms) {
            self.emit(Event::Rang {
                at: self.audio_time(),
                name: timer.name,
            });
        }
        if self.state != State::Listening && self.now_ms > self.deadline_ms {
            self.turn_down(self.silence_reason(), &mut ());
        }
    }
}
