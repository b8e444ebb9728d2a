//! The pages of a log, asked without a socket, and read as a browser reads them.

use std::collections::BTreeSet;
use std::sync::Arc;

use asof_query::Log;
use asof_store::{Location, Unsynced, open_location};
use asof_web::{Appending, Settings, Token, router};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use chrono::{DateTime, Utc};
use html5gum::{DefaultEmitter, HtmlString, Token as Piece, Tokenizer};
use serde_json::Value;
use tokio::runtime::Runtime;
use tower::ServiceExt;

use crate::support::Sandbox;

/// What whoever appends has to know.
pub(super) const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// A server of a log, which nothing connects to.
pub(super) struct Pages {
    router: Router,
    runtime: Runtime,
}

impl Pages {
    /// Serves the log of a folder.
    pub(super) fn of(sandbox: &Sandbox) -> Self {
        Self::with(sandbox, settings())
    }

    /// Serves the log of a folder to whoever shows the token to append.
    pub(super) fn appended(sandbox: &Sandbox) -> Self {
        Self::with(sandbox, Settings { appending: Some(appending(sandbox)), ..settings() })
    }

    pub(super) fn with(sandbox: &Sandbox, settings: Settings) -> Self {
        let store = open_location(&Location::JsonLines(sandbox.log()), Unsynced::Refuse).unwrap();
        let log = Log::read(&*store).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        Self { router: router(log, settings), runtime: runtime.unwrap() }
    }

    /// Sends a request.
    pub(super) fn send(&self, request: Request<Body>) -> Sent {
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let body = to_bytes(body, usize::MAX).await.unwrap();
            Sent { status: parts.status, headers: parts.headers, body: body.to_vec() }
        })
    }

    /// Asks for a URL.
    pub(super) fn get(&self, url: &str) -> Sent {
        self.send(Request::get(url).body(Body::empty()).unwrap())
    }

    /// Asks for a page, which is there.
    #[track_caller]
    pub(super) fn page(&self, url: &str) -> Page {
        let sent = self.get(url);
        assert_eq!(sent.status, StatusCode::OK, "{url}: {}", sent.text());
        sent.page()
    }

    /// Asks for a document of the interface, which is there.
    #[track_caller]
    pub(super) fn json(&self, url: &str) -> Value {
        let sent = self.get(url);
        assert_eq!(sent.status, StatusCode::OK, "{url}: {}", sent.text());
        sent.json()
    }
}

/// The clock stands still, as it does for the program.
pub(super) fn settings() -> Settings {
    let now: DateTime<Utc> = "2026-11-23T10:00:00Z".parse().unwrap();
    Settings { now: Some(now), ..Settings::default() }
}

/// Returns what appends to the log of a folder need.
pub(super) fn appending(sandbox: &Sandbox) -> Appending {
    let path = sandbox.log();
    let open = move || open_location(&Location::JsonLines(path.clone()), Unsynced::Refuse);
    Appending { open: Arc::new(open), token: Token::of(SECRET).unwrap() }
}

/// What was answered.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Sent {
    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(self.text()).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }

    /// Returns a header; nothing if it is not there.
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub(super) fn page(&self) -> Page {
        assert_eq!(self.header("content-type"), "text/html; charset=utf-8");
        Page::read(self.text())
    }
}

/// An element as it begins.
#[derive(Debug)]
pub(super) struct Tag {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    /// The text within it.
    pub(super) text: String,
    /// Where the form stands in the page that it belongs to.
    form: Option<usize>,
}

impl Tag {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(of, _)| of == name).map(|(_, value)| value.as_str())
    }
}

/// Asserts that a page is whole as a browser reads it; returns the texts of its elements by their names.
#[track_caller]
pub(crate) fn assert_whole(text: &str) -> std::collections::BTreeMap<String, Vec<String>> {
    let mut texts = std::collections::BTreeMap::<String, Vec<String>>::new();
    for tag in Page::read(text).tags {
        texts.entry(tag.name).or_default().push(tag.text);
    }
    texts
}

/// A page as a browser takes it apart.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) tags: Vec<Tag>,
}

