/// Beginnings of sentences that a beam keeps for each number of sounds heard.
pub const BEAM: usize = 24;
/// Of these, those whose last word was not heard.
const DROPPED: usize = 8;

/// The beginnings that have heard the same number of sounds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beginnings {
    all: [Beginning; BEAM],
    count: u8,
    /// From what cost on all beginnings are refused.
    limit: u16,
    /// From what cost on beginnings are refused whose last word was heard, and was not.
    refused: [u16; 2],
    /// Which beginnings give way to these.
    worst: [u8; 2],
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Beginning {
    pub place: u32,
    pub prior: u32,
    pub cost: u16,
    pub trail: u16,
    /// Of its words.
    pub hash: u32,
    pub followed: bool,
    /// Its last word was not heard.
    pub dropped: bool,
}

impl Beginnings {
    pub(super) const NONE: Beginnings = Beginnings {
        all: [Beginning {
            place: 0,
            prior: 0,
            cost: 0,
            trail: 0,
            hash: 0,
            followed: false,
            dropped: false,
        }; BEAM],
        count: 0,
        limit: 0,
        refused: [0; 2],
        worst: [0; 2],
    };

    /// None yet; all that cost as much as `limit` will be refused.
    pub(super) fn clear(&mut self, limit: u16) {
        self.count = 0;
        self.limit = limit;
        self.refused = [limit; 2];
    }

    pub(super) fn kept(&mut self) -> &mut [Beginning] {
        &mut self.all[..usize::from(self.count)]
    }

    pub(super) fn next(&mut self) -> Option<Beginning> {
        let open = self.kept().iter_mut().filter(|one| !one.followed);
        let next = open.min_by_key(|one| one.cost)?;
        next.followed = true;
        Some(*next)
    }

    pub(super) fn wants(&self, cost: u16, dropped: bool) -> bool {
        cost < self.refused[usize::from(dropped)]
    }

    /// Takes a beginning that is wanted, unless the same words led to the same place for less.
    pub(super) fn take(&mut self, new: Beginning) {
        let is_same = |one: &&mut Beginning| one.hash == new.hash && one.place == new.place;
        if let Some(same) = self.kept().iter_mut().find(is_same) {
            if new.cost >= same.cost {
                return;
            }
            *same = new;
        } else if usize::from(self.count) < BEAM && !self.is_full_of_dropped(new.dropped) {
            self.all[usize::from(self.count)] = new;
            self.count += 1;
        } else {
            let place = self.worst[usize::from(new.dropped)];
            self.all[usize::from(place)] = new;
        }
        self.find_worst();
    }

    fn is_full_of_dropped(&mut self, dropped: bool) -> bool {
        dropped && self.kept().iter().filter(|one| one.dropped).count() >= DROPPED
    }

    /// Finds the dearest beginnings, which give way next: of those whose last word was not heard while they
    /// are too many, or of all.
    fn find_worst(&mut self) {
        let is_full = usize::from(self.count) == BEAM;
        let mut count = 0;
        // The dearest of all, and of those whose last word was not heard: place and cost.
        let mut dearest = [(0, 0); 2];
        for (place, one) in (0u8..).zip(self.kept()) {
            if one.cost >= dearest[0].1 {
                dearest[0] = (place, one.cost);
            }
            if one.dropped {
                count += 1;
                if one.cost >= dearest[1].1 {
                    dearest[1] = (place, one.cost);
                }
            }
        }
        for dropped in [false, true] {
            let (place, cost) = if dropped && count >= DROPPED || is_full && count > DROPPED {
                dearest[1]
            } else if is_full {
                dearest[0]
            } else {
                (0, u16::MAX)
            };
            let of = usize::from(dropped);
            self.refused[of] = self.limit.min(cost);
            self.worst[of] = place;
        }
    }
}
