//! Small logs over a tiny cast, made of steps that shrink one by one.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::{Deref, RangeInclusive};

use asof_core::{Digest, Draft, Event};
use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::{array, collection, sample};
use serde_json::{Value, json};

use crate::entries;

/// The two processes; both keep Istanbul's days.
pub(crate) const PROCESSES: [&str; 2] = ["talks", "earlier"];

/// What a step of a log does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shape {
    ProcessChange,
    Announcement,
    Meeting,
    Attendance,
    Delegation,
    Office,
    Position,
    Proposal,
    Answer,
    Agreement,
    AgreementLater,
    Ceasefire,
    CeasefireLater,
    Promise,
    PromiseLater,
    Exchange,
    Membership,
    Incident,
    Resolution,
    Claim,
    Response,
    Correction,
    Retraction,
    Discrepancy,
    Assertion,
    RegistryCorrection,
}

const SHAPES: [(Shape, usize); 26] = [
    (Shape::ProcessChange, 1),
    (Shape::Announcement, 1),
    (Shape::Meeting, 5),
    (Shape::Attendance, 4),
    (Shape::Delegation, 4),
    (Shape::Office, 2),
    (Shape::Position, 8),
    (Shape::Proposal, 2),
    (Shape::Answer, 4),
    (Shape::Agreement, 2),
    (Shape::AgreementLater, 3),
    (Shape::Ceasefire, 1),
    (Shape::CeasefireLater, 2),
    (Shape::Promise, 8),
    (Shape::PromiseLater, 3),
    (Shape::Exchange, 13),
    (Shape::Membership, 4),
    (Shape::Incident, 1),
    (Shape::Resolution, 1),
    (Shape::Claim, 1),
    (Shape::Response, 4),
    (Shape::Correction, 8),
    (Shape::Retraction, 9),
    (Shape::Discrepancy, 2),
    (Shape::Assertion, 2),
    (Shape::RegistryCorrection, 1),
];

/// What a log of promises is made of.
const DEALS: [(Shape, usize); 6] = [
    (Shape::Promise, 8),
    (Shape::PromiseLater, 2),
    (Shape::Exchange, 12),
    (Shape::Response, 1),
    (Shape::Correction, 5),
    (Shape::Retraction, 4),
];

/// What a log of gatherings is made of.
const GATHERINGS: [(Shape, usize); 5] = [
    (Shape::Meeting, 3),
    (Shape::Attendance, 8),
    (Shape::Delegation, 6),
    (Shape::Correction, 2),
    (Shape::Retraction, 2),
];

/// What a log of changes of side is made of, with what is said on either side.
const SIDES: [(Shape, usize); 6] = [
    (Shape::Membership, 4),
    (Shape::Meeting, 1),
    (Shape::Attendance, 3),
    (Shape::Position, 3),
    (Shape::Promise, 2),
    (Shape::Exchange, 2),
];

/// What a log of claims is made of, with what is said of them and of that.
const CLAIMS: [(Shape, usize); 8] = [
    (Shape::Claim, 3),
    (Shape::Office, 1),
    (Shape::Announcement, 1),
    (Shape::Response, 8),
    (Shape::Correction, 4),
    (Shape::Retraction, 4),
    (Shape::Discrepancy, 3),
    (Shape::Assertion, 1),
];

/// What a log of things that are due is made of.
const DUES: [(Shape, usize); 8] = [
    (Shape::Meeting, 2),
    (Shape::Proposal, 3),
    (Shape::Answer, 6),
    (Shape::Agreement, 1),
    (Shape::Ceasefire, 3),
    (Shape::CeasefireLater, 6),
    (Shape::Promise, 3),
    (Shape::Exchange, 3),
];

/// What a log of stages is made of, in which links decide the order.
const STAGES: [(Shape, usize); 5] = [
    (Shape::ProcessChange, 5),
    (Shape::Announcement, 2),
    (Shape::Agreement, 1),
    (Shape::AgreementLater, 5),
    (Shape::CeasefireLater, 3),
];

/// How many steps a log has.
const STEPS: RangeInclusive<usize> = 3..=30;

/// One entry to be made: its shape, and the dice that decide everything else of it.
#[derive(Debug, Clone)]
struct Step {
    shape: Shape,
    rolls: [u8; 32],
}

/// Decides by dice that were thrown beforehand; a throw of 0 is the plainest choice.
#[derive(Debug, Clone)]
pub(crate) struct Dice<'a> {
    rolls: &'a [u8],
    next: usize,
}

impl Dice<'_> {
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        let turn = self.next / self.rolls.len();
        let roll = self.rolls[self.next % self.rolls.len()].rotate_left(3 * turn as u32);
        self.next += 1;
        usize::from(roll) % sides.max(1)
    }

    pub(crate) fn one_in(&mut self, sides: usize) -> bool {
        self.roll(sides) == sides - 1
    }

    pub(crate) fn pick<T: Clone>(&mut self, items: &[T]) -> Option<T> {
        if items.is_empty() { None } else { Some(items[self.roll(items.len())].clone()) }
    }

    pub(crate) fn of<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.roll(items.len())]
    }
}