/// Elements without an end.
const VOID: [&str; 4] = ["input", "link", "meta", "br"];

impl Page {
    /// Reads a page: each element ends, and nothing is there that a browser has to guess.
    #[track_caller]
    pub(super) fn read(text: &str) -> Self {
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        let (mut tags, mut open): (Vec<Tag>, Vec<usize>) = (Vec::new(), Vec::new());
        for piece in Tokenizer::new_with_emitter(text, emitter) {
            let piece = piece.unwrap_or_else(|never| match never {});
            match piece {
                Piece::StartTag(tag) => {
                    let name = string(&tag.name);
                    let form = open.iter().copied().find(|at: &usize| tags[*at].name == "form");
                    if !VOID.contains(&name.as_str()) {
                        open.push(tags.len());
                    }
                    let attributes = tag.attributes.iter().map(|(name, value)| (string(name), string(value)));
                    tags.push(Tag { name, attributes: attributes.collect(), text: String::new(), form });
                }
                Piece::EndTag(tag) => {
                    let begun = open.pop().map(|at| tags[at].name.clone());
                    assert_eq!(begun, Some(string(&tag.name)), "{text}");
                }
                Piece::String(said) => open.iter().for_each(|at| tags[*at].text.push_str(&string(&said))),
                Piece::Doctype(doctype) => assert_eq!(string(&doctype.name), "html"),
                odd @ (Piece::Comment(_) | Piece::Error(_)) => panic!("{odd:?} in {text}"),
            }
        }
        assert!(open.is_empty(), "{text}");
        Self { tags }
    }

    pub(super) fn named<'p>(&'p self, name: &str) -> impl Iterator<Item = &'p Tag> {
        self.tags.iter().filter(move |tag| tag.name == name)
    }

    /// Returns the text of the only element of a name.
    #[track_caller]
    pub(super) fn text_of(&self, name: &str) -> &str {
        let found: Vec<&Tag> = self.named(name).collect();
        assert_eq!(found.len(), 1, "{name}");
        &found[0].text
    }

    /// Returns the value of a field of a form.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.named("input").find(|tag| tag.get("name") == Some(name)).and_then(|tag| tag.get("value"))
    }

    /// Returns where everything leads that a page names, without what stands behind `#`.
    pub(super) fn links(&self) -> BTreeSet<String> {
        let named = self.tags.iter().flat_map(|tag| &tag.attributes);
        let leading = named.filter(|(name, _)| ["href", "src", "data-head"].contains(&name.as_str()));
        let urls = leading.map(|(_, url)| url.split('#').next().unwrap_or_default().to_owned());
        // The end of the log that a page shows is a number in its foot.
        let urls = urls.filter(|url| !url.is_empty() && url.parse::<u64>().is_err());
        urls.chain(self.forms()).collect()
    }

    /// Returns what a browser asks for when a form is sent as it stands; what has to be filled in is `a`.
    fn forms(&self) -> impl Iterator<Item = String> {
        let forms =
            self.tags.iter().enumerate().filter(|(_, tag)| tag.name == "form" && tag.get("method").is_none());
        forms.map(|(at, form)| {
            let is_sent = |tag: &&Tag| tag.get("type") != Some("radio") || tag.get("checked").is_some();
            let fields = self.named("input").filter(|tag| tag.form == Some(at)).filter(is_sent);
            let pairs = fields.filter_map(|tag| {
                let blank = if tag.get("required").is_some() { "a" } else { "" };
                Some((tag.get("name")?, tag.get("value").unwrap_or(blank)))
            });
            let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
            format!("{}?{query}", form.get("action").unwrap_or_default())
        })
    }

    /// Returns the command that prints the same.
    pub(super) fn command(&self) -> Option<&str> {
        let foot = self.named("footer").next()?.text.split_once("The same in a terminal: ")?.1;
        let code = self.named("code").last()?;
        foot.starts_with(&code.text).then_some(&code.text)
    }
}

fn string(text: &HtmlString) -> String {
    String::from_utf8(text.to_vec()).expect("UTF-8")
}
