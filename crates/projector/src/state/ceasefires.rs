//! Ceasefires by phase. An accusation is not a breach: it stands beside the phase in its claimant's name.

use asof_core::kind::{Ceasefire, CeasefirePhase, WorldKind};
use asof_core::{Claimant, Duration, Key, Text};

use crate::fold::{Fold, Folded, occurred};
use crate::path::{Collection, Path};
use crate::row::{Dated, Row};
use crate::slot::{Transition, Value};
use crate::undecided::Rivals;
use crate::visible_event::VisibleEvent;

/// A ceasefire and the phase that it last reached.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct CeasefireValue {
    pub key: Key,
    /// `None` where only somebody alleges that it was broken.
    pub phase: Option<&'static str>,
    pub declared_by: Vec<Key>,
    pub scope: Option<Text>,
    pub duration: Option<Duration>,
    pub purpose: Option<Text>,
    pub since: Dated,
    pub allegations: Vec<Allegation>,
    pub denials: Vec<Denial>,
    /// When it took effect, else when it was announced; in no row.
    pub begun: Option<Dated>,
    /// Whether it ever took effect; in no row.
    pub has_taken_effect: bool,
}

/// Somebody's word that a ceasefire was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct Allegation {
    pub event: Key,
    pub by: Vec<Key>,
    pub how: Option<Text>,
    pub place: Option<Key>,
    pub occurred: Dated,
    pub attributed_to: Vec<Claimant>,
    pub confirmed_by: Vec<Key>,
    pub denied_by: Vec<Key>,
}

/// Somebody's word that a phase, or an allegation, is not so.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct Denial {
    pub of: Key,
    pub event: Key,
    pub attributed_to: Vec<Claimant>,
}

pub(crate) fn routes(ceasefire: &Ceasefire, fact: &VisibleEvent<'_>) -> Vec<Path> {
    super::named_or_own(ceasefire.named(), fact, Collection::Ceasefires)
}

pub(crate) fn fold(slot: &Fold<'_, '_>) -> Folded {
    let mut folded = Folded::default();
    let Some(opener) = slot.opener(&mut folded, "ceasefire") else { return folded };
    slot.check_order(opener, &mut folded);
    let mut value = CeasefireValue {
        key: opener.key.clone(),
        phase: None,
        declared_by: Vec::new(),
        scope: None,
        duration: None,
        purpose: None,
        since: occurred(opener),
        allegations: slot.facts.iter().filter_map(|fact| allegation(slot, fact)).collect(),
        denials: slot.facts.iter().flat_map(|fact| denials(slot, fact)).collect(),
        begun: None,
        has_taken_effect: false,
    };
    for fact in slot.facts {
        let WorldKind::Ceasefire(ceasefire) = &fact.assertion.kind else { continue };
        let Some(phase) = ceasefire.phase() else {
            folded
                .history
                .push(Transition { event: fact.key.clone(), value: ceasefire.phase_name().to_owned() });
            continue;
        };
        value.take(phase);
        value.enter(ceasefire, fact);
        folded.turn(fact, ceasefire.phase_name());
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

/// Returns whether what somebody confirms or denies of an event says so of the ceasefire itself: of an allegation it
/// stands beside that.
pub(crate) fn answers_for_slot(fact: &VisibleEvent<'_>) -> bool {
    !matches!(&fact.assertion.kind, WorldKind::Ceasefire(Ceasefire::Violated(_)) | WorldKind::Incident(_))
}

/// Returns what an event alleges: the one place where it is decided what is an allegation against a ceasefire.
fn allegation(slot: &Fold<'_, '_>, fact: &VisibleEvent<'_>) -> Option<Allegation> {
    let (by, how, place) = match &fact.assertion.kind {
        WorldKind::Ceasefire(ceasefire) => {
            let violation = ceasefire.violation()?;
            (violation.by.clone(), violation.how.clone(), violation.place.clone())
        }
        // The sort of act is a word of the log's own.
        WorldKind::Incident(incident) => {
            (incident.by.clone(), incident.sort.as_str().parse().ok(), incident.place.clone())
        }
        _ => return None,
    };
    Some(Allegation {
        event: fact.key.clone(),
        by,
        how,
        place,
        occurred: occurred(fact),
        attributed_to: fact.assertion.attributed_to.clone(),
        confirmed_by: slot.confirmations(fact),
        denied_by: denials(slot, fact).map(|denial| denial.event).collect(),
    })
}

/// Returns the denials of an event that count.
fn denials<'s>(slot: &'s Fold<'_, '_>, fact: &'s VisibleEvent<'_>) -> impl Iterator<Item = Denial> + 's {
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

impl Allegation {
    fn row(&self) -> Row {
        let mut row = Row::default();
        row.text("event", Some(&self.event));
        row.list("by", &self.by);
        row.text("how", self.how.as_ref());
        row.text("place", self.place.as_ref());
        row.occurred("occurred", Some(&self.occurred));
        row.list("attributed_to", &self.attributed_to);
        row.list("confirmed_by", &self.confirmed_by);
        row.list("denied_by", &self.denied_by);
        row
    }
}

impl CeasefireValue {
    /// Takes what is said of the ceasefire itself.
    fn take(&mut self, phase: &CeasefirePhase) {
        if !phase.declared_by.is_empty() {
            self.declared_by.clone_from(&phase.declared_by);
        }
        self.scope = phase.scope.clone().or(self.scope.take());
        self.duration = phase.duration.clone().or(self.duration.take());
        self.purpose = phase.purpose.clone().or(self.purpose.take());
    }

    /// Moves to a phase; to say again that it is in the same one moves nothing.
    fn enter(&mut self, ceasefire: &Ceasefire, fact: &VisibleEvent<'_>) {
        // What takes effect after an ending counts anew.
        let is_anew = self.phase == Some("ended");
        if self.phase != Some(ceasefire.phase_name()) {
            self.phase = Some(ceasefire.phase_name());
            self.since = occurred(fact);
        }
        let takes_effect = match ceasefire {
            Ceasefire::InEffect(_) => is_anew || !self.has_taken_effect,
            Ceasefire::Announced(_) => is_anew || self.begun.is_none(),
            Ceasefire::Suspended(_) | Ceasefire::Ended(_) | Ceasefire::Violated(_) => false,
        };
        if takes_effect {
            self.has_taken_effect = matches!(ceasefire, Ceasefire::InEffect(_));
            self.begun = Some(occurred(fact));
        }
    }

    pub(crate) fn write(&self, row: &mut Row) {
        row.text("key", Some(&self.key));
        row.text("phase", self.phase);
        row.list("declared_by", &self.declared_by);
        row.text("scope", self.scope.as_ref());
        row.duration("duration", self.duration.as_ref());
        row.text("purpose", self.purpose.as_ref());
        row.occurred("since", Some(&self.since));
        row.rows("allegations", self.allegations.iter().map(Allegation::row));
        row.rows("denials", self.denials.iter().map(Denial::row));
    }
}
