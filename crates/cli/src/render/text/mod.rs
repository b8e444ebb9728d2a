//! Text for people: a view of the same document as the JSON.

mod changes;
mod copied;
mod dates;
mod difference;
mod fields;
mod head;
mod hindsight;
mod init;
mod listing;
mod numbers;
mod page;
mod show;
mod snapshots;
mod state;
mod together;
mod values;
mod view;

use asof_query::Answer;

use fields::Fields;
use view::View;

pub(crate) use listing::{oneline, phase};

/// Returns an answer as text, wrapped to a width.
pub(crate) fn text(answer: &Answer, width: usize) -> String {
    let document = &answer.document;
    let view = View::new(Fields::new(document), &answer.names);
    match view.document.text("schema") {
        Some("asof.state/1") => state::text(&view, width),
        Some("asof.diff/1") => difference::text(&view, width),
        Some("asof.hindsight/1") => hindsight::text(&view, width),
        Some("asof.log/1") => listing::text(&view, width),
        Some("asof.show/1") => show::text(&view, width),
        Some("asof.snapshot/1") => snapshots::text(&view, &answer.names, width),
        Some("asof.append/1") => difference::appended(&view, width),
        Some("asof.copy/1") => copied::text(&view, width),
        Some("asof.init/1") => init::text(&view, width),
        _ => super::json(answer),
    }
}