/// What an entry can refer to within its process.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    pub(crate) own: String,
    pub(crate) events: Vec<(String, Shape)>,
    pub(crate) gatherings: Vec<String>,
    pub(crate) elsewhere: Vec<String>,
    pub(crate) is_sound: bool,
}

impl Names {
    /// Returns the keys of the other events of these shapes; of any events and none in an unsound log.
    pub(crate) fn of(&self, shapes: &[Shape]) -> Vec<String> {
        let fits = |shape: &Shape| !self.is_sound || shapes.contains(shape);
        let others =
            self.events.iter().filter(|(key, shape)| fits(shape) && (!self.is_sound || *key != self.own));
        others.map(|(key, _)| key.clone()).chain((!self.is_sound).then(|| "nowhere".to_owned())).collect()
    }

    /// Returns the keys of the other events. Nothing is told of an assertion, but that it is taken back.
    pub(crate) fn others(&self) -> Vec<String> {
        let is_named = |(key, shape): &&(String, Shape)| *key != self.own && *shape != Shape::Assertion;
        self.events.iter().filter(is_named).map(|(key, _)| key.clone()).collect()
    }

    pub(crate) fn shape(&self, key: &str) -> Shape {
        let found = self.events.iter().find(|(other, _)| other == key);
        found.map_or(Shape::Claim, |(_, shape)| *shape)
    }
}

/// A log, shown as its lines.
#[derive(Clone)]
pub(crate) struct Log(pub(crate) Vec<Event>);

impl Deref for Log {
    type Target = [Event];

    fn deref(&self) -> &[Event] {
        &self.0
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().try_for_each(|event| write!(f, "\n{} {} {}", event.seq, event.id, event.draft.to_json()))
    }
}

/// Returns logs that `asof_core::check` accepts.
pub(crate) fn sound() -> impl Strategy<Value = Log> {
    logs(&SHAPES, STEPS, true)
}

/// Returns such logs that tell of promises and of what is delivered on them, and of little else.
pub(crate) fn deals() -> impl Strategy<Value = Log> {
    logs(&DEALS, STEPS, true)
}

/// Returns such logs that tell of gatherings and of who comes, and of little else.
pub(crate) fn gatherings() -> impl Strategy<Value = Log> {
    logs(&GATHERINGS, STEPS, true)
}

/// Returns such logs that tell of claims, and of what is said of them.
pub(crate) fn claims() -> impl Strategy<Value = Log> {
    logs(&CLAIMS, STEPS, true)
}

/// Returns such logs of every sort, and such that tell of one thing: of sides, of stages, of claims.
pub(crate) fn various() -> impl Strategy<Value = Log> {
    prop_oneof![3 => sound(), 1 => sides(), 1 => stages(), 1 => claims()]
}

/// Returns such logs that tell of what is due, and of little else.
pub(crate) fn dues() -> impl Strategy<Value = Log> {
    logs(&DUES, STEPS, true)
}

/// Returns such logs that tell of who changes sides, and what they say.
pub(crate) fn sides() -> impl Strategy<Value = Log> {
    logs(&SIDES, STEPS, true)
}

/// Returns such logs that tell of stages, and of little else.
pub(crate) fn stages() -> impl Strategy<Value = Log> {
    logs(&STAGES, STEPS, true)
}

/// Returns such logs of a few entries, in which often one thing alone stands otherwise at another point.
pub(crate) fn few() -> impl Strategy<Value = Log> {
    let few = 2..=8;
    prop_oneof![
        2 => logs(&SHAPES, few.clone(), true),
        1 => logs(&DEALS, few.clone(), true),
        3 => logs(&GATHERINGS, few.clone(), true),
        4 => logs(&SIDES, few, true),
    ]
}

/// Returns logs with duplicate keys, references to anything or nothing and targets of any class.
pub(crate) fn unsound() -> impl Strategy<Value = Log> {
    logs(&SHAPES, STEPS, false)
}

fn logs(shapes: &[(Shape, usize)], steps: RangeInclusive<usize>, sound: bool) -> impl Strategy<Value = Log> {
    let weighted: Vec<Shape> =
        shapes.iter().flat_map(|(shape, weight)| std::iter::repeat_n(*shape, *weight)).collect();
    let step = (sample::select(weighted), array::uniform32(any::<u8>()))
        .prop_map(|(shape, rolls)| Step { shape, rolls });
    collection::vec(step, steps).prop_map(move |steps| Log(build(steps, sound)))
}

