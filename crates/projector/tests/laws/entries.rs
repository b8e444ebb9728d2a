//! What the entries of the small logs say.

use asof_core::{Bounds, When};
use serde_json::{Value, json};

use crate::log::{Dice, Names, PROCESSES, Shape, registered};

/// Where an entry stands: its process, its number, what it can refer to.
pub(crate) struct Place<'a> {
    pub(crate) process: &'static str,
    pub(crate) number: usize,
    pub(crate) names: &'a Names,
}

const PARTIES: [&str; 2] = ["russia", "ukraine"];
const PERSONS: [&str; 3] = ["medinsky", "umerov", "fidan"];
const ACTORS: [&str; 7] = ["russia", "ukraine", "turkiye", "medinsky", "umerov", "fidan", "outlet"];
const ISSUES: [&str; 2] = ["prisoners", "truce"];

/// How many of the registry's entries arrive after all events.
pub(crate) const LATE: usize = 3;

/// Returns the cast: two parties, an outsider, an outlet of a party, persons, two issues.
pub(crate) fn registry() -> Vec<Value> {
    let zone = "Europe/Istanbul";
    let process = |key, continues: Option<&str>| {
        let fields = json!({ "title": key, "zone": zone, "parties": PARTIES, "continues": continues });
        registered(key, "process", fields)
    };
    vec![
        process(PROCESSES[0], Some(PROCESSES[1])),
        process(PROCESSES[1], None),
        registered("book", "source", json!({ "title": "Book" })),
        registered("russia", "body", json!({})),
        registered("ukraine", "body", json!({})),
        registered("turkiye", "body", json!({})),
        registered("istanbul", "place", json!({})),
        registered("prisoners", "issue", json!({})),
        registered("truce", "issue", json!({})),
        registered("medinsky", "person", json!({ "party": "russia" })),
        registered("peskov", "person", json!({ "party": "russia" })),
        registered("sybiha", "person", json!({ "party": "ukraine" })),
        registered("fidan", "person", json!({ "party": "turkiye" })),
        registered("outlet", "body", json!({ "party": "russia" })),
        registered("umerov", "person", json!({ "party": "ukraine" })),
    ]
}

pub(crate) fn is_of_the_world(shape: Shape) -> bool {
    shape < Shape::Response
}

/// Returns one entry as a line.
pub(crate) fn entry(place: &Place<'_>, shape: Shape, dice: &mut Dice<'_>) -> Value {
    let what = match shape {
        Shape::Response => response(place, dice),
        Shape::Correction => correction(place, dice),
        Shape::Retraction => retraction(place, dice),
        Shape::Discrepancy => discrepancy(place, dice),
        Shape::Assertion => asserted(dice),
        Shape::RegistryCorrection => registry_correction(dice),
        world => assertion(place, world, dice),
    };
    let mut line = json!({
        "id": place.id(dice),
        "process": place.process,
        "key": place.names.own,
        "sources": [{ "source": "book", "lines": "1" }],
        "summary": "S.",
    });
    let (line_fields, fields) = (line.as_object_mut().unwrap(), what.as_object().unwrap().clone());
    line_fields.extend(fields);
    line
}

fn assertion(place: &Place<'_>, shape: Shape, dice: &mut Dice<'_>) -> Value {
    let (occurred, known) = dates(dice);
    let names = place.names;
    let mut after = Vec::new();
    if dice.one_in(3) {
        after.extend(dice.pick(&names.of(&[shape])));
    } else if dice.one_in(5) {
        let all: Vec<String> = names.others().into_iter().chain(names.elsewhere.clone()).collect();
        after.extend(dice.pick(&all));
    }
    json!({
        "occurred": occurred,
        "known": known,
        "attributed_to": claimants(dice),
        "said_in": dice.one_in(8).then(|| dice.pick(&names.of(&[Shape::Announcement]))),
        "at": (dice.one_in(8) && !names.gatherings.is_empty()).then(|| place.gathering(dice)),
        "issues": if dice.one_in(4) { vec!["prisoners"] } else { vec![] },
        "after": after,
        "delivers": deliveries(place, shape, dice),
        "summary": "S.",
        "what": kind(place, shape, dice),
        "ends": endings(place, dice),
    })
}

