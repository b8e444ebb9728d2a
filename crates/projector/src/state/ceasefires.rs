//! Ceasefires by phase. A violation neither ends one nor brings one back.

use asof_core::kind::Ceasefire;
use asof_core::kind::WorldKind;
use asof_core::{Claimant, Duration, Key, Text};

use crate::fold::{Fold, Folded, occurred};
use crate::path::{Family, Path};
use crate::row::{Dated, Row};
use crate::slot::{Turn, Value};
use crate::standing::Fact;
use crate::undecided::Rivals;

/// A ceasefire and the phase that it last reached.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct CeasefireValue {
    pub key: Key,
    pub phase: &'static str,
    pub declared_by: Vec<Key>,
    pub scope: Option<Text>,
    pub duration: Option<Duration>,
    pub purpose: Option<Text>,
    pub since: Dated,
    pub denials: Vec<Denial>,
}

/// Somebody's word that a phase is not so.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct Denial {
    pub of: Key,
    pub event: Key,
    pub attributed_to: Vec<Claimant>,
}

pub(crate) fn routes(ceasefire: &Ceasefire, fact: &Fact<'_>) -> Vec<Path> {
    super::named_or_own(ceasefire.phase().ceasefire.as_ref(), fact, Family::Ceasefires)
}

pub(crate) fn fold(slot: &Fold<'_, '_>) -> Folded {
    let mut folded = Folded::default();
    let Some(opener) = slot.opener(&mut folded, "ceasefire") else { return folded };
    slot.check_order(opener, &mut folded);
    let mut value = CeasefireValue {
        key: opener.key.clone(),
        phase: "",
        declared_by: Vec::new(),
        scope: None,
        duration: None,
        purpose: None,
        since: occurred(opener),
        denials: slot.facts.iter().flat_map(|fact| denials(slot, fact)).collect(),
    };
    let mut is_over = false;
    for fact in slot.facts {
        let WorldKind::Ceasefire(ceasefire) = &fact.assertion.kind else { continue };
        let phase = ceasefire.phase();
        if matches!(ceasefire, Ceasefire::Violated(_)) && is_over {
            folded.history.push(Turn { event: fact.key.clone(), value: ceasefire.phase_name().to_owned() });
            continue;
        }
        is_over = matches!(ceasefire, Ceasefire::Ended(_));
        if value.phase != ceasefire.phase_name() {
            value.since = occurred(fact);
        }
        value.phase = ceasefire.phase_name();
        if !phase.declared_by.is_empty() {
            value.declared_by.clone_from(&phase.declared_by);
        }
        value.scope = phase.scope.clone().or(value.scope.take());
        value.duration = phase.duration.clone().or(value.duration.take());
        value.purpose = phase.purpose.clone().or(value.purpose.take());
        folded.turn(fact, value.phase);
    }
    folded.value = Some(Value::Ceasefire(value));
    folded
}

/// A violation decides nothing: it is somebody's word.
pub(crate) fn rivals(slot: &Fold<'_, '_>) -> Rivals {
    let phases = slot.facts.iter().enumerate().filter_map(|(number, fact)| match &fact.assertion.kind {
        WorldKind::Ceasefire(Ceasefire::Violated(_)) => None,
        WorldKind::Ceasefire(ceasefire) => Some((number, ceasefire.phase_name().to_owned())),
        _ => None,
    });
    phases.collect()
}

/// Returns the denials of an event that count.
fn denials<'s>(slot: &'s Fold<'_, '_>, fact: &'s Fact<'_>) -> impl Iterator<Item = Denial> + 's {
    let responses = slot.responses.get(fact.key).into_iter().flatten();
    responses.filter(|response| !response.confirms).map(|response| Denial {
        of: fact.key.clone(),
        event: response.key.clone(),
        attributed_to: response.attributed_to.to_vec(),
    })
}

impl Denial {
    fn row(&self) -> Row {
        let mut row = Row::default();
        row.text("of", Some(&self.of));
        row.text("event", Some(&self.event));
        row.list("attributed_to", &self.attributed_to);
        row
    }
}

impl CeasefireValue {
    pub(crate) fn write(&self, row: &mut Row) {
        row.text("key", Some(&self.key));
        row.text("phase", Some(self.phase));
        row.list("declared_by", &self.declared_by);
        row.text("scope", self.scope.as_ref());
        row.duration("duration", self.duration.as_ref());
        row.text("purpose", self.purpose.as_ref());
        row.occurred("since", Some(&self.since));
        row.rows("denials", self.denials.iter().map(Denial::row));
    }
}
