//! All pages to which the pages of a log lead.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::support::{Page, Pages, Sent};

/// Returns what two URLs have in common that show the same at other moments, or in another form.
fn shape(url: &str) -> String {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let first = path.split('/').nth(1).unwrap_or_default();
    let mut in_form = false;
    let part = |(name, value): (Cow<'_, str>, Cow<'_, str>)| match (&*name, &*value) {
        ("at" | "during" | "from" | "to" | "process" | "known-on", _) => String::new(),
        ("known" | "as-of" | "recorded", _) => format!("&{name}"),
        ("format", _) => {
            in_form = true;
            format!("&{name}={value}")
        }
        _ => format!("&{name}={value}"),
    };
    let rest: String = form_urlencoded::parse(query.as_bytes()).map(part).collect();
    format!("{}{rest}", if in_form { first } else { path })
}

/// How pages are followed.
pub(super) type Walk = fn(&Pages, &str) -> BTreeMap<String, Sent>;

/// Asks for a page and for all to which it leads, and so on; of those that show the same at other moments, for one.
pub(super) fn walk(pages: &Pages, begin: &str) -> BTreeMap<String, Sent> {
    walk_by(pages, begin, 1, &shape)
}

/// Asks for a few pages of each view.
pub(super) fn stroll(pages: &Pages, begin: &str) -> BTreeMap<String, Sent> {
    walk_by(pages, begin, 2, &view)
}

/// Returns the view of a URL, and the form of its answer.
fn view(url: &str) -> String {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let form = query.split('&').find(|part| part.starts_with("format="));
    let is_deep = path.starts_with("/plot/") || form.is_none() && path.starts_with("/state/");
    let parts = if is_deep { 3 } else { 2 };
    let path: Vec<&str> = path.split('/').take(parts).collect();
    format!("{path:?} {form:?}")
}

fn walk_by(
    pages: &Pages,
    begin: &str,
    most: usize,
    alike: &dyn Fn(&str) -> String,
) -> BTreeMap<String, Sent> {
    let mut found = BTreeMap::new();
    let mut of_kind: BTreeMap<String, usize> = BTreeMap::new();
    let mut next = vec![begin.to_owned()];
    while let Some(url) = next.pop() {
        let asked = of_kind.entry(alike(&url)).or_default();
        if *asked == most || found.contains_key(&url) {
            continue;
        }
        *asked += 1;
        let sent = pages.get(&url);
        if sent.header("content-type").starts_with("text/html") {
            next.extend(sent.page().links());
        }
        found.insert(url, sent);
    }
    found
}

/// The pages of a walk.
pub(super) fn read(found: &BTreeMap<String, Sent>) -> impl Iterator<Item = (&str, Page)> {
    let pages = found.iter().filter(|(_, sent)| sent.header("content-type").starts_with("text/html"));
    pages.map(|(url, sent)| (url.as_str(), sent.page()))
}
