use super::tables::{GroupRecord, NumberRange};
use super::{ARC, GROUP, Grammar, GrammarError, RANGE};
use crate::bytes::u16_at;
use crate::symbol::{LAST_ARC, Symbol};

impl Grammar<'_> {
    pub(super) fn check(&self) -> Result<(), GrammarError> {
        self.check_arcs()?;
        self.check_roots()?;
        self.check_ranges()?;
        self.check_groups()
    }

    fn symbol_bits(&self, arc: u16) -> u16 {
        u16_at(self.arcs, usize::from(arc) * 2)
    }

    fn begins_state(&self, arc: u16) -> bool {
        arc < self.arc_count && (arc == 0 || self.symbol_bits(arc - 1) & LAST_ARC != 0)
    }

    fn check_arcs(&self) -> Result<(), GrammarError> {
        if self.inside_from != self.arc_count && !self.begins_state(self.inside_from) {
            return Err(GrammarError::BadDivision);
        }
        for (arc, entry) in (0..self.arc_count).zip(self.arcs.chunks_exact(ARC)) {
            let symbol = Symbol::from_bits(u16_at(entry, 0));
            let target = u16_at(entry, 1);
            if !self.names_something(symbol) {
                return Err(GrammarError::BadSymbol(arc));
            }
            if !self.leads_right(arc, symbol, target) {
                return Err(GrammarError::BadTarget(arc));
            }
            let first_of_state = self.begins_state(arc);
            if !first_of_state && Symbol::from_bits(self.symbol_bits(arc - 1)) >= symbol {
                return Err(GrammarError::Unsorted(arc));
            }
        }
        match self.arc_count.checked_sub(1) {
            Some(last) if self.symbol_bits(last) & LAST_ARC == 0 => {
                Err(GrammarError::Unsorted(last))
            }
            _ => Ok(()),
        }
    }

    fn names_something(&self, symbol: Symbol) -> bool {
        match symbol {
            Symbol::Accept(group) => group.bits() < self.counts.groups,
            Symbol::SlotBegin(slot) => slot.bits() < self.counts.slots,
            Symbol::SlotValue(value) => value.bits() < self.counts.values,
            Symbol::SlotNumber(range) => range.bits() < self.counts.ranges,
            Symbol::Word(word) => word.bits() < self.words,
        }
    }

    fn leads_right(&self, arc: u16, symbol: Symbol, target: u16) -> bool {
        let from_inside = arc >= self.inside_from;
        let to_state = self.begins_state(target);
        let to_inside = target >= self.inside_from;
        match symbol {
            Symbol::Accept(_) => !from_inside && target == self.arc_count,
            Symbol::SlotBegin(_) => {
                let word_must_follow = || {
                    let first = Symbol::from_bits(self.symbol_bits(target));
                    !first.is_control()
                };
                !from_inside && to_state && to_inside && word_must_follow()
            }
            Symbol::SlotValue(_) | Symbol::SlotNumber(_) => from_inside && to_state && !to_inside,
            Symbol::Word(_) => to_state && from_inside == to_inside,
        }
    }

    fn check_roots(&self) -> Result<(), GrammarError> {
        for (root, (_, state)) in (0u16..).zip(self.roots()) {
            if !self.begins_state(state.bits()) || state.bits() >= self.inside_from {
                return Err(GrammarError::BadRoot(root));
            }
        }
        Ok(())
    }

    fn check_ranges(&self) -> Result<(), GrammarError> {
        for (index, record) in (0u16..).zip(self.ranges.chunks_exact(RANGE)) {
            if !NumberRange::is_sound(record) {
                return Err(GrammarError::BadRange(index));
            }
        }
        Ok(())
    }

    fn check_groups(&self) -> Result<(), GrammarError> {
        let fixed_are_known = (0..usize::from(self.counts.fixed)).all(|index| {
            u16_at(self.fixed, index * 2) < self.counts.slots
                && u16_at(self.fixed, index * 2 + 1) < self.counts.values
        });
        for (index, record) in (0u16..).zip(self.groups.chunks_exact(GROUP)) {
            let record = GroupRecord::read(record);
            if !fixed_are_known || !record.is_sound(&self.counts) {
                return Err(GrammarError::BadGroup(index));
            }
        }
        if fixed_are_known {
            Ok(())
        } else {
            Err(GrammarError::BadGroup(0))
        }
    }
}
