//! Numbers by groups, in two lists however many groups there are.

/// Numbers by groups; those of a group in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct Grouped {
    /// Where the numbers of each group begin; after the last group, where they end.
    begins: Vec<usize>,
    numbers: Vec<usize>,
}

impl Grouped {
    /// Sorts numbers into `groups` groups. It goes through the pairs of group and number twice.
    pub(crate) fn new(groups: usize, pairs: impl Iterator<Item = (usize, usize)> + Clone) -> Self {
        let mut begins = vec![0; groups + 1];
        for (group, _) in pairs.clone() {
            begins[group + 1] += 1;
        }
        for group in 0..groups {
            begins[group + 1] += begins[group];
        }
        let mut numbers = vec![0; begins[groups]];
        let mut next = begins.clone();
        for (group, number) in pairs {
            numbers[next[group]] = number;
            next[group] += 1;
        }
        Self { begins, numbers }
    }

    /// Returns the numbers of a group; none if there is no such group.
    pub(crate) fn of(&self, group: usize) -> &[usize] {
        let end = self.begins.get(group + 1);
        end.map_or(&[], |end| &self.numbers[self.begins[group]..*end])
    }

    /// Returns every number with its group, group by group.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let groups = 0..self.begins.len().saturating_sub(1);
        groups.flat_map(|group| self.of(group).iter().map(move |number| (group, *number)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_order_within_a_group() {
        let pairs = [(2, 7), (0, 5), (2, 3), (0, 9)];
        let grouped = Grouped::new(4, pairs.into_iter());
        assert_eq!([0, 1, 2, 3, 4].map(|group| grouped.of(group)), [&[5, 9][..], &[], &[7, 3], &[], &[]]);
        assert_eq!(grouped.pairs().collect::<Vec<_>>(), [(0, 5), (0, 9), (2, 7), (2, 3)]);
        assert_eq!(Grouped::default().of(0), [0; 0]);
    }
}
