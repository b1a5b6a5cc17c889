//! Which rule or list a name means, and what a template amounts to.

use std::collections::HashMap;

use super::error::{Fault, TemplateError};
use super::lists::List;
use super::sources::{Scope, Template, TemplateSet};
use super::syntax::Expression;
use crate::yaml::Place;

/// Rules may lie this deep in one another.
const DEEPEST: usize = 48;

/// Looks names up for one block of sentences.
pub(super) struct Resolver<'s> {
    set: &'s TemplateSet,
    local: Option<&'s Scope>,
    amounts: HashMap<*const Template, Amount>,
}

/// How much a template stands for.
#[derive(Clone, Copy, Debug)]
struct Amount {
    /// Sentences, lists counted as one.
    expansions: u64,
    /// Nodes when all rules are written out.
    nodes: u64,
}

/// A rule may not blow up to more nodes than this however few its sentences.
const MOST_NODES: u64 = 4_000_000;

impl<'s> Resolver<'s> {
    pub(super) fn new(set: &'s TemplateSet, local: Option<&'s Scope>) -> Self {
        Resolver {
            set,
            local,
            amounts: HashMap::new(),
        }
    }

    pub(super) fn rule(&self, name: &str, from: &Place) -> Result<&'s Template, TemplateError> {
        self.find(name, from, |scope| &scope.rules, |rule| &rule.place)?
            .ok_or_else(|| {
                let other = self.nearest(name, |scope| &scope.rules);
                TemplateError::new(from, Fault::UnknownRule(name.to_owned(), other))
            })
    }

    pub(super) fn has_rule(&self, name: &str, from: &Place) -> bool {
        self.find(name, from, |scope| &scope.rules, |rule| &rule.place)
            .is_ok_and(|rule| rule.is_some())
    }

    pub(super) fn list(&self, name: &str, from: &Place) -> Result<&'s List, TemplateError> {
        self.find(name, from, |scope| &scope.lists, |list| &list.place)?
            .ok_or_else(|| {
                let other = self.nearest(name, |scope| &scope.lists);
                TemplateError::new(from, Fault::UnknownList(name.to_owned(), other))
            })
    }

    /// The block's own names come first, then the file's, then `_common`'s,
    /// then those of all others.
    fn find<T: 's>(
        &self,
        name: &str,
        from: &Place,
        table: impl Fn(&'s Scope) -> &'s HashMap<String, T>,
        place: impl Fn(&T) -> &Place,
    ) -> Result<Option<&'s T>, TemplateError> {
        let own = self.local.into_iter().chain(self.set.files.get(&from.file));
        for scope in own {
            if let Some(found) = table(scope).get(name) {
                return Ok(Some(found));
            }
        }
        let others = self.set.order.iter().filter_map(|file| {
            let found = table(&self.set.files[file]).get(name)?;
            Some((file, found))
        });
        let mut found: Option<(bool, &T)> = None;
        for (file, other) in others {
            let common = file
                .rsplit('/')
                .next()
                .is_some_and(|name| name.starts_with("_common"));
            match found {
                Some((false, first)) if !common => {
                    return Err(TemplateError::new(
                        from,
                        Fault::Ambiguous {
                            name: name.to_owned(),
                            places: [place(first).clone(), place(other).clone()],
                        },
                    ));
                }
                Some((true, _)) => {}
                _ => found = Some((common, other)),
            }
        }
        Ok(found.map(|(_, found)| found))
    }

    fn nearest<T: 's>(
        &self,
        name: &str,
        table: impl Fn(&'s Scope) -> &'s HashMap<String, T>,
    ) -> Option<String> {
        let scopes = self.local.into_iter().chain(self.set.files.values());
        scopes
            .flat_map(|scope| table(scope).keys())
            .map(|other| (distance(name, other), other))
            .filter(|(distance, _)| *distance <= name.len().div_ceil(3))
            .min()
            .map(|(_, other)| other.clone())
    }

    /// Checks that the names in a template are known and that it does not
    /// stand for more than `most` sentences.
    pub(super) fn check(&mut self, template: &'s Template, most: u64) -> Result<(), TemplateError> {
        let Amount { expansions, nodes } = self.amount(template, &mut Vec::new())?;
        if expansions > most {
            let fault = Fault::TooManyExpansions { expansions, most };
            return Err(TemplateError::new(&template.place, fault));
        }
        if nodes > MOST_NODES {
            return Err(TemplateError::new(&template.place, Fault::TooLong(nodes)));
        }
        Ok(())
    }

    /// Checks that the names in a rule are known and do not lead back to it.
    pub(super) fn check_rule(
        &mut self,
        name: &str,
        rule: &'s Template,
    ) -> Result<(), TemplateError> {
        self.amount(rule, &mut vec![name.to_owned()]).map(|_| ())
    }

    fn amount(
        &mut self,
        template: &'s Template,
        active: &mut Vec<String>,
    ) -> Result<Amount, TemplateError> {
        self.amount_of(&template.expression, &template.place, active)
    }

    fn amount_of(
        &mut self,
        expression: &'s Expression,
        place: &'s Place,
        active: &mut Vec<String>,
    ) -> Result<Amount, TemplateError> {
        let one = Amount {
            expansions: 1,
            nodes: 1,
        };
        Ok(match expression {
            Expression::Text(text) => Amount {
                expansions: 1,
                nodes: text.len() as u64,
            },
            Expression::Sequence(parts) => {
                let mut sum = one;
                for part in parts {
                    let part = self.amount_of(part, place, active)?;
                    sum.expansions = sum.expansions.saturating_mul(part.expansions);
                    sum.nodes = sum.nodes.saturating_add(part.nodes);
                }
                sum
            }
            Expression::Alternative(parts) => {
                let mut sum = Amount {
                    expansions: 0,
                    nodes: 1,
                };
                for part in parts {
                    let part = self.amount_of(part, place, active)?;
                    sum.expansions = sum.expansions.saturating_add(part.expansions);
                    sum.nodes = sum.nodes.saturating_add(part.nodes);
                }
                sum
            }
            Expression::Permutation(parts) => {
                let mut sum = one;
                for (count, part) in (1u64..).zip(parts) {
                    let part = self.amount_of(part, place, active)?;
                    let product = sum.expansions.saturating_mul(part.expansions);
                    sum.expansions = product.saturating_mul(count);
                    sum.nodes = sum.nodes.saturating_add(part.nodes);
                }
                let copies = 1u64 << parts.len().min(40);
                sum.nodes = sum.nodes.saturating_mul(copies);
                sum
            }
            Expression::List { list, .. } => {
                self.list(list, place)?;
                one
            }
            Expression::Rule(name) => {
                let rule = self.rule(name, place)?;
                if let Some(begin) = active.iter().position(|other| other == name) {
                    let mut circle = active[begin..].to_vec();
                    circle.push(name.clone());
                    return Err(TemplateError::new(place, Fault::Recursion(circle)));
                }
                if active.len() >= DEEPEST {
                    return Err(TemplateError::new(place, Fault::RulesTooDeep(name.clone())));
                }
                if let Some(known) = self.amounts.get(&std::ptr::from_ref(rule)) {
                    return Ok(*known);
                }
                active.push(name.clone());
                let amount = self.amount(rule, active)?;
                active.pop();
                self.amounts.insert(std::ptr::from_ref(rule), amount);
                amount
            }
        })
    }

    /// The lists and slots of a template, in order of appearance, each once.
    pub(super) fn slots(
        &self,
        expression: &Expression,
        place: &Place,
        found: &mut Vec<(String, String)>,
    ) -> Result<(), TemplateError> {
        match expression {
            Expression::Text(_) => {}
            Expression::Sequence(parts)
            | Expression::Alternative(parts)
            | Expression::Permutation(parts) => {
                for part in parts {
                    self.slots(part, place, found)?;
                }
            }
            Expression::List { list, slot } => {
                let pair = (list.clone(), slot.clone());
                if !found.contains(&pair) {
                    found.push(pair);
                }
            }
            Expression::Rule(name) => {
                let rule = self.rule(name, place)?;
                self.slots(&rule.expression, &rule.place, found)?;
            }
        }
        Ok(())
    }
}

/// Insertions, deletions and exchanges that make one word the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, char) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, &expected) in other.iter().enumerate() {
            let change = diagonal + usize::from(char != expected);
            diagonal = row[column + 1];
            row[column + 1] = change.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}
