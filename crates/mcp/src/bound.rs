//! What keeps an answer short: a page of its list, and lists that are left out whole. An assistant reads little at once.

use std::cmp::Reverse;

use asof_query::StatePart;
use serde_json::{Map, Value, json};

/// Which part of an answer is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page {
    /// The list that is shown in pages.
    pub(crate) list: Option<&'static str>,
    /// How many of its rows come before those shown.
    pub(crate) offset: usize,
    /// How many are shown.
    pub(crate) rows: usize,
    /// How many there are.
    pub(crate) all: usize,
    /// Lists that were left out, each with its number of rows.
    pub(crate) left_out: Vec<(String, usize)>,
}

impl Page {
    /// Returns how many rows come before those of the next page; `None` if this is the last.
    pub(crate) fn next_offset(&self) -> Option<usize> {
        let shown = self.offset.saturating_add(self.rows);
        (self.rows > 0 && shown < self.all).then_some(shown)
    }

    /// Returns it as it stands in the answer.
    pub(crate) fn json(&self) -> Value {
        let left_out = self.left_out.iter().map(|(list, rows)| json!({ "list": list, "rows": rows }));
        json!({
            "list": self.list,
            "offset": self.offset,
            "rows": self.rows,
            "all": self.all,
            "next_offset": self.next_offset(),
            "left_out": left_out.collect::<Vec<_>>(),
        })
    }
}

/// Keeps the page of the list that was asked for, as far as it fits `bytes`; at least one row. Then empties the other lists,
/// the longest first, until the document fits.
///
/// # Errors
///
/// It does not fit; how long it is.
pub(crate) fn cut(
    document: &mut Map<String, Value>,
    list: Option<&'static str>,
    (offset, limit): (usize, usize),
    bytes: usize,
) -> Result<Page, usize> {
    let mut page = Page { list, offset: 0, rows: 0, all: 0, left_out: Vec::new() };
    if let Some(name) = list {
        let others = length(document) - document.get(name).map_or(0, written);
        // The list is what is asked for: it has a quarter, however long the rest is.
        let room = bytes.saturating_sub(others).max(bytes / 4);
        if let Some(Value::Array(rows)) = document.get_mut(name) {
            page.all = rows.len();
            page.offset = offset.min(page.all);
            page.rows = that_fit(&rows[page.offset..], limit, room);
            rows.truncate(page.offset + page.rows);
            rows.drain(..page.offset);
        }
    }
    leave_out(document, &mut page, bytes);
    match length(document) {
        length if length > bytes => Err(length),
        _ => Ok(page),
    }
}

/// Returns how many of some rows fit, at least one.
fn that_fit(rows: &[Value], limit: usize, room: usize) -> usize {
    let mut used = 0;
    let fit = |row: &&Value| {
        used += written(row) + 1;
        used <= room
    };
    let fitting = rows.iter().take(limit).take_while(fit).count();
    fitting.max(1).min(rows.len())
}

fn leave_out(document: &mut Map<String, Value>, page: &mut Page, bytes: usize) {
    let mut total = length(document);
    let mut lists: Vec<(String, usize, usize)> = document
        .iter()
        .filter(|(name, _)| page.list != Some(name.as_str()))
        .filter_map(|(name, value)| {
            let rows = value.as_array().filter(|rows| rows.iter().any(Value::is_object))?;
            Some((name.clone(), rows.len(), written(value)))
        })
        .collect();
    lists.sort_by_key(|(.., length)| Reverse(*length));
    for (name, rows, length) in lists {
        if total <= bytes {
            break;
        }
        total -= length;
        // A part of a state may be missing, and is then not named in `only`.
        if document.contains_key("only") && StatePart::from_name(&name).is_some_and(is_optional) {
            document.shift_remove(&name);
        } else {
            document.insert(name.clone(), json!([]));
        }
        page.left_out.push((name, rows));
    }
    if document.get("schema").and_then(Value::as_str).is_some_and(|schema| schema.starts_with("asof.state/"))
        && !page.left_out.is_empty()
    {
        let kept = StatePart::all().filter(|part| is_optional(*part)).map(StatePart::name);
        let kept: Vec<&str> = kept.filter(|name| document.contains_key(*name)).collect();
        document.insert("only".to_owned(), json!(kept));
    }
}

/// Returns whether a state may be without a part: what is possible stands in each.
fn is_optional(part: StatePart) -> bool {
    part != StatePart::Possible
}

/// Returns how many bytes the fields of a document have.
fn length(document: &Map<String, Value>) -> usize {
    document.iter().map(|(name, value)| name.len() + 4 + written(value)).sum()
}

fn written(value: &Value) -> usize {
    value.to_string().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(rows: usize, others: usize) -> Map<String, Value> {
        let row = |number: usize| json!({ "row": number, "text": "x".repeat(80) });
        let of = |count: usize| (0..count).map(row).collect::<Value>();
        Map::from_iter([
            ("schema".to_owned(), json!("asof.log/2")),
            ("events".to_owned(), of(rows)),
            ("others".to_owned(), of(others)),
            ("few".to_owned(), of(1)),
        ])
    }

    #[test]
    fn pages_put_together_are_the_list() {
        let whole = document(100, 3)["events"].clone();
        let mut seen = Vec::new();
        let mut next = Some(0);
        while let Some(offset) = next {
            let mut document = document(100, 3);
            let page = cut(&mut document, Some("events"), (offset, 30), 2_000).unwrap();
            assert_eq!((page.all, page.offset), (100, offset));
            assert!(length(&document) <= 2_000 && page.rows < 30 && page.left_out.is_empty());
            seen.extend(document["events"].as_array().unwrap().iter().cloned());
            next = page.next_offset();
        }
        assert_eq!(Value::Array(seen), whole);
    }

    #[test]
    fn a_page_behind_the_end_is_empty_and_the_last() {
        let page = cut(&mut document(3, 0), Some("events"), (9, 5), 9_000).unwrap();
        assert_eq!((page.offset, page.rows, page.all, page.next_offset()), (3, 0, 3, None));
    }

    #[test]
    fn the_longest_other_list_is_left_out_first_and_said_so() {
        let mut document = document(5, 60);
        let page = cut(&mut document, Some("events"), (0, 50), 2_000).unwrap();
        assert_eq!(page.left_out, [("others".to_owned(), 60)]);
        assert_eq!((document["others"].clone(), document["few"].as_array().unwrap().len()), (json!([]), 1));
        assert_eq!(page.rows, 5);
    }

    #[test]
    fn what_cannot_be_cut_says_how_long_it_is() {
        let mut document = document(1, 0);
        document.insert("text".to_owned(), json!("x".repeat(3_000)));
        assert!(cut(&mut document, Some("events"), (0, 50), 2_000).unwrap_err() > 3_000);
    }
}
