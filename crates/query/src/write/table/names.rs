//! Who and what bears a name: in the log already, or registered on the way.

use std::collections::HashMap;

use asof_core::{AsOf, Entry, Event, Key, Registered};
use asof_projector::registered;
use serde_json::{Map, Value, json};

use crate::write::rules::{Sort, Stop};

/// The names of the registry, those that the rows register among them.
#[derive(Default)]
pub(super) struct Names {
    bearers: Vec<Bearer>,
    by_name: HashMap<(Sort, String), Vec<usize>>,
    by_key: HashMap<String, usize>,
    by_id: HashMap<(String, String), usize>,
    /// What the row registers that is read; it falls away if the row is refused.
    staged: Vec<Staged>,
}

/// What bears a name.
struct Bearer {
    sort: Sort,
    key: String,
    /// Its ids in other collections.
    ids: Vec<(String, String)>,
    names: Vec<String>,
}

/// A change that a row makes.
struct Staged {
    change: Change,
    /// The draft that registers it.
    draft: Value,
}

enum Change {
    /// A new bearer was put at the end.
    Bearer,
    /// A bearer was given a further name.
    Spelling(usize),
}

/// Whom a row names.
pub(super) struct Naming<'a> {
    /// Of which sort it may be.
    pub(super) sort: Sort,
    /// As what it is registered.
    pub(super) registered_as: Sort,
    pub(super) name: &'a str,
    pub(super) key: String,
    /// Its id in another collection.
    pub(super) id: Option<(String, String)>,
    /// `party` and `part_of`.
    pub(super) fields: Vec<(&'static str, String)>,
}

/// What a row registered, counted in the report.
pub(super) struct Committed {
    pub(super) sort: &'static str,
    pub(super) draft: Value,
}

impl Names {
    /// Returns those of a log.
    pub(super) fn of(events: &[Event]) -> Self {
        let mut names = Self::default();
        let stands = registered(events, &AsOf::ALL);
        let mut ids: HashMap<&Key, Vec<(String, String)>> = HashMap::new();
        for event in events.iter().filter(|event| matches!(event.draft.entry, Entry::Registry(_))) {
            let of = event.draft.external_ids.iter().map(|id| (id.scheme.to_string(), id.id.to_string()));
            ids.entry(&event.draft.key).or_default().extend(of);
        }
        for (key, entry) in stands {
            let sort = match entry {
                Registered::Person(_) => Sort::Person,
                Registered::Body(_) => Sort::Body,
                Registered::Place(_) => Sort::Place,
                Registered::Issue(_) => Sort::Issue,
                Registered::Process(_) | Registered::Source(_) | Registered::Spelling(_) => continue,
            };
            let spelt = entry.names().iter().map(|name| name.name.to_string()).collect();
            names.insert(Bearer {
                sort,
                key: key.to_string(),
                ids: ids.remove(key).unwrap_or_default(),
                names: spelt,
            });
        }
        // A data set goes on to use a name that the log has corrected since.
        for event in events {
            let Entry::Registry(entry) = &event.draft.entry else { continue };
            let (of, spelt) = match &entry.registered {
                Registered::Spelling(spelling) => (&spelling.of, vec![spelling.as_name()]),
                other => (&event.draft.key, other.names().to_vec()),
            };
            if let Some(bearer) = names.by_key.get(of.as_str()).copied() {
                spelt.iter().for_each(|name| names.spell(bearer, name.name.as_str()));
            }
        }
        names
    }

    fn insert(&mut self, bearer: Bearer) {
        let number = self.bearers.len();
        for name in &bearer.names {
            self.by_name.entry((bearer.sort, name.clone())).or_default().push(number);
        }
        for id in &bearer.ids {
            self.by_id.insert(id.clone(), number);
        }
        self.by_key.insert(bearer.key.clone(), number);
        self.bearers.push(bearer);
    }

    fn spell(&mut self, bearer: usize, name: &str) {
        if !self.bearers[bearer].names.iter().any(|known| known == name) {
            self.by_name.entry((self.bearers[bearer].sort, name.to_owned())).or_default().push(bearer);
            self.bearers[bearer].names.push(name.to_owned());
        }
    }

