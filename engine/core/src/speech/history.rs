//! Where each hypothesis came from: a tree of symbols that grows in memory lent by the caller.
//!
//! A hypothesis keeps the index of its last node; walking to the root gives its symbols from last to
//! first. Nodes are only ever appended, so a parent stands before its children, and [`History::compact`]
//! can throw away what no hypothesis needs in one pass and in place.

/// The empty history.
pub const ROOT: u16 = u16::MAX;

/// A symbol of a path and its parent.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    parent: u16,
    symbol: u16,
    frame: u16,
    moved_to: u16,
}

impl Node {
    /// A node of no path: what caller's memory is filled with. All zeros, as [`Token::UNUSED`] is.
    ///
    /// [`Token::UNUSED`]: super::Token::UNUSED
    pub const UNUSED: Self = Self {
        parent: 0,
        symbol: 0,
        frame: 0,
        moved_to: 0,
    };
}

/// The tree.
#[derive(Debug)]
pub struct History<'m> {
    nodes: &'m mut [Node],
    len: usize,
}

impl<'m> History<'m> {
    /// An empty tree in `nodes`, of which at most 65,534 are used.
    #[must_use]
    pub fn new(nodes: &'m mut [Node]) -> Self {
        Self { nodes, len: 0 }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.len = 0;
    }

    /// Nodes in use.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no node.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Nodes that fit.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.nodes.len().min(usize::from(ROOT))
    }

    /// Appends `symbol` after `parent`; `None` when the memory is full.
    pub fn push(&mut self, parent: u16, symbol: u16, frame: u16) -> Option<u16> {
        if self.len >= self.capacity() {
            return None;
        }
        self.nodes[self.len] = Node {
            parent,
            symbol,
            frame,
            moved_to: 0,
        };
        self.len += 1;
        Some((self.len - 1) as u16)
    }

    /// Takes back all nodes from `len` on, which nothing may refer to.
    pub fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    /// Symbols and frames from `node` back to the root.
    pub fn back_from(&self, node: u16) -> impl Iterator<Item = (u16, u16)> + '_ {
        let mut at = node;
        core::iter::from_fn(move || {
            let node = self.nodes.get(usize::from(at)).filter(|_| at != ROOT)?;
            at = node.parent;
            Some((node.symbol, node.frame))
        })
    }

    /// Drops every node that none of the references reaches. `visit` is called twice and must present
    /// the same references each time: once to read them, once to be given their new values.
    pub fn compact(&mut self, mut visit: impl FnMut(&mut dyn FnMut(&mut u16))) {
        const DEAD: u16 = 0;
        const LIVE: u16 = 1;
        for node in &mut self.nodes[..self.len] {
            node.moved_to = DEAD;
        }
        let nodes = &mut *self.nodes;
        visit(&mut |reference| {
            let mut at = *reference;
            while at != ROOT && nodes[usize::from(at)].moved_to == DEAD {
                nodes[usize::from(at)].moved_to = LIVE;
                at = nodes[usize::from(at)].parent;
            }
        });
        let mut kept = 0;
        for index in 0..self.len {
            let mut node = self.nodes[index];
            if node.moved_to == DEAD {
                continue;
            }
            if node.parent != ROOT {
                node.parent = self.nodes[usize::from(node.parent)].moved_to;
            }
            // `kept <= index`: the slot written was read already, and only its parent link and symbol
            // are needed from now on.
            let moved_to = kept as u16;
            self.nodes[index].moved_to = moved_to;
            let forwarding = self.nodes[kept].moved_to;
            self.nodes[kept] = Node {
                moved_to: forwarding,
                ..node
            };
            kept += 1;
        }
        let nodes = &*self.nodes;
        visit(&mut |reference| {
            if *reference != ROOT {
                *reference = nodes[usize::from(*reference)].moved_to;
            }
        });
        self.len = kept;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbols(history: &History<'_>, node: u16) -> heapless::Vec<u16, 16> {
        history.back_from(node).map(|(symbol, _)| symbol).collect()
    }

    #[test]
    fn compaction_keeps_what_is_referred_to_and_nothing_else() {
        let mut memory = [Node::UNUSED; 16];
        let mut history = History::new(&mut memory);
        let mut leaves = [ROOT; 4];
        for (branch, leaf) in leaves.iter_mut().enumerate() {
            for depth in 0..4 {
                *leaf = history
                    .push(*leaf, (10 * branch + depth) as u16, depth as u16)
                    .unwrap();
            }
        }
        assert_eq!(history.push(ROOT, 0, 0), None);
        let (mut second, mut fourth) = (leaves[1], leaves[3]);
        history.compact(|each| {
            each(&mut second);
            each(&mut fourth);
        });
        assert_eq!(history.len(), 8);
        assert_eq!(symbols(&history, second)[..], [13, 12, 11, 10]);
        assert_eq!(symbols(&history, fourth)[..], [33, 32, 31, 30]);
        history.compact(|each| each(&mut fourth));
        assert_eq!(symbols(&history, fourth)[..], [33, 32, 31, 30]);
        assert_eq!(history.len(), 4);
    }
}
