//! Sets of labels, as bits: what a rule says, what it asks for, and what a text was found to contain.

use super::Label;

/// A set of labels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Labels(u64);

const _: () = assert!(Label::ALL.len() <= 64, "there are more labels than a set of them has room for");

impl Labels {
    /// Those that only help to sort.
    pub(super) const ROUTES: Labels = {
        let (mut bits, mut no) = (0, 0);
        while no < Label::ALL.len() {
            if Label::ALL[no].is_route() {
                bits |= 1 << no;
            }
            no += 1;
        }
        Labels(bits)
    };

    /// Whether there is none.
    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn has(self, label: Label) -> bool {
        self.0 & bit(label) != 0
    }

    /// The labels of either.
    pub(super) fn and(self, more: Labels) -> Labels {
        Labels(self.0 | more.0)
    }

    /// The labels of both.
    pub(super) fn both(self, other: Labels) -> Labels {
        Labels(self.0 & other.0)
    }

    /// Whether some label is of both.
    pub(super) fn meets(self, other: Labels) -> bool {
        !self.both(other).is_empty()
    }
}

fn bit(label: Label) -> u64 {
    1 << label as u32
}

impl FromIterator<Label> for Labels {
    fn from_iter<I: IntoIterator<Item = Label>>(labels: I) -> Labels {
        Labels(labels.into_iter().map(bit).fold(0, |all, one| all | one))
    }
}

impl Iterator for Labels {
    type Item = Label;

    /// Takes out the first, in the order of the taxonomy.
    fn next(&mut self) -> Option<Label> {
        let first = Label::ALL.get(self.0.trailing_zeros() as usize).copied()?;
        self.0 &= self.0 - 1;
        Some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_gives_its_labels_in_the_order_of_the_taxonomy() {
        let some: Labels = [Label::RecordsRequest, Label::Attack, Label::Threat, Label::Attack].into_iter().collect();
        assert_eq!(some.collect::<Vec<_>>(), [Label::Attack, Label::Threat, Label::RecordsRequest]);
        assert!(some.has(Label::Threat) && !some.has(Label::Hate));
        let other: Labels = [Label::Hate, Label::Threat].into_iter().collect();
        assert!(some.meets(other) && !some.meets([Label::Hate].into_iter().collect()));
        assert_eq!(some.both(other).collect::<Vec<_>>(), [Label::Threat]);
        assert!(Label::ALL.into_iter().all(|label| Labels::ROUTES.has(label) == label.is_route()));
        assert!(Labels::default().is_empty() && Labels::default().next().is_none());
    }
}