    /// Returns the key of whom a row names; registers it if nobody bears the name.
    ///
    /// # Errors
    ///
    /// Several bear it, or its key is that of another.
    pub(super) fn key_of(&mut self, naming: Naming<'_>) -> Result<String, Stop> {
        if let Some(known) = naming.id.as_ref().and_then(|id| self.by_id.get(id)).copied() {
            return self.known(known, &naming);
        }
        match self.bearing(&naming).as_slice() {
            [] => {}
            [one] => return Ok(self.bearers[*one].key.clone()),
            several => {
                let keys: Vec<&str> =
                    several.iter().map(|bearer| self.bearers[*bearer].key.as_str()).collect();
                return Err(Stop::refused(format!(
                    "`{}` is the name of several: {}",
                    naming.name,
                    keys.join(", ")
                )));
            }
        }
        if let Some(other) = self.by_key.get(&naming.key) {
            let known = &self.bearers[*other];
            return Err(Stop::refused(format!(
                "`{}` would be the key of `{}`, and is that of the {} `{}`: give the rules a key that differs, or register \
                 the one as a spelling of the other",
                naming.key,
                naming.name,
                known.sort.name(),
                known.names.first().map_or("", String::as_str)
            )));
        }
        if let Err(error) = naming.key.parse::<Key>() {
            return Err(Stop::refused(error.to_string()));
        }
        Ok(self.register(naming))
    }

    /// Returns the key of what has the id that a row names, with the name as a further spelling if it is new.
    fn known(&mut self, known: usize, naming: &Naming<'_>) -> Result<String, Stop> {
        let bearer = &self.bearers[known];
        if !naming.sort.has(bearer.sort) {
            let said = format!("`{}` is a {}, not a {}", bearer.key, bearer.sort.name(), naming.sort.name());
            return Err(Stop::refused(said));
        }
        let key = bearer.key.clone();
        if !bearer.names.iter().any(|name| name == naming.name) {
            let spelling = format!("{key}-{}", slug::slugify(naming.name));
            if spelling.parse::<Key>().is_err() || self.by_key.contains_key(&spelling) {
                let said = format!("`{}` is a further name of `{key}`: register it by hand", naming.name);
                return Err(Stop::refused(said));
            }
            let draft = json!({
                "key": spelling,
                "what": { "registered": { "spelling": { "of": key, "name": naming.name, "status": "variant" } } },
            });
            self.spell(known, naming.name);
            self.staged.push(Staged { change: Change::Spelling(known), draft });
        }
        Ok(key)
    }

    /// Returns what bears the name, but for what has another id in the same collection.
    fn bearing(&self, naming: &Naming<'_>) -> Vec<usize> {
        let sorts = match naming.sort {
            Sort::Actor => vec![Sort::Person, Sort::Body],
            other => vec![other],
        };
        let found =
            sorts.into_iter().flat_map(|sort| self.by_name.get(&(sort, naming.name.to_owned()))).flatten();
        let has_another_id = |bearer: &Bearer| {
            naming
                .id
                .as_ref()
                .is_some_and(|(scheme, id)| bearer.ids.iter().any(|(a, b)| a == scheme && b != id))
        };
        found.copied().filter(|bearer| !has_another_id(&self.bearers[*bearer])).collect()
    }

    fn register(&mut self, naming: Naming<'_>) -> String {
        let Naming { registered_as: sort, name, key, id, fields, .. } = naming;
        let mut entry = Map::from_iter([("names".to_owned(), json!([{ "name": name }]))]);
        entry.extend(fields.into_iter().map(|(field, value)| (field.to_owned(), json!(value))));
        let mut draft = Map::from_iter([("key".to_owned(), json!(key))]);
        if let Some((scheme, id)) = &id {
            draft.insert("external_ids".to_owned(), json!([{ "scheme": scheme, "id": id }]));
        }
        draft.insert("what".to_owned(), json!({ "registered": { sort.name(): entry } }));
        let ids = id.into_iter().collect();
        self.insert(Bearer { sort, key: key.clone(), ids, names: vec![name.to_owned()] });
        self.staged.push(Staged { change: Change::Bearer, draft: Value::Object(draft) });
        key
    }

