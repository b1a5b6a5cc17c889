use super::section::{Dialogue, Rules, Skill};
use crate::events::{Request, Text};

/// What the assistant waits to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending<'p> {
    /// The request that is not complete.
    pub request: Request<'p>,
    /// The slot asked for, or `None` where a yes is asked for.
    pub slot: Option<&'p str>,
}

/// What to do with what was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision<'p> {
    /// Do it.
    Act(Request<'p>),
    /// Ask first.
    Ask {
        /// The slot's name, or `confirm`.
        about: &'p str,
        /// The question.
        prompt: Text,
        /// What the answer completes.
        pending: Pending<'p>,
    },
    /// The user wants to end the dialogue.
    End(Request<'p>),
    /// The user does not want it done.
    Declined(Request<'p>),
    /// A yes or no to nothing.
    NoQuestion,
}

/// Decides by the rules of the pack.
#[derive(Clone, Copy, Debug)]
pub struct Policy<'p> {
    dialogue: Dialogue<'p>,
}

impl<'p> Policy<'p> {
    /// A policy that follows `dialogue`.
    #[must_use]
    pub fn new(dialogue: Dialogue<'p>) -> Self {
        Self { dialogue }
    }

    /// The rules of an intent.
    #[must_use]
    pub fn rules(&self, intent: &str) -> Option<Rules<'p>> {
        self.dialogue.rules(intent)
    }

    /// The rules of the first intent that a skill runs.
    #[must_use]
    pub fn rules_of_skill(&self, skill: Skill) -> Option<Rules<'p>> {
        self.dialogue
            .intents()
            .find(|rules| rules.skill == Some(skill))
    }

    /// The skill of an intent.
    #[must_use]
    pub fn skill(&self, intent: &str) -> Option<Skill> {
        self.rules(intent).and_then(|rules| rules.skill)
    }

    /// Decides on `request`, which may answer `pending`. A request that is no answer replaces it.
    #[must_use]
    pub fn decide(&self, request: Request<'p>, pending: Option<Pending<'p>>) -> Decision<'p> {
        match (self.skill(request.intent), pending) {
            (Some(Skill::Stop), _) => Decision::End(request),
            (
                Some(Skill::Yes),
                Some(Pending {
                    request,
                    slot: None,
                }),
            ) => Decision::Act(request),
            (Some(Skill::No), Some(Pending { request, .. })) => Decision::Declined(request),
            (Some(Skill::Yes | Skill::No), _) => Decision::NoQuestion,
            (_, Some(pending)) if is_answer(&request, &pending) => {
                let mut whole = pending.request;
                whole.confidence = whole.confidence.min(request.confidence);
                for mut slot in request.slots {
                    slot.words = (0, 0);
                    whole.slots.retain(|other| other.name != slot.name);
                    // A request with every slot taken keeps what it has.
                    let _ = whole.slots.push(slot);
                }
                self.complete(whole)
            }
            _ => self.complete(request),
        }
    }

    fn complete(&self, request: Request<'p>) -> Decision<'p> {
        let Some(rules) = self.rules(request.intent) else {
            return Decision::Act(request);
        };
        let has = |slots: &str| slots.split('|').any(|slot| request.slot(slot).is_some());
        let missing = rules.required().find(|(slots, _)| !has(slots));
        if let Some((slots, question)) = missing {
            let slot = slots.split('|').next().unwrap_or(slots);
            return Decision::Ask {
                about: slot,
                prompt: super::render(question, &request, &[]),
                pending: Pending {
                    request,
                    slot: Some(slot),
                },
            };
        }
        if rules.confirm.is_empty() {
            return Decision::Act(request);
        }
        Decision::Ask {
            about: "confirm",
            prompt: super::render(rules.confirm, &request, &[]),
            pending: Pending {
                request,
                slot: None,
            },
        }
    }
}

fn is_answer(request: &Request<'_>, pending: &Pending<'_>) -> bool {
    pending.slot.is_some() && request.is_answer()
}
