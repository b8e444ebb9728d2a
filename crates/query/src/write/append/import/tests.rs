//! What is imported is what is appended at once, whatever the order of the drafts and the size of a batch.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write;

use asof_core::Draft;
use asof_projector::{State, project};
use asof_store::{ALL, Access, Expected, MemoryLog, StoreError};
use proptest::prelude::*;

use super::*;
use crate::write::append::AppendError;
use crate::write::drafts::DraftFile;

/// An invented negotiation, and three others of which two are a chain and the third refers to them.
fn drafts(with_assertions: bool) -> Vec<String> {
    let chains = include_str!("../../../../../../fixtures/logs/river-and-harbour.jsonl");
    let chains = MemoryLog::from_text(chains, Access::ReadOnly).read(ALL).unwrap();
    let apart = include_str!("../../../../../../fixtures/logs/cinder-pass.drafts.jsonl");
    let chains = chains.events().iter().map(|event| event.draft.clone());
    let apart = apart.lines().map(|line| Draft::from_json(line).unwrap());
    // By its id each stands in the order of the states where it does, wherever it is in the file.
    let id = |number| format!("01c33e05-0000-7000-8000-{number:012}").parse().ok();
    let drafts = (0..).zip(chains.chain(apart)).map(|(number, draft)| Draft { id: id(number), ..draft });
    let is_wanted = |draft: &String| with_assertions || !draft.contains(r#"{"assertion":"#);
    drafts.map(|draft| draft.to_json()).filter(is_wanted).collect()
}

fn file(drafts: &[String], least: usize) -> DraftFile {
    let mut file: File = tempfile::tempfile().unwrap();
    file.write_all(drafts.join("\n").as_bytes()).unwrap();
    DraftFile::in_batches(file, None, &(), least).unwrap()
}

/// Returns the states of all negotiations at the end of a log.
fn states(log: &MemoryLog) -> Vec<(Key, State)> {
    let log = log.read(ALL).unwrap();
    let processes: BTreeSet<&Key> = log.events().iter().filter_map(|event| event.draft.process()).collect();
    processes.into_iter().map(|key| (key.clone(), project(log.events(), key, &AsOf::ALL))).collect()
}

fn appended_at_once(with_assertions: bool) -> MemoryLog {
    let mut log = MemoryLog::new();
    let drafts: Vec<Draft> =
        drafts(with_assertions).iter().map(|draft| Draft::from_json(draft).unwrap()).collect();
    log.append(&drafts, Expected::Any).unwrap();
    log
}

/// Returns why drafts were refused.
fn why(error: &ImportError) -> String {
    match &error.source {
        ImportFault::Append(AppendError::Refused(problems)) => {
            problems.iter().map(|problem| format!("{} {}\n", problem.line, problem.message)).collect()
        }
        other => other.to_string(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn drafts_in_any_order_are_imported_as_if_at_once(
        (with_assertions, drafts) in any::<bool>().prop_flat_map(|with| (Just(with), Just(drafts(with)).prop_shuffle())),
        least in 1_usize..60,
    ) {
        let mut log = MemoryLog::new();
        let mut told = Vec::new();
        let file = file(&drafts, least);
        let imported = import(&mut log, &file, Some(0), &mut |done| told.push(done));
        let imported = imported.map_err(|error| TestCaseError::fail(why(&error)))?;
        prop_assert_eq!((imported.appended, imported.unchanged), (drafts.len() as u64, 0));
        prop_assert_eq!((told.len(), told.last().copied()), (file.batches(), Some(drafts.len())));
        prop_assert_eq!(states(&log), states(&appended_at_once(with_assertions)));
        let again = import(&mut log, &file, None, &mut |_| {}).unwrap();
        prop_assert_eq!((again.appended, again.unchanged, again.head), (0, drafts.len() as u64, imported.head));
    }
}

#[test]
fn what_was_refused_on_the_way_leaves_what_was_appended_and_is_gone_on_with() {
    let mut drafts = drafts(true);
    let own =
        |draft: &String| draft.contains(r#""cinder-pass-2023""#) && draft.contains(r#""attributed_to":["#);
    let place = drafts.iter().rposition(own).unwrap();
    let sound = drafts[place].clone();
    drafts[place] = sound.replace(r#""attributed_to":["#, r#""attributed_to":["nobody","#);
    let mut log = MemoryLog::new();
    let failed = import(&mut log, &file(&drafts, 10), None, &mut |_| {}).unwrap_err();
    let ImportFault::Append(AppendError::Refused(problems)) = &failed.source else { panic!("{failed}") };
    assert_eq!(problems[0].line, place + 1, "{}", why(&failed));
    let stand = failed.stands.appended;
    assert!(stand > 0 && stand < drafts.len() as u64, "{stand}");
    assert_eq!(log.head().unwrap(), failed.stands.head);
    drafts[place] = sound;
    let rest = import(&mut log, &file(&drafts, 10), None, &mut |_| {}).unwrap();
    assert_eq!((rest.appended, rest.unchanged), (drafts.len() as u64 - stand, stand));
    assert_eq!(states(&log), states(&appended_at_once(true)));
}

#[test]
fn a_log_that_is_expected_to_end_somewhere_takes_nothing_of_others_on_the_way() {
    let mut log = MemoryLog::new();
    let failed = import(&mut log, &file(&drafts(true), 10), Some(7), &mut |_| {}).unwrap_err();
    let is_conflict = |fault: &ImportFault| {
        matches!(fault, ImportFault::Append(AppendError::Store(StoreError::Conflict { .. })))
    };
    assert!(is_conflict(&failed.source) && log.head().unwrap() == 0, "{failed}");
}
