use goldcrest::Event;
use goldcrest::trace::Digest;

use super::heard::Heard;
use crate::exit::Failure;
use crate::present::{Screen, Tint, tell};
use crate::wire;

/// Shows events and keeps what the end of the verb needs.
pub struct Listener<'s, 'w> {
    /// Where all of it is shown.
    pub screen: &'s mut Screen<'w>,
    /// The recording that is played, if one is.
    file: Option<String>,
    heard: String,
    /// Whether this recording has woken the assistant.
    pub woken: bool,
    /// Whether anything was understood.
    pub understood: bool,
    digest: Digest,
}

impl<'s, 'w> Listener<'s, 'w> {
    pub fn new(screen: &'s mut Screen<'w>) -> Self {
        Self {
            screen,
            file: None,
            heard: String::new(),
            woken: false,
            understood: false,
            digest: Digest::default(),
        }
    }

    /// Shows of which recording the events are that follow.
    pub fn begin(&mut self, recording: String) -> Result<(), Failure> {
        self.title(&recording)?;
        self.file = Some(recording);
        self.woken = false;
        Ok(())
    }

    /// Shows what is listened to.
    pub fn title(&mut self, title: &str) -> Result<(), Failure> {
        let title = self.screen.ink.paint(Tint::Strong, title);
        self.screen.line(&title)?;
        Ok(())
    }

    /// Shows an event, with the sentences that the utterance which it decides may have been.
    pub fn tell<'p>(
        &mut self,
        event: &Event<'p>,
        heard: &mut Heard<'_, 'p>,
    ) -> Result<(), Failure> {
        self.digest.add(event);
        match event {
            Event::Heard { text, .. } | Event::Rewritten { text, .. } => {
                self.heard = text.as_str().to_owned()
            }
            Event::Woke { .. } => self.woken = true,
            Event::Understood { .. } => self.understood = true,
            _ => {}
        }
        self.screen.line(&tell::timed(event, self.screen.ink))?;
        let mut object = wire::event(event, &self.heard);
        if let Some(nbest) = heard.nbest(event) {
            object["nbest"] = nbest;
        }
        if let Some(file) = &self.file {
            object["file"] = file.as_str().into();
        }
        self.screen.object(&object)?;
        self.screen.flush()?;
        Ok(())
    }

    /// Says so where nothing in a recording was taken for the wake phrase: no event of the assistant tells that.
    pub fn not_woken(&mut self) -> Result<(), Failure> {
        let note = "not woken: no wake phrase was heard (--now listens without one)";
        self.screen
            .line(&self.screen.ink.paint(Tint::Faint, note))?;
        let file = self.file.as_deref();
        self.screen
            .object(&serde_json::json!({ "event": "not_woken", "file": file }))?;
        Ok(())
    }

    /// Shows the hash of all events, where it is asked for.
    pub fn finish(&mut self, hash: bool) -> Result<(), Failure> {
        if hash {
            let hash = format!("{:016x}", self.digest.value());
            self.screen.line(&format!("trace {hash}"))?;
            self.screen
                .object(&serde_json::json!({ "event": "end", "hash": hash }))?;
        }
        Ok(())
    }
}
