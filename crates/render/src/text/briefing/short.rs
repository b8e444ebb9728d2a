//! A briefing of ten lines: the most telling sentences of each part.

use asof_projector::Collection;
use asof_query::rows::{Brief, BriefHeading, BriefSentence};

use super::{counts, item, nothing, since};
use crate::text::page::{Item, Page};
use crate::text::view::View;

/// How many sentences stand below the title and the moment: ten lines in all.
const SENTENCES: usize = 8;

/// How many columns a row may take before what it is about is cut short.
const OF_A_ROW: usize = 150;

/// How many sentences of each part come before any more of another, in the order of reading.
const FIRST: [(BriefHeading, usize); 5] = [
    (BriefHeading::Holds, 3),
    (BriefHeading::Changed, 0),
    (BriefHeading::Owed, 2),
    (BriefHeading::Disputed, 1),
    (BriefHeading::Next, 1),
];

/// Writes it.
pub(super) fn write<'a>(page: &mut Page, view: &View<'a>, answer: &'a Brief) {
    page.line(0, &format!("{}; changes are those since {}.", answer.envelope.as_of.sentence, since(answer)));
    let mut chosen = candidates(view, answer);
    chosen.truncate(SENTENCES);
    chosen.sort_by_key(|(place, _)| *place);
    chosen.iter().for_each(|(_, item)| page.item(2, "", item));
}

/// Returns sentences in the order in which they are tried, each with its place in the order of reading.
fn candidates<'a>(view: &View<'a>, answer: &'a Brief) -> Vec<(usize, Item)> {
    let mut first = Vec::new();
    let mut rest = Vec::new();
    for (place, (part, wish)) in FIRST.into_iter().enumerate() {
        let place = place * 100;
        let sentences = answer.parts.iter().filter(|of| of.part == part).flat_map(|of| &of.sentences);
        let sentences: Vec<&'a BriefSentence> = sentences.filter(|sentence| is_telling(sentence)).collect();
        let lead = |item: Item| Item::new(format!("{}: {}", label(part), item.line()));
        let counted = (part == BriefHeading::Changed).then(|| counts(&answer.counts)).flatten();
        if let Some(counted) = counted {
            first.push((place, lead(counted)));
        } else if sentences.is_empty() && part != BriefHeading::Disputed {
            first.push((place, lead(Item::new(nothing(part)))));
        }
        for (at, sentence) in sentences.into_iter().enumerate() {
            let said = match &sentence.dispute {
                // What each says does not fit.
                Some(dispute) => dispute
                    .summary
                    .as_ref()
                    .map(|summary| Item::new(summary.as_str()).on([&dispute.discrepancy])),
                None => Some(item(view, sentence, OF_A_ROW)),
            };
            let Some(said) = said else { continue };
            let said = (place + 1 + at, lead(said));
            if at < wish { first.push(said) } else { rest.push((at, said)) }
        }
    }
    // What else there is, a sentence of each part in turns.
    rest.sort_by_key(|(at, (place, _))| (*at, *place));
    first.extend(rest.into_iter().map(|(_, said)| said));
    first
}

/// Returns whether a sentence is of what a superior asks first: not what was counted and what was said.
fn is_telling(sentence: &BriefSentence) -> bool {
    let collection = sentence.path.as_ref().map(asof_projector::Path::collection);
    !matches!(collection, Some(Collection::Exchanges | Collection::Positions | Collection::Status))
}

fn label(part: BriefHeading) -> &'static str {
    match part {
        BriefHeading::Holds => "Holds",
        BriefHeading::Changed => "Since then",
        BriefHeading::Owed => "Owed",
        BriefHeading::Disputed => "Disputed",
        BriefHeading::Next => "Next",
    }
}
