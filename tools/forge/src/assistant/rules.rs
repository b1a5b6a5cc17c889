use goldcrest::dialogue::{DialogueBuilder, IntentRules, Skill};

use super::facts::Facts;
use super::{ForgeError, look_over};
use crate::templates::{RequiredSlot, TemplateSet};
use crate::yaml::{Key, Node};

/// How an assistant comes to understand a yes and a no.
const ANSWERS: &str = "add an intent `Yes` and one `No` with `when: confirm`, and `\"Yes\": \"yes\"` and \
                       `\"No\": \"no\"` under `skills:` in assistant.yaml";

/// What the sentences mean.
pub(super) struct Meant<'m> {
    pub(super) set: &'m TemplateSet,
    pub(super) required: &'m [RequiredSlot],
    pub(super) slots: &'m [String],
}

/// Writes the dialogue section: what each intent needs and how it is
/// answered. Answers that no sentence asks for are reported.
pub(super) fn dialogue(
    &Meant {
        set,
        required,
        slots,
    }: &Meant<'_>,
    responses: &[Node],
    facts: &Facts,
    warnings: &mut Vec<String>,
) -> Result<Vec<u8>, ForgeError> {
    let known = |name: &str| set.intents().iter().any(|intent| intent.name == name);
    let mut skills: Vec<(&str, Skill)> = Vec::new();
    for (intent, skill, place) in &facts.skills {
        if !known(intent) {
            return Err(ForgeError::UnknownIntent(place.clone(), intent.clone()));
        }
        let skill = Skill::from_name(skill)
            .ok_or_else(|| ForgeError::UnknownSkill(place.clone(), skill.clone()))?;
        skills.push((intent, skill));
    }
    let answers = Answers::read(responses)?;
    for (key, _) in &answers.intents {
        if !known(&key.text) {
            return Err(ForgeError::UnknownIntent(
                key.place.clone(),
                key.text.clone(),
            ));
        }
    }

    let can_be_confirmed = skills.iter().any(|(_, skill)| *skill == Skill::Yes);
    if !can_be_confirmed && facts.get("rewrite.ask").is_some_and(|ask| !ask.is_empty()) {
        warnings.push(format!(
            "`rewrite: ask` asks whether something is meant and nothing can answer yes: {ANSWERS}"
        ));
    }
    let mut builder = DialogueBuilder::default();
    for intent in set.intents() {
        let answer = answers.of(&intent.name);
        let question = |kind: &str, name: &str| match answer.and_then(|answer| answer.get(kind)) {
            Some(questions) => match questions.get(name) {
                Some(question) => question.text().map(Some),
                None => Ok(None),
            },
            None => Ok(None),
        };
        let mut rules = IntentRules {
            intent: intent.name.clone(),
            skill: skills
                .iter()
                .find(|(name, _)| *name == intent.name)
                .map(|(_, skill)| *skill),
            ..IntentRules::default()
        };
        for slot in required.iter().filter(|slot| slot.intent == intent.name) {
            let question = match question("ask", &slot.name)? {
                Some(question) => question.to_owned(),
                None => {
                    warnings.push(format!(
                        "{}: nothing in responses asks for {}",
                        intent.name, slot.name
                    ));
                    format!("Which {}?", slot.name.replace('_', " "))
                }
            };
            rules.required.push((slot.slots.join("|"), question));
        }
        if intent.confirm && !can_be_confirmed {
            warnings.push(format!(
                "{} asks whether it is meant (`confirm: true`) and nothing can answer yes, so it is never done: {ANSWERS}",
                intent.name
            ));
        }
        if intent.confirm {
            rules.confirm = match answer.and_then(|answer| answer.get("confirm")) {
                Some(question) => question.text()?.to_owned(),
                None => "Are you sure?".to_owned(),
            };
        }
        for kind in ["ask", "confirm"] {
            let texts = answer.and_then(|answer| answer.get(kind));
            let asked = texts.map_or(Vec::new(), |texts| match texts.pairs() {
                Ok(pairs) => pairs.iter().map(|(_, text)| text).collect(),
                Err(_) => vec![texts],
            });
            for node in asked {
                look_over::answer(node, node.text()?, Some(slots), warnings);
            }
        }
        // A skill fills in what it found out.
        let fillable = rules.skill.is_none().then_some(slots);
        for (key, answer) in answer.map_or(Ok(&[][..]), Node::pairs)? {
            if !matches!(key.text.as_str(), "ask" | "confirm") {
                let text = answer.text()?.to_owned();
                look_over::answer(answer, &text, fillable, warnings);
                match key.text.as_str() {
                    "default" => rules.answers.insert(0, (key.text.clone(), text)),
                    _ => rules.answers.push((key.text.clone(), text)),
                }
            }
        }
        for block in &intent.blocks {
            let key = block.response.as_deref().unwrap_or("default");
            let silent = rules.answers.is_empty();
            if !silent && !rules.answers.iter().any(|(other, _)| other == key) {
                warnings.push(format!(
                    "{}: {} has no answer {key:?}",
                    block.place, intent.name
                ));
            }
        }
        builder.add(&rules);
    }
    Ok(builder.finish())
}

/// `responses: intents: …` of all response files.
struct Answers<'n> {
    intents: Vec<(&'n Key, &'n Node)>,
}

impl<'n> Answers<'n> {
    fn read(responses: &'n [Node]) -> Result<Self, ForgeError> {
        let mut intents = Vec::new();
        for document in responses {
            let Some(listed) = document
                .get("responses")
                .and_then(|responses| responses.get("intents"))
            else {
                continue;
            };
            intents.extend(listed.pairs()?.iter().map(|(key, node)| (key, node)));
        }
        Ok(Answers { intents })
    }

    fn of(&self, intent: &str) -> Option<&'n Node> {
        self.intents
            .iter()
            .find(|(key, _)| key.text == intent)
            .map(|(_, node)| *node)
    }
}
