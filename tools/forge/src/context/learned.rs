use std::fmt::Write;

/// A weight that was learned.
#[derive(Clone, Debug, PartialEq)]
pub struct LearnedRule {
    /// Signal and state; none for a weight that always counts.
    pub when: Option<(String, String)>,
    /// The intent.
    pub intent: String,
    /// The slot and its value, if the weight is about one.
    pub slot: Option<(String, String)>,
    /// Nats.
    pub weight: f64,
}

/// The text of [`super::LEARNED_FILE`]: the same `likelier:` rules as people write.
///
/// `heading` says where the weights come from; each of its lines becomes a comment.
#[must_use]
pub fn write_learned(heading: &str, rules: &[LearnedRule]) -> String {
    let mut text = String::new();
    for line in heading.lines() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "# {line}");
    }
    text.push_str("likelier:\n");
    if rules.is_empty() {
        return text + "  []\n";
    }
    for rule in rules {
        let when = rule
            .when
            .as_ref()
            .map_or_else(String::new, |(signal, state)| {
                format!("when: {{{}: {}}}, ", quoted(signal), quoted(state))
            });
        let slot = rule
            .slot
            .as_ref()
            .map_or_else(String::new, |(slot, value)| {
                format!("slot: {{{}: {}}}, ", quoted(slot), quoted(value))
            });
        let _ = writeln!(
            text,
            "  - {{{when}intent: {}, {slot}weight: {:.3}}}",
            quoted(&rule.intent),
            rule.weight
        );
    }
    text
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
