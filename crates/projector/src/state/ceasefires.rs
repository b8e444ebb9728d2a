//! Ceasefires by phase. An accusation is not a breach: it stands beside the phase in its claimant's name.

use asof_core::kind::{Ceasefire, CeasefirePhase, WorldKind};
use asof_core::{Claimant, Duration, Key, Text};
use chrono::NaiveDate;

use super::facets::Facets;
use crate::fold::{Fold, Folded, Rivals, occurred};
use crate::path::{Collection, Path};
use crate::row;
use crate::row::{Dated, role};
use crate::visible_event::VisibleEvent;

row! {
    /// A ceasefire and the phase that it last reached.
    pub struct CeasefireValue as "Ceasefire" {
        /// The key of the event that opened it.
        key: Key as role::Event,
        /// The phase. An allegation that it was broken moves none. Null if there is nothing but such allegations.
        phase: Option<Phase>,
        /// Who declared it.
        declared_by: Vec<Key> as role::Actor,
        /// Where or for what it holds; null if not stated.
        scope: Option<Text> as role::Prose,
        /// For how long; null if not stated.
        duration: Option<Duration> as role::Span,
        /// What for; null if not stated.
        purpose: Option<Text> as role::Prose,
        /// When it reached the phase.
        since: Dated as role::Occurred,
        /// Who says that it was broken: claims, none of which moves the phase.
        allegations: Vec<Allegation> as role::Rows,
        /// Who denies which of its phases or of the allegations.
        denials: Vec<Denial> as role::Rows,
        /// The last day of its duration, from when it took effect, else from when it was announced, counted at the longest;
        /// null if no duration is stated.
        duration_until: Option<NaiveDate> as role::Derived,
        /// For how many days that is over at the date asked about with no ending on record; null if it is not.
        duration_over: Option<u64> as role::Derived,
        /// When it took effect, else when it was announced.
        begun: Option<Dated> as role::Hidden,
        /// Whether it ever took effect.
        has_taken_effect: bool as role::Hidden,
    }
}

asof_core::words! {
    /// A phase of a ceasefire.
    #[schemars(rename = "CeasefirePhase")]
    pub enum Phase {
        /// Declared.
        Announced = "announced",
        /// Took effect.
        InEffect = "in-effect",
        /// Out of effect for the time being.
        Suspended = "suspended",
        /// Over.
        Ended = "ended",
    }
}

row! {
    /// Somebody's word that a ceasefire was broken.
    pub struct Allegation as "Allegation" {
        /// The event.
        event: Key as role::Event,
        /// Who is said to have broken it; empty if not stated.
        by: Vec<Key> as role::Actor,
        /// How, as alleged; null if not stated.
        how: Option<Text> as role::Prose,
        /// Where; null if not stated.
        place: Option<Key> as role::Named,
        /// When.
        occurred: Dated as role::Occurred,
        /// Whose word it is.
        attributed_to: Vec<Claimant> as role::Claimants,
        /// The events that confirm it.
        confirmed_by: Vec<Key> as role::Event,
        /// The events that deny it.
        denied_by: Vec<Key> as role::Event,
    }
}

row! {
    /// Somebody's word that a phase of a ceasefire, or an allegation, is not so.
    pub struct Denial as "CeasefireDenial" {
        /// The event whose word is denied; it stands in `history` with its phase.
        of: Key as role::Event,
        /// The denial.
        event: Key as role::Event,
        /// Whose word the denial is.
        attributed_to: Vec<Claimant> as role::Claimants,
    }
}

impl Facets for CeasefireValue {
    fn own_key(&self) -> Option<&Key> {
        Some(&self.key)
    }

    fn title(&self) -> Option<String> {
        let purpose = self.purpose.as_ref().map_or(String::new(), |of| format!(" ({of})"));
        Some(format!("ceasefire{purpose}"))
    }

    fn news_rank(&self) -> Option<u8> {
        Some(4)
    }

    fn says_how_it_stands(&self) -> bool {
        self.phase.is_some()
    }

    fn allegations(&self) -> &[Allegation] {
        &self.allegations
    }

    fn denials(&self) -> &[Denial] {
        &self.denials
    }
}

pub(crate) fn routes(ceasefire: &Ceasefire, fact: &VisibleEvent<'_>) -> Vec<Path> {
    vec![Path::new(Collection::Ceasefires, [ceasefire.named().unwrap_or(fact.key)])]
}

pub(crate) fn fold(slot: &Fold<'_, '_>, folded: &mut Folded) -> Option<CeasefireValue> {
    let opener = slot.opener(folded, "ceasefire")?;
    slot.check_order(opener, folded);
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
        duration_until: None,
        duration_over: None,
        begun: None,
        has_taken_effect: false,
    };
    for fact in slot.facts {
        let WorldKind::Ceasefire(ceasefire) = &fact.assertion.kind else { continue };
        let Some(phase) = ceasefire.phase() else {
            folded.note(fact, ceasefire.phase_name());
            continue;
        };
        value.take(phase);
        value.enter(ceasefire, fact);
        folded.turn(fact, ceasefire.phase_name());
    }
    Some(value)
}

/// A violation decides nothing: it is somebody's word.
pub(crate) fn rivals(slot: &Fold<'_, '_>) -> Rivals {
    slot.rivals(|fact| match &fact.assertion.kind {
        WorldKind::Ceasefire(Ceasefire::Violated(_)) => None,
        WorldKind::Ceasefire(ceasefire) => Some(ceasefire.phase_name()),
        _ => None,
    })
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
        let is_anew = self.phase == Some(Phase::Ended);
        let phase = Phase::of(ceasefire);
        if phase.is_some() && self.phase != phase {
            self.phase = phase;
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
}

impl Phase {
    /// Returns the phase that an event says; none of what somebody alleges.
    fn of(ceasefire: &Ceasefire) -> Option<Self> {
        match ceasefire {
            Ceasefire::Announced(_) => Some(Self::Announced),
            Ceasefire::InEffect(_) => Some(Self::InEffect),
            Ceasefire::Suspended(_) => Some(Self::Suspended),
            Ceasefire::Ended(_) => Some(Self::Ended),
            Ceasefire::Violated(_) => None,
        }
    }
}
