//! The last of each of many.

use foldhash::{HashMap, HashMapExt};
use std::collections::BTreeMap;
use std::hash::Hash;

/// The last value of each key, in the order in which they came.
#[derive(Debug)]
pub(crate) struct LastOfEach<K, V> {
    places: HashMap<K, usize>,
    values: BTreeMap<usize, V>,
    came: usize,
}

impl<K, V> Default for LastOfEach<K, V> {
    fn default() -> Self {
        Self { places: HashMap::new(), values: BTreeMap::new(), came: 0 }
    }
}

impl<K: Hash + Eq, V> LastOfEach<K, V> {
    /// Puts a value last, and returns the one of this key that stood before.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        self.came += 1;
        self.values.insert(self.came, value);
        self.places.insert(key, self.came).and_then(|before| self.values.remove(&before))
    }

    pub(crate) fn remove(&mut self, key: &K) -> Option<V> {
        self.places.remove(key).and_then(|place| self.values.remove(&place))
    }

    pub(crate) fn clear(&mut self) {
        self.places.clear();
        self.values.clear();
    }

    pub(crate) fn last(&self) -> Option<&V> {
        self.values.last_key_value().map(|(_, value)| value)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.values.values()
    }

    pub(crate) fn into_values(self) -> impl Iterator<Item = V> {
        self.values.into_values()
    }
}