/// Days 16 to 20 May 2025, so few that most things fall on the same, or some day of the month.
fn dates(dice: &mut Dice<'_>) -> (String, String) {
    let first = dice.of(&[0, 1, 1, 1, 2, 2, 3, 4]);
    let last = (first + dice.of(&[0, 0, 1, 2])).min(4);
    let (a, b) = (day(first), day(last));
    let occurred = match dice.roll(13) {
        5 => format!("{a}/{b}"),
        6 => format!("[{a}..{b}]"),
        7 => format!("{a}T12:00+03:00"),
        8 => format!("{a}?"),
        9 => format!("[{a}..]"),
        10 => "2025-05".to_owned(),
        11 => format!("[2025-05-15..{b}]"),
        12 => format!("[{a}..2025-05-20]?"),
        _ => a,
    };
    if dice.one_in(5) && !occurred.contains('/') && !occurred.ends_with("..]") {
        return (occurred.clone(), occurred);
    }
    let later = (last + dice.roll(3)).min(4);
    let (b, c) = (day(last), day(later));
    let known = match dice.roll(8) {
        5 => format!("[{b}..{c}]"),
        6 => format!("[{b}..{c}]?"),
        7 => format!("{c}T12:00+03:00"),
        4 => format!("{c}?"),
        _ => c,
    };
    (occurred, known)
}

fn day(number: usize) -> String {
    format!("2025-05-{}", 16 + number)
}