fn build(mut steps: Vec<Step>, sound: bool) -> Vec<Event> {
    if sound {
        PROCESSES.iter().enumerate().for_each(|(process, _)| settle(&mut steps, process));
    }
    let keys = keys(&steps, sound);
    let names: Vec<Names> =
        (0..PROCESSES.len()).map(|process| names(&steps, &keys, process, sound)).collect();
    let mut lines = entries::registry();
    let late = lines.split_off(lines.len() - entries::LATE);
    let made = steps.iter().enumerate().map(|(number, step)| {
        let process = process(step);
        let mut dice = Dice { rolls: &step.rolls, next: FIRST_FREE };
        let names = Names { own: keys[number].clone(), ..names[process].clone() };
        let place = entries::Place { process: PROCESSES[process], number, names: &names };
        entries::entry(&place, step.shape, &mut dice)
    });
    lines.extend(made);
    lines.extend(late);
    lines.iter().zip(1..).map(|(line, seq)| event(line, seq)).collect()
}

/// The first dice decide what other steps have to know.
const FIRST_FREE: usize = 3;

fn process(step: &Step) -> usize {
    usize::from(step.rolls[0] % 6 == 5)
}

fn gathering(step: &Step) -> &'static str {
    ["m1", "m2"][usize::from(step.rolls[1] % 2)]
}

/// Returns the keys of all steps. Those of two processes may be the same.
fn keys(steps: &[Step], sound: bool) -> Vec<String> {
    let mut made = [0; PROCESSES.len()];
    let key = |step: &Step| {
        let own = &mut made[process(step)];
        *own += 1;
        if sound { format!("e{}", *own - 1) } else { format!("e{}", step.rolls[2] % 12) }
    };
    steps.iter().map(key).collect()
}

/// Turns steps that need another step which is not there into that other step.
fn settle(steps: &mut [Step], at: usize) {
    let needs = [
        (Shape::Attendance, Shape::Meeting),
        (Shape::Delegation, Shape::Meeting),
        (Shape::Answer, Shape::Proposal),
        (Shape::AgreementLater, Shape::Agreement),
        (Shape::CeasefireLater, Shape::Ceasefire),
        (Shape::PromiseLater, Shape::Promise),
    ];
    let of = |shape: Shape| move |step: &Step| step.shape == shape && process(step) == at;
    for (shape, needed) in needs {
        if !steps.iter().any(of(needed)) {
            steps.iter_mut().filter(|step| of(shape)(step)).for_each(|step| step.shape = needed);
        }
    }
    if !steps.iter().any(|step| entries::is_of_the_world(step.shape) && process(step) == at) {
        steps.iter_mut().filter(|step| process(step) == at).for_each(|step| step.shape = Shape::Claim);
    }
}

fn names(steps: &[Step], keys: &[String], at: usize, sound: bool) -> Names {
    let mut names = Names { is_sound: sound, ..Names::default() };
    let mut gatherings = BTreeSet::new();
    for (step, key) in steps.iter().zip(keys) {
        if process(step) != at {
            names.elsewhere.push(format!("{}/{key}", PROCESSES[process(step)]));
            continue;
        }
        names.events.push((key.clone(), step.shape));
        if step.shape == Shape::Meeting || !sound {
            gatherings.insert(gathering(step).to_owned());
        }
    }
    names.gatherings = gatherings.into_iter().collect();
    names
}

impl entries::Place<'_> {
    /// Returns the gathering that a step about a meeting is about.
    pub(crate) fn gathering(&self, dice: &Dice<'_>) -> String {
        let chosen = ["m1", "m2"][usize::from(dice.rolls[1] % 2)].to_owned();
        let is_there = self.names.gatherings.contains(&chosen);
        if is_there { chosen } else { self.names.gatherings.first().cloned().unwrap_or(chosen) }
    }

    /// Returns an id whose order has nothing to do with that of arrival.
    pub(crate) fn id(&self, dice: &Dice<'_>) -> String {
        format!("01a207d9-2100-7707-87{:02x}-{:012x}", dice.rolls[2] % 4, self.number)
    }
}

fn event(line: &Value, seq: u64) -> Event {
    let draft = Draft::from_json(&line.to_string()).unwrap_or_else(|error| panic!("{error}: {line}"));
    let id = draft.id.unwrap_or_else(|| format!("01a207d9-0000-7000-8000-{seq:012x}").parse().unwrap());
    let recorded = format!("2026-11-23T10:00:{:02}.000000Z", seq % 60).parse().unwrap();
    Event { seq, recorded, commit: seq, hash: Digest::new([0; 32]), id, draft }
}

/// Returns a body, person, place, issue, source or process as a registry line.
pub(crate) fn registered(key: &str, sort: &str, mut fields: Value) -> Value {
    if !matches!(sort, "process" | "source") {
        fields["names"] = json!([{ "name": key }]);
    }
    json!({ "key": key, "what": { "registered": { sort: fields } } })
}