    /// Keeps what the row registered, and returns it in its order.
    pub(super) fn commit(&mut self) -> Vec<Committed> {
        let kept = self.staged.drain(..).map(|staged| {
            let what = &staged.draft["what"]["registered"];
            let sort = ["person", "body", "place", "issue", "spelling"]
                .into_iter()
                .find(|sort| what.get(sort).is_some());
            Committed { sort: sort.unwrap_or_default(), draft: staged.draft }
        });
        kept.collect()
    }

    /// Forgets what the row registered.
    pub(super) fn roll_back(&mut self) {
        while let Some(staged) = self.staged.pop() {
            let (number, name) = match staged.change {
                Change::Spelling(bearer) => (bearer, self.bearers[bearer].names.pop()),
                Change::Bearer => {
                    let Some(bearer) = self.bearers.pop() else { continue };
                    self.by_key.remove(&bearer.key);
                    for id in &bearer.ids {
                        self.by_id.remove(id);
                    }
                    let sort = bearer.sort;
                    let name = bearer.names.into_iter().next();
                    self.forget(sort, name, self.bearers.len());
                    continue;
                }
            };
            self.forget(self.bearers[number].sort, name, number);
        }
    }

    fn forget(&mut self, sort: Sort, name: Option<String>, bearer: usize) {
        let Some(name) = name else { return };
        if let Some(bearers) = self.by_name.get_mut(&(sort, name)) {
            bearers.retain(|other| *other != bearer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn naming<'a>(name: &'a str, key: &str, id: Option<&str>) -> Naming<'a> {
        Naming {
            sort: Sort::Actor,
            registered_as: Sort::Body,
            name,
            key: key.to_owned(),
            id: id.map(|id| ("x".to_owned(), id.to_owned())),
            fields: Vec::new(),
        }
    }

    fn key(names: &mut Names, name: &str, key: &str, id: Option<&str>) -> Result<String, String> {
        names.key_of(naming(name, key, id)).map_err(|stop| format!("{stop:?}"))
    }

    #[test]
    fn a_name_is_registered_once() {
        let mut names = Names::default();
        assert_eq!(key(&mut names, "Veyra", "veyra", None).unwrap(), "veyra");
        assert_eq!(key(&mut names, "Veyra", "other", None).unwrap(), "veyra");
        let drafts: Vec<String> = names.commit().iter().map(|of| of.draft.to_string()).collect();
        assert_eq!(
            drafts,
            [r#"{"key":"veyra","what":{"registered":{"body":{"names":[{"name":"Veyra"}]}}}}"#]
        );
        // Another name with its key is no other spelling of it.
        let refused = key(&mut names, "V\u{e9}yra", "veyra", None).unwrap_err();
        assert!(
            refused.contains("`veyra` would be the key of `V\u{e9}yra`, and is that of the body `Veyra`"),
            "{refused}"
        );
        assert!(key(&mut names, "First", "first", None).is_err());
    }

    #[test]
    fn an_id_is_stronger_than_a_name() {
        let mut names = Names::default();
        assert_eq!(key(&mut names, "Army", "x-1", Some("1")).unwrap(), "x-1");
        assert_eq!(key(&mut names, "Army", "x-2", Some("2")).unwrap(), "x-2");
        assert_eq!(key(&mut names, "The Army", "x-1", Some("1")).unwrap(), "x-1");
        let sorts: Vec<&str> = names.commit().iter().map(|of| of.sort).collect();
        assert_eq!(sorts, ["body", "body", "spelling"]);
        assert!(key(&mut names, "Army", "y", None).unwrap_err().contains("several: x-1, x-2"));
        assert_eq!(key(&mut names, "The Army", "y", None).unwrap(), "x-1");
    }

    #[test]
    fn what_a_refused_row_registered_is_forgotten() {
        let mut names = Names::default();
        key(&mut names, "Army", "x-1", Some("1")).unwrap();
        names.commit();
        key(&mut names, "The Army", "x-1", Some("1")).unwrap();
        key(&mut names, "Navy", "navy", None).unwrap();
        names.roll_back();
        assert!(names.commit().is_empty());
        assert_eq!(key(&mut names, "Navy", "fleet", None).unwrap(), "fleet");
        assert_eq!(key(&mut names, "The Army", "x-9", None).unwrap(), "x-9");
    }
}