fn claimants(dice: &mut Dice<'_>) -> Vec<&'static str> {
    match dice.roll(6) {
        0 | 1 => vec!["source"],
        2 => vec!["russia", "umerov"],
        3 => vec![dice.of(&["unstated", "fidan", "turkiye"])],
        _ => vec![dice.of(&ACTORS)],
    }
}

/// Who confirms or denies: somebody of a side who claims nothing, at least among others.
fn respondents(dice: &mut Dice<'_>) -> Vec<&'static str> {
    match dice.roll(5) {
        0 => vec!["peskov"],
        1 => vec!["sybiha"],
        2 => vec!["source", "sybiha"],
        3 => vec!["unstated"],
        _ => vec!["umerov", "peskov"],
    }
}

fn deliveries(place: &Place<'_>, shape: Shape, dice: &mut Dice<'_>) -> Vec<Value> {
    let mut promises = place.names.of(&[Shape::Promise]);
    promises.truncate(3);
    let often = shape == Shape::Exchange;
    if promises.is_empty() || !often && !dice.one_in(6) || often && dice.one_in(8) {
        return Vec::new();
    }
    let mut chosen = vec![dice.roll(promises.len())];
    if dice.one_in(2) {
        chosen.push(dice.roll(promises.len()));
        chosen.dedup();
    }
    let delivery = |number: usize| json!({ "commitment": promises[number], "inferred": number == 1 });
    chosen.into_iter().map(delivery).collect()
}

fn endings(place: &Place<'_>, dice: &mut Dice<'_>) -> Vec<Value> {
    let position = if dice.one_in(2) { dice.pick(&place.names.of(&[Shape::Position])) } else { None };
    let how = dice.of(&["met", "withdrawn"]);
    position.into_iter().map(|position| json!({ "position": position, "how": how })).collect()
}

fn kind(place: &Place<'_>, shape: Shape, dice: &mut Dice<'_>) -> Value {
    match shape {
        Shape::ProcessChange => {
            json!({ "process": { dice.of(&["opened", "suspended", "resumed", "concluded"]): {} } })
        }
        Shape::Announcement => {
            json!({ "announcement": { "act": "statement", "gist": "G.", "speaker": dice.of(&ACTORS) } })
        }
        Shape::Meeting => json!({ "meeting": meeting(place, dice) }),
        Shape::Attendance => json!({ "attendance": attendance(place, dice) }),
        Shape::Delegation => json!({ "delegation": delegation(place, dice) }),
        Shape::Office => {
            let held = json!({ "person": dice.of(&PERSONS), "post": dice.of(&["head", "aide"]) });
            json!({ "office": { dice.of(&["took", "left", "attested"]): held } })
        }
        Shape::Position => json!({ "position": position(place, dice) }),
        Shape::Proposal => json!({ "proposal": {
            "tabled_by": [dice.of(&PARTIES)],
            "to": if dice.one_in(4) { PARTIES.to_vec() } else { vec![dice.of(&PARTIES)] },
            "due": dice.one_in(2).then(|| day(dice.roll(5))),
        } }),
        Shape::Answer => {
            let given = json!({
                "proposal": dice.pick(&place.names.of(&[Shape::Proposal])),
                "answered_by": dice.of(&ACTORS),
            });
            json!({ "answer": { dice.of(&["accepted", "rejected", "under-consideration", "withdrawn"]): given } })
        }
        Shape::Agreement | Shape::AgreementLater => {
            let of =
                (shape == Shape::AgreementLater).then(|| dice.pick(&place.names.of(&[Shape::Agreement])));
            let parties = if dice.one_in(3) { vec![] } else { PARTIES.to_vec() };
            let stage = dice.of(&["announced", "initialled", "signed", "in-force", "suspended", "lapsed"]);
            if shape == Shape::AgreementLater && dice.one_in(4) {
                return json!({ "agreement": { "ratified": { "agreement": of, "by": dice.of(&PARTIES) } } });
            }
            json!({ "agreement": { stage: { "agreement": of, "parties": parties } } })
        }
        Shape::Ceasefire | Shape::CeasefireLater => json!({ "ceasefire": ceasefire(place, shape, dice) }),
        Shape::Promise | Shape::PromiseLater => json!({ "commitment": promise(place, shape, dice) }),
        Shape::Exchange => json!({ "exchange": exchange(dice) }),
        Shape::Membership => {
            let of = if dice.one_in(4) {
                dice.pick(&place.names.of(&[Shape::Agreement])).unwrap_or_else(|| place.process.to_string())
            } else {
                dice.of(&["russia", "ukraine", "outlet", "turkiye"]).to_owned()
            };
            let member = dice.of(&["medinsky", "umerov", "peskov", "sybiha"]);
            json!({ "membership": { dice.of(&["joined", "left"]): { "member": member, "of": of } } })
        }
        Shape::Incident => json!({ "incident": {
            "type": "shelling",
            "by": [dice.of(&PARTIES)],
            "counts": [{ "category": "wounded", "quantity": quantity(dice) }],
            "about": dice.one_in(2).then(|| dice.pick(&place.names.of(&[Shape::Ceasefire]))).flatten(),
        } }),
        Shape::Resolution => json!({ "resolution": {
            "body": "turkiye",
            "outcome": dice.of(&["adopted", "rejected", "vetoed"]),
            "about": dice.pick(&place.names.others()).into_iter().collect::<Vec<_>>(),
        } }),
        _ => json!({ "claim": {
            "about": dice.pick(&place.names.others()).into_iter().collect::<Vec<_>>(),
            "says": "Says.",
            "quantity": dice.one_in(2).then(|| quantity(dice)),
        } }),
    }
}

fn ceasefire(place: &Place<'_>, shape: Shape, dice: &mut Dice<'_>) -> Value {
    let of = (shape == Shape::CeasefireLater).then(|| dice.pick(&place.names.of(&[Shape::Ceasefire])));
    let phase = dice.of(&["announced", "in-effect", "violated", "suspended", "ended"]);
    let lasts = matches!(phase, "announced" | "in-effect") && dice.one_in(2);
    let duration = lasts.then(|| dice.of(&["PT6H", "P1D"]));
    json!({ phase: { "ceasefire": of, "declared_by": [dice.of(&PARTIES)], "duration": duration } })
}

fn meeting(place: &Place<'_>, dice: &mut Dice<'_>) -> Value {
    let meeting = place.gathering(dice);
    let round = dice.one_in(2).then(|| 1 + dice.roll(2));
    let parties = if dice.one_in(2) { PARTIES.to_vec() } else { vec![] };
    let agenda = vec![dice.of(&ISSUES)];
    let phase = dice.of(&["proposed", "scheduled", "held", "cancelled", "not-held", "held", "not-held"]);
    let fields = match phase {
        "proposed" | "scheduled" => json!({
            "meeting": meeting, "round": round, "parties": parties, "agenda": agenda, "planned_for": day(dice.roll(5)),
        }),
        "held" => json!({
            "meeting": meeting, "round": round, "parties": parties, "discussed": agenda,
            "start": dice.one_in(3).then(|| format!("{}T12:00+03:00", day(dice.roll(5)))),
            "duration": dice.one_in(3).then_some("PT2H~"),
        }),
        "not-held" => json!({ "meeting": meeting, "became": dice.pick(&place.names.gatherings) }),
        _ => json!({ "meeting": meeting, "reason": "R." }),
    };
    json!({ phase: fields })
}

fn attendance(place: &Place<'_>, dice: &mut Dice<'_>) -> Value {
    let (who, meeting) =
        (dice.of(&["medinsky", "umerov", "russia", "ukraine", "russia", "ukraine"]), place.gathering(dice));
    let phase = dice.of(&["accepted", "declined", "tentative", "delegated", "expected", "present", "absent"]);
    json!({ phase: { "who": who, "meeting": meeting } })
}

fn delegation(place: &Place<'_>, dice: &mut Dice<'_>) -> Value {
    let mut persons = PERSONS.to_vec();
    persons.truncate(1 + dice.roll(3));
    let post = dice.of(&["head", "aide"]);
    let members: Vec<Value> =
        persons.iter().map(|person| json!({ "person": person, "post": post })).collect();
    json!({ dice.of(&["announced", "observed"]): {
        "meeting": place.gathering(dice),
        "party": dice.of(&PARTIES),
        "complete": dice.one_in(2),
        "head": dice.one_in(2).then(|| persons[0]),
        "members": members,
    } })
}

fn position(place: &Place<'_>, dice: &mut Dice<'_>) -> Value {
    let others = place.names.of(&[Shape::Position]);
    json!({
        "party": dice.of(&PARTIES),
        "issue": dice.of(&["prisoners", "prisoners", "truce"]),
        "item": "item",
        "stance": dice.of(&["Wants.", "Refuses."]),
        "force": dice.of(&["demand", "precondition", "objective"]),
        "replaces": if dice.roll(3) > 0 { dice.pick(&others).into_iter().collect() } else { vec![] },
    })
}

fn promise(place: &Place<'_>, shape: Shape, dice: &mut Dice<'_>) -> Value {
    let of = (shape == Shape::PromiseLater).then(|| dice.pick(&place.names.of(&[Shape::Promise])));
    if shape == Shape::PromiseLater && dice.one_in(2) {
        let turn = dice.of(&["withdrawn", "suspended", "resumed"]);
        return json!({ turn: { "commitment": of } });
    }
    let number = number(&place.names.own);
    let whole = if shape == Shape::Promise { whole(place, dice) } else { None };
    let after = dice.pick(&place.names.others());
    let due = match dice.roll(4) {
        0 => json!(day(dice.roll(5))),
        1 if after.is_some() => json!({ "after": after, "days": dice.roll(3) }),
        _ => Value::Null,
    };
    let (by, to) = match number % 3 {
        0 => (vec!["russia", "ukraine"], vec!["ukraine", "russia"]),
        1 => (vec!["russia"], vec!["ukraine"]),
        _ => (vec!["ukraine"], vec![]),
    };
    let mut promised = quantity(dice);
    promised["unit"] = json!("person");
    promised["every"] = json!(is_rate(number).then_some("day"));
    json!({ dice.of(&["made", "offered"]): {
        "commitment": of,
        "owed_by": by,
        "owed_to": to,
        "category": dice.of(&ISSUES),
        "part_of": whole,
        "due": due,
        "quantity": (!dice.one_in(6)).then_some(promised),
    } })
}

/// Returns the number in the key of an entry, by which promises differ in who owes them and in what they count.
fn number(key: &str) -> usize {
    key.trim_start_matches('e').parse().unwrap_or_default()
}

fn is_rate(number: usize) -> bool {
    number % 5 == 4
}

/// Returns an earlier promise of which one can be a part: by the same to the same, neither a rate.
fn whole(place: &Place<'_>, dice: &mut Dice<'_>) -> Option<String> {
    let own = number(&place.names.own);
    let fits = |whole: &String| {
        let whole = number(whole);
        whole < own && whole % 3 == own % 3 && !is_rate(own) && !is_rate(whole)
    };
    let mut wholes = place.names.of(&[Shape::Promise]);
    // In a log that is not sound, parts go in circles and differ from the whole.
    wholes.retain(|whole| !place.names.is_sound || fits(whole));
    if dice.one_in(4) { None } else { dice.pick(&wholes) }
}

fn exchange(dice: &mut Dice<'_>) -> Value {
    let transfer = |dice: &mut Dice<'_>| {
        // So many lots are alike that some may be one told twice.
        if dice.one_in(4) {
            let three = json!({ "low": 3, "high": 3, "bound": "exact", "unit": "person", "per": "one-way" });
            return json!({ "category": "prisoners", "from": "russia", "to": "ukraine", "quantity": three });
        }
        let (from, to) = dice.of(&[
            (Some("russia"), Some("ukraine")),
            (None, None),
            (Some("ukraine"), Some("russia")),
            (Some("outlet"), None),
        ]);
        json!({ "category": dice.of(&ISSUES), "from": from, "to": to, "quantity": quantity(dice) })
    };
    match dice.roll(6) {
        4 => json!({ "preparing": {} }),
        5 => json!({ "completed": {} }),
        _ => {
            let mut transfers = vec![transfer(dice)];
            if dice.one_in(2) {
                transfers.push(transfer(dice));
            }
            json!({ "carried-out": { "transfers": transfers } })
        }
    }
}

fn quantity(dice: &mut Dice<'_>) -> Value {
    let low = 1 + dice.roll(3);
    let high = low + 2;
    let (low, high, bound) = dice.of(&[
        (Some(low), Some(low), "exact"),
        (Some(low), Some(low), "exact"),
        (Some(low), Some(low), "exact"),
        (Some(low), Some(low), "about"),
        (Some(low), Some(high), "range"),
        (Some(low), None, "at-least"),
        (Some(low), None, "more-than"),
        (None, Some(high), "at-most"),
        (None, Some(high), "fewer-than"),
        (None, None, "unknown"),
        (None, None, "unknown"),
    ]);
    let unit = if dice.one_in(8) { "lorry" } else { "person" };
    let per = dice.of(&["each-side", "one-way", "total", "unstated"]);
    let best = low.filter(|_| bound == "range" && dice.one_in(2));
    let every = dice.one_in(8).then_some("day");
    json!({ "low": low, "high": high, "best": best, "bound": bound, "unit": unit, "per": per, "every": every })
}

fn response(place: &Place<'_>, dice: &mut Dice<'_>) -> Value {
    let worlds: Vec<String> = world_events(place.names);
    json!({
        "known": dates(dice).1,
        "attributed_to": respondents(dice),
        "what": { dice.of(&["confirmation", "denial"]): { "of": dice.pick(&worlds) } },
    })
}

fn world_events(names: &Names) -> Vec<String> {
    let worlds = names.events.iter().filter(|(_, shape)| !names.is_sound || is_of_the_world(*shape));
    let cast = PERSONS.iter().filter(|_| !names.is_sound).map(ToString::to_string);
    worlds.map(|(key, _)| key.clone()).chain(cast).collect()
}

fn because(dice: &mut Dice<'_>, fields: &mut Value) -> &'static str {
    if dice.one_in(3) {
        return "record";
    }
    fields["known"] = json!(dates(dice).1);
    fields["attributed_to"] = json!(claimants(dice));
    "world"
}

fn correction(place: &Place<'_>, dice: &mut Dice<'_>) -> Value {
    // The first of two throws brings several corrections to one target.
    let worlds = world_events(place.names);
    let of = if dice.one_in(2) { worlds.first().cloned() } else { dice.pick(&worlds) }.unwrap();
    let shape = Some(place.names.shape(&of)).filter(|shape| is_of_the_world(*shape)).unwrap_or(Shape::Claim);
    let shape = if dice.one_in(8) { Shape::Claim } else { shape };
    let mut fields = json!({});
    let because = because(dice, &mut fields);
    let target = Names { own: of.clone(), ..place.names.clone() };
    let with = assertion(&Place { names: &target, ..*place }, shape, dice);
    // Nobody learns of what has not begun.
    let earliest = |field: &Value| Some(bounds(field.as_str()?).earliest);
    let latest = |field: &Value| Some(bounds(field.as_str()?).latest);
    if latest(&fields["known"]).is_some_and(|known| Some(known) <= earliest(&with["occurred"])) {
        fields["known"] = with["known"].clone();
    }
    fields["what"] = json!({ "correction": { "of": of, "because": because, "reason": "R.", "with": with } });
    fields
}

fn bounds(when: &str) -> Bounds {
    when.parse::<When>().unwrap().bounds("Europe/Istanbul".parse().unwrap())
}

fn retraction(place: &Place<'_>, dice: &mut Dice<'_>) -> Value {
    let retractions = place.names.of(&[Shape::Retraction]);
    let corrections = place.names.of(&[Shape::Correction, Shape::Response, Shape::Assertion]);
    let of = match dice.roll(5) {
        0 | 1 => dice.pick(&retractions),
        2 => dice.pick(&corrections),
        _ => None,
    };
    let of = of.or_else(|| dice.pick(&world_events(place.names)));
    let mut fields = json!({});
    let because = because(dice, &mut fields);
    fields["what"] = json!({ "retraction": { "of": of, "because": because, "reason": "R." } });
    fields
}

fn discrepancy(place: &Place<'_>, dice: &mut Dice<'_>) -> Value {
    let all: Vec<String> = place.names.others().into_iter().chain(place.names.elsewhere.clone()).collect();
    let about = dice.pick(&all).or_else(|| place.names.events.first().map(|(key, _)| key.clone()));
    let event = if dice.one_in(2) { dice.pick(&place.names.others()) } else { None };
    json!({ "what": { "discrepancy": {
        "about": [about],
        "between": [{ "event": event, "says": "One." }, { "says": "Other." }],
    } } })
}

/// What it says need not be so: it changes no state either way.
fn asserted(dice: &mut Dice<'_>) -> Value {
    let equals = dice.of(&["open", "fulfilled"]);
    let mut said = json!({ "at": day(dice.roll(5)), "path": "commitments/e1/status", "equals": equals });
    if dice.one_in(2) {
        said["known"] = json!(day(dice.roll(5)));
    }
    if dice.one_in(3) {
        said["equals"] = Value::Null;
    }
    json!({ "what": { "assertion": said } })
}

fn registry_correction(dice: &mut Dice<'_>) -> Value {
    let of = dice.of(&PERSONS);
    let person = json!({ "person": { "party": dice.of(&["russia", "ukraine", "turkiye"]), "names": [{ "name": "Other" }] } });
    json!({ "what": { "correction": {
        "of": of, "because": "record", "reason": "R.", "with": { "what": { "registered": person } },
    } } })
}
