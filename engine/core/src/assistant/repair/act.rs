use super::super::Assistant;
use super::{Made, Repair};
use crate::dialogue::{Pending, render};
use crate::events::Event;
use crate::rewrite::{Strategy, Verdict};
use crate::trace::Trace;

impl<'p> Assistant<'p, '_> {
    /// Does what a repair says, or asks whether it was meant.
    pub(in crate::assistant) fn act_on_repair<T: Trace>(
        &mut self,
        repair: Repair<'p>,
        trace: &mut T,
    ) {
        let at = self.audio_time();
        let strategy = self
            .repairer
            .as_ref()
            .map_or_else(Strategy::default, |repairer| repairer.finder.strategy());
        self.emit(Event::Rewritten {
            at,
            layer: repair.layer,
            strategy,
            again: repair.is_again,
            text: repair.text.clone(),
            score: repair.score,
            margin: repair.margin,
        });
        let mut question = "";
        if let Some(repairer) = &mut self.repairer {
            question = repairer.question;
            repairer.last = Some(Made {
                pair: repair.pair,
                heard: repair.heard,
                text: repair.text.clone(),
                at_ms: self.now_ms,
            });
        }
        self.note_command(&repair.text);
        if repair.verdict != Verdict::Asked {
            self.act_on(repair.request, trace);
            return;
        }
        let prompt = render(question, &repair.request, &[("text", &repair.text)]);
        self.emit(Event::Understood {
            at,
            request: repair.request.clone(),
        });
        self.questions += 1;
        self.emit(Event::Ask {
            at,
            about: "confirm",
            prompt,
        });
        let pending = Pending {
            request: repair.request,
            slot: None,
        };
        self.ask(pending, trace);
    }
}
