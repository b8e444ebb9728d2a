//! Logs that grow in one thing, each as drafts.

use serde_json::{Value, json};

/// A kind of log, and the drafts of one of about so many entries.
pub(crate) type Kind = (&'static str, fn(usize) -> Vec<Value>);

/// Every kind that is tried.
pub(crate) const KINDS: [Kind; 20] = [
    ("unrelated events", |n| (0..n).map(|i| statement(i, &day(i * 300 / n))).collect()),
    ("months", |n| (0..n).map(|i| statement(i, &format!("2025-0{}", 1 + i * 9 / n))).collect()),
    ("deliveries before their promise", |n| deliveries(n, &day(300))),
    ("deliveries after their promise", |n| deliveries(n, &day(0))),
    ("corrections of one event", corrections),
    ("alike on one day", |n| (0..n).map(|i| statement(i * 4, &day(0))).collect()),
    ("plans and cancellations of one meeting", plans),
    ("rounds with delegations", rounds),
    ("names that are no names", names),
    ("discrepancies about each other", discrepancies),
    ("processes in a chain", processes),
    ("assertions of as many days", assertions),
    ("a chain that may have happened", chain),
    ("promises that one event delivers on", delivered_at_once),
    ("deliveries of one day", |n| deliveries_within(n, &day(0), 1)),
    ("bodies in a chain", bodies_in_a_chain),
    ("answers of all who were asked", answers),
    ("an agreement that every party ratifies", ratifications),
    ("a promise that each debtor suspends or resumes", suspensions),
    ("stances that may have been taken", |n| (0..n).map(|i| stance(i, "[2025-01-01..2025-12-31]")).collect()),
];

/// Every kind of batch that is refused, each draft for a mistake of its own.
pub(crate) const MISTAKEN: [Kind; 3] = [
    ("events that are not there", |n| misnamed(n, "after").collect()),
    ("claimants that are not there", |n| bodies(n).chain(misnamed(n, "attributed_to")).collect()),
    ("targets that are not there", mistargeted),
];

/// Logs in which the processes grow in number.
pub(crate) const OF_PROCESSES: [Kind; 2] =
    [("processes in a chain", processes), ("processes in three zones", processes_in_three_zones)];

/// Returns the drafts that every log begins with.
pub(crate) fn registry() -> Vec<Value> {
    let person = |number: usize| {
        let party = ["north", "south"][number % 2];
        json!({ "person": { "party": party, "names": [{ "name": format!("Envoy {}", word(number)) }] } })
    };
    let talks = json!({ "title": "Talks", "zone": "UTC", "parties": ["north", "south"] });
    let mut drafts = vec![
        registered("paper", &json!({ "source": { "title": "The paper" } })),
        registered("north", &body("north")),
        registered("south", &body("south")),
        registered("peace", &json!({ "issue": { "names": [{ "name": "peace" }] } })),
        registered("talks", &json!({ "process": talks })),
    ];
    drafts.extend((0..4).map(|number| registered(&format!("envoy{number}a"), &person(number))));
    drafts
}

fn body(name: &str) -> Value {
    json!({ "body": { "names": [{ "name": name }] } })
}

fn registered(key: &str, what: &Value) -> Value {
    json!({ "key": key, "sources": sources(), "what": { "registered": what } })
}

fn sources() -> Value {
    json!([{ "source": "paper", "lines": "1" }])
}

/// Returns a day of 2025, counted from 0.
fn day(number: usize) -> String {
    let first = chrono::NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
    first.checked_add_days(chrono::Days::new(number as u64)).unwrap().to_string()
}

/// Returns a word for a number, another for each.
fn word(number: usize) -> String {
    let letters = |number: usize| char::from(b'a' + u8::try_from(number % 26).unwrap());
    let digits = std::iter::successors(Some(number), |rest| (*rest >= 26).then_some(rest / 26));
    let scattered = number * 7919 % 100_003;
    let behind = std::iter::successors(Some(scattered), |rest| (*rest >= 26).then_some(rest / 26));
    format!("X{}", digits.chain(behind).map(letters).collect::<String>())
}

fn event(key: &str, occurred: &str, by: &str, what: &Value) -> Value {
    json!({
        "process": "talks", "key": key, "occurred": occurred, "known": occurred, "attributed_to": [by],
        "summary": format!("They spoke about item {key}."), "sources": sources(), "what": what,
    })
}

fn statement(number: usize, occurred: &str) -> Value {
    let speaker = format!("envoy{}a", number % 4);
    let what = json!({ "speaker": speaker, "act": "statement", "gist": format!("said thing {number}") });
    event(&format!("said{number}a"), occurred, &speaker, &json!({ "announcement": what }))
}

/// Returns statements that each name something else, in a field, that is not there.
fn misnamed(n: usize, field: &str) -> impl Iterator<Item = Value> {
    (0..n).map(move |number| {
        let mut draft = statement(number, &day(number * 300 / n));
        draft[field] = json!([format!("sayd{number}a")]);
        draft
    })
}

fn mistargeted(n: usize) -> Vec<Value> {
    let one = |number: usize| {
        let what = json!({ "of": format!("sayd{number}a") });
        let mut draft = event(&format!("denies{number}a"), &day(301), "envoy0a", &json!({ "denial": what }));
        draft.as_object_mut().unwrap().remove("occurred");
        draft
    };
    let said = (0..n).map(|number| statement(number, &day(number * 300 / n)));
    said.chain((0..n).map(one)).collect()
}

/// Returns stances that each come after the one before, two on each subject.
fn chain(n: usize) -> Vec<Value> {
    let one = |number: usize| {
        let mut draft = stance(number / 2, "[2025-01-01..2025-12-31]");
        draft["key"] = json!(format!("wants{number}a"));
        draft["summary"] = json!(format!("They spoke about {}.", word(number)));
        if let Some(before) = number.checked_sub(1) {
            draft["after"] = json!([format!("wants{before}a")]);
        }
        draft
    };
    (0..n).map(one).collect()
}

fn assertions(n: usize) -> Vec<Value> {
    let one = |number: usize| {
        let what = json!({
            "at": day(1 + number), "path": "positions/north/peace/item0a/stance", "equals": "wants it",
        });
        json!({
            "process": "talks", "key": format!("asserts{number}a"), "summary": "They want it still.",
            "sources": sources(), "what": { "assertion": what },
        })
    };
    std::iter::once(stance(0, &day(0))).chain((0..n).map(one)).collect()
}

fn bodies(n: usize) -> impl Iterator<Item = Value> {
    (0..n).map(|number| registered(&format!("body{number}a"), &body(&word(number))))
}

/// Returns bodies that are each part of the one before.
fn bodies_in_a_chain(n: usize) -> Vec<Value> {
    let mut bodies: Vec<Value> = bodies(n).collect();
    for (number, body) in bodies.iter_mut().enumerate().skip(1) {
        body["what"]["registered"]["body"]["part_of"] = json!(format!("body{}a", number - 1));
    }
    bodies
}

/// Returns bodies and their keys.
fn many(n: usize) -> (Vec<Value>, Vec<String>) {
    let bodies: Vec<Value> = bodies(n).collect();
    let keys = bodies.iter().filter_map(|body| body["key"].as_str()).map(str::to_owned).collect();
    (bodies, keys)
}

/// Returns what each of many says in turn, after what opens it.
fn in_turn(n: usize, opens: impl Fn(&[String]) -> Value, says: impl Fn(usize, &str) -> Value) -> Vec<Value> {
    let (bodies, keys) = many(n / 2);
    let opener = event("opens", &day(0), "source", &opens(&keys));
    let turn = |(number, key): (usize, &String)| {
        event(&format!("turn{number}a"), &day(1 + number * 500 / n), key, &says(number, key))
    };
    let turns: Vec<Value> = keys.iter().enumerate().map(turn).collect();
    bodies.into_iter().chain([opener]).chain(turns).collect()
}

fn answers(n: usize) -> Vec<Value> {
    let opens = |to: &[String]| json!({ "proposal": { "title": "Plan", "tabled_by": ["north"], "to": to } });
    let says = |_, by: &str| json!({ "answer": { "accepted": { "proposal": "opens", "answered_by": by } } });
    in_turn(n, opens, says)
}

fn ratifications(n: usize) -> Vec<Value> {
    let opens = |parties: &[String]| json!({ "agreement": { "announced": { "title": "Treaty", "parties": parties } } });
    let says = |_, by: &str| json!({ "agreement": { "ratified": { "agreement": "opens", "by": by } } });
    in_turn(n, opens, says)
}

fn suspensions(n: usize) -> Vec<Value> {
    let opens = |by: &[String]| {
        let to = vec!["south"; by.len()];
        json!({ "commitment": { "made": {
            "owed_by": by, "owed_to": to, "what": "release", "category": "prisoners",
        } } })
    };
    let says = |number: usize, _: &str| {
        let phase = if number.is_multiple_of(2) { "suspended" } else { "resumed" };
        json!({ "commitment": { phase: { "commitment": "opens" } } })
    };
    in_turn(n, opens, says)
}

fn stance(number: usize, occurred: &str) -> Value {
    let item = format!("item{number}a");
    let what =
        json!({ "party": "north", "issue": "peace", "item": item, "stance": "wants it", "force": "demand" });
    event(&format!("wants{number}a"), occurred, "envoy0a", &json!({ "position": what }))
}

fn persons(count: usize) -> Value {
    json!({ "low": count, "high": count, "bound": "exact", "unit": "person", "per": "one-way" })
}

fn promise(key: &str, promised: &str, quantity: &Value) -> Value {
    let promise = json!({
        "owed_by": ["north"], "owed_to": ["south"], "what": "release", "category": "prisoners",
        "quantity": quantity,
    });
    event(key, promised, "source", &json!({ "commitment": { "made": promise } }))
}

fn delivery(key: &str, occurred: &str, count: usize, on: &[String]) -> Value {
    let transfer =
        json!({ "category": "prisoners", "from": "north", "to": "south", "quantity": persons(count) });
    let what = json!({ "exchange": { "carried-out": { "transfers": [transfer] } } });
    let mut draft = event(key, occurred, "source", &what);
    draft["delivers"] = on.iter().map(|promise| json!({ "commitment": promise })).collect();
    draft
}

fn deliveries(n: usize, promised: &str) -> Vec<Value> {
    deliveries_within(n, promised, 298)
}

fn deliveries_within(n: usize, promised: &str, days: usize) -> Vec<Value> {
    let on = ["promise".to_owned()];
    // No two are alike, so that a day with more of them has no more to be said of.
    let one =
        |number: usize| delivery(&format!("came{number}a"), &day(1 + number * days / n), 1 + number, &on);
    let promise = promise("promise", promised, &persons(1_000_000_000));
    std::iter::once(promise).chain((0..n).map(one)).collect()
}

fn delivered_at_once(n: usize) -> Vec<Value> {
    let keys: Vec<String> = (0..n).map(|number| format!("promise{number}a")).collect();
    let promises = keys.iter().enumerate().map(|(number, key)| promise(key, &day(0), &persons(1 + number)));
    promises.chain([delivery("came", &day(10), 1, &keys)]).collect()
}

fn corrections(n: usize) -> Vec<Value> {
    let correction = |number: usize| {
        let said = statement(number * 4, &day(0));
        let with = ["occurred", "known", "attributed_to", "summary", "what"];
        let with: serde_json::Map<String, Value> =
            with.iter().map(|field| ((*field).to_owned(), said[field].clone())).collect();
        let what = json!({ "of": "said0a", "because": "record", "reason": "a slip", "with": with });
        json!({
            "process": "talks", "key": format!("mends{number}a"), "summary": "A slip is mended.",
            "sources": sources(), "what": { "correction": what },
        })
    };
    std::iter::once(statement(0, &day(0))).chain((0..n).map(correction)).collect()
}

fn meeting(key: &str, occurred: &str, what: &Value) -> Value {
    event(key, occurred, "source", &json!({ "meeting": what }))
}

fn plans(n: usize) -> Vec<Value> {
    let planned =
        json!({ "scheduled": { "meeting": "summit", "title": "Summit", "planned_for": "2025-12-31" } });
    let cancelled = json!({ "cancelled": { "meeting": "summit", "reason": "the weather" } });
    let pair = |number: usize| {
        [
            meeting(&format!("plan{number}a"), "2025", &planned),
            meeting(&format!("off{number}a"), "2025", &cancelled),
        ]
    };
    (0..n / 2).flat_map(pair).collect()
}

fn rounds(n: usize) -> Vec<Value> {
    let pair = |number: usize| {
        let (key, when) = (format!("sitting{number}a"), day(number * 300 / n));
        let held =
            json!({ "meeting": key, "title": "Talks", "round": number + 1, "parties": ["north", "south"] });
        let list = json!({
            "meeting": key, "party": "north", "complete": true, "head": "envoy0a",
            "members": [{ "person": "envoy0a", "role": "head" }],
        });
        [
            meeting(&format!("held{number}a"), &when, &json!({ "held": held })),
            event(&format!("came{number}a"), &when, "source", &json!({ "delegation": { "observed": list } })),
        ]
    };
    (0..n / 2).flat_map(pair).collect()
}

fn names(n: usize) -> Vec<Value> {
    let pair = |number: usize| {
        let name = json!([{ "name": format!("{} {}", word(number), word(number + 1_000_000)) }]);
        let mut said = statement(number, &day(number * 300 / n));
        said["summary"] = json!(format!("{} spoke to {}.", word(number + 500_000), word(number + 700_000)));
        [
            registered(
                &format!("person{number}a"),
                &json!({ "person": { "party": "north", "names": name } }),
            ),
            said,
        ]
    };
    (0..n / 2).flat_map(pair).collect()
}

fn discrepancies(n: usize) -> Vec<Value> {
    let one = |number: usize| {
        let about = if number + 1 == n { "said0a".to_owned() } else { format!("differs{}a", number + 1) };
        let between = json!([{ "event": "said0a", "says": "one" }, { "event": "said1a", "says": "two" }]);
        json!({
            "process": "talks", "key": format!("differs{number}a"), "summary": "They differ.",
            "sources": sources(), "what": { "discrepancy": { "about": [about], "between": between } },
        })
    };
    [statement(0, &day(0)), statement(1, &day(1))].into_iter().chain((0..n).map(one)).collect()
}

fn processes(n: usize) -> Vec<Value> {
    let pair = |number: usize| {
        let (key, before) = (format!("talks{number}a"), number.checked_sub(1));
        let continues = before.map_or("talks".to_owned(), |before| format!("talks{before}a"));
        let process =
            json!({ "title": "Talks", "zone": "UTC", "parties": ["north", "south"], "continues": continues });
        let mut opened =
            event("opened", &day(number * 300 / n), "source", &json!({ "process": { "opened": {} } }));
        opened["process"] = json!(key);
        [registered(&key, &json!({ "process": process })), opened]
    };
    (0..n / 2).flat_map(pair).collect()
}

fn processes_in_three_zones(n: usize) -> Vec<Value> {
    let of_process = |number: usize| {
        let key = format!("talks{number}a");
        let zone = ["Europe/Istanbul", "America/New_York", "Asia/Kathmandu"][number % 3];
        let process = json!({ "title": "Talks", "zone": zone, "parties": ["north", "south"] });
        let quantity = json!({ "low": 9, "high": 9, "bound": "exact", "unit": "load", "per": "total" });
        let mut events = vec![
            promise("loads", &day(number * 300 / n), &quantity),
            statement(number, &day(number * 300 / n)),
        ];
        events.iter_mut().for_each(|event| event["process"] = json!(key));
        events.insert(0, registered(&key, &json!({ "process": process })));
        events
    };
    (0..n / 3).flat_map(of_process).collect()
}
