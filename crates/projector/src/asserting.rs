//! A log without what changes no state.

use asof_core::{Event, Key, Reference};
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use crate::record::is_assertion;

/// Returns the events of a log, in its order, without the assertions that nothing names: no state is another without them.
pub fn without_assertions(events: &[Event]) -> Vec<Event> {
    let mut named: HashSet<&Key> = HashSet::new();
    let mut keys: HashMap<(Option<&Key>, &Key), usize> = HashMap::new();
    for event in events {
        let draft = &event.draft;
        *keys.entry((draft.process(), &draft.key)).or_default() += 1;
        named.extend(draft.record().and_then(|record| record.kind.target()));
        named.extend(draft.references().into_iter().filter_map(|cited| match cited.reference {
            Reference::Event(reference) => {
                Some(draft.process().map_or(&draft.key, |here| reference.resolve(here).1))
            }
            Reference::Opener(_, key) => Some(key),
            _ => None,
        }));
    }
    let is_left_out = |event: &&Event| {
        let key = &event.draft.key;
        // Of two entries with one key the first stands for both.
        is_assertion(event) && !named.contains(key) && keys[&(event.draft.process(), key)] == 1
    };
    events.iter().filter(|event| !is_left_out(event)).cloned().collect()
}
