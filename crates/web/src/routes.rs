//! What a server answers to a request.

mod writing;

use std::sync::Arc;
use std::time::Duration;

use asof_store::{Clock, SystemClock};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use tokio::sync::Semaphore;

use crate::api;
use crate::appending::sessions::{Session, Sessions};
use crate::appending::{Appending, Token};
use crate::form::SVG;
use crate::page::{self, Asset, Surroundings};
use crate::respond::{HTML, OnServer, respond, version_of};
use crate::served::{Answered, Now, Served};
use writing::text_of;

/// How long a request waits for its turn.
const TURN: Duration = Duration::from_secs(5);

/// How long an answer may take.
const LONGEST: Duration = Duration::from_secs(60);

/// The longest path with its parameters, in bytes.
const LONGEST_URL: usize = 8 << 10;

/// What a server is told.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The hosts by which it may be called, each with its port; any if there is none.
    pub hosts: Vec<String>,
    /// What stands before every path, such as `/talks`; nothing, or without a slash at its end.
    pub prefix: String,
    /// What `now` and `today` stand for, if not the clock.
    pub now: Option<DateTime<Utc>>,
    /// What appends need; nothing is appended without it.
    pub appending: Option<Appending>,
    /// What whoever reads has to know; everybody reads without it.
    pub reading: Option<Token>,
}

/// What every request needs.
pub(crate) struct Server {
    served: Arc<Served>,
    settings: Settings,
    /// As many questions are worked on at once.
    turns: Arc<Semaphore>,
    sessions: Sessions,
    /// Tokens are tried one after another.
    logins: tokio::sync::Mutex<()>,
}

impl Server {
    fn clock(&self) -> DateTime<Utc> {
        self.settings.now.unwrap_or_else(|| SystemClock.now())
    }

    fn session(&self, headers: &HeaderMap) -> Option<Session> {
        self.sessions.of(text_of(headers, &header::COOKIE))
    }

    fn around<'a>(&self, now: &'a Now, place: &'a OnServer<'a>) -> Surroundings<'a> {
        let trouble = now.trouble.as_deref();
        Surroundings { log: &now.held.log, place, now: self.clock(), trouble, roots: None }
    }
}

/// Returns what answers requests about a log.
pub(crate) fn router(served: Arc<Served>, settings: Settings) -> Router {
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let prefix = settings.prefix.clone();
    let server = Arc::new(Server {
        served,
        settings,
        turns: Arc::new(Semaphore::new(2 * cores)),
        sessions: Sessions::default(),
        logins: tokio::sync::Mutex::default(),
    });
    // Every path begins with the prefix, and stands here with it: a router that is nested would not answer its own root.
    let at = |path: &str| format!("{prefix}{path}");
    let mut routes = Router::new();
    for asset in Asset::ALL {
        let answer = move |uri: Uri| async move { file(asset, &uri) };
        routes = routes.route(&at(&format!("/{}", asset.name())), get(answer));
    }
    routes = routes
        .route(&at(&writing::events_path()), get(view).post(writing::events))
        .route(&at(writing::FORM), get(writing::show_form).post(writing::send_form))
        .route(&at(writing::LOGIN), post(writing::login))
        .route(&at("/"), get(view))
        .route(&at("/{*path}"), get(view));
    let routes = routes.method_not_allowed_fallback(wrong_method).with_state(Arc::clone(&server));
    routes.layer(middleware::from_fn_with_state(server, manners))
}

/// Returns what answers requests about one log at the root, or about several, each below its name.
pub(crate) fn router_of_all(mut logs: Vec<(String, Arc<Served>, Settings)>) -> Router {
    if logs.len() == 1
        && let Some((_, served, settings)) = logs.pop()
    {
        return router(served, settings);
    }
    let shared = logs.first().map(|(_, _, settings)| settings.clone()).unwrap_or_default();
    let prefix = shared.prefix.clone();
    let mut router = Router::new();
    let mut list = Vec::new();
    for (name, served, settings) in logs {
        let place = format!("{prefix}/l/{name}");
        // The list says nothing that its readers may not ask.
        list.push((format!("{place}/"), name));
        router = router.merge(self::router(served, Settings { prefix: place, ..settings }));
    }
    let answer = move |request: Request| async move {
        let bearer = text_of(request.headers(), &header::AUTHORIZATION);
        // Each log has a page of its own that asks for the token.
        if !shared.is_called_by(&request) {
            misdirected()
        } else if shared.reading.as_ref().is_some_and(|token| !token.is_borne_by(bearer)) {
            writing::unauthorized()
        } else {
            listed(&list)
        }
    };
    router.route(&format!("{prefix}/"), get(answer))
}

/// Returns the page that lists the logs.
fn listed(logs: &[(String, String)]) -> Response {
    let mut response = Response::new(Body::from(page::list_of_logs(logs)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(HTML));
    for (name, value) in MANNERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// What every page may load and run: nothing but its own files.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const POLICY_OF_SVG: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

const MANNERS: [(header::HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// Refuses a request that another site makes in the name of its reader, and one that is too long; says to the browser what
/// a page may do.
async fn manners(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let mut response = if !server.settings.is_called_by(&request) {
        misdirected()
    } else if request.uri().path_and_query().is_some_and(|path| path.as_str().len() > LONGEST_URL) {
        plain(StatusCode::URI_TOO_LONG, "the address is longer than 8 KiB\n")
    } else if !server.may_read(&request) {
        match request.uri().path().contains(api::PATH) {
            true => writing::unauthorized(),
            false => to_response(&server.login_page(false), &HeaderMap::new()),
        }
    } else {
        next.run(request).await
    };
    for (name, value) in MANNERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

fn misdirected() -> Response {
    plain(StatusCode::MISDIRECTED_REQUEST, "this server is not called by that name\n")
}

/// Returns every host by which a request calls the server: one that names several may mean any of them.
fn hosts_of(request: &Request) -> Vec<String> {
    let named = request.headers().get_all(header::HOST).iter();
    let named = named.map(|host| host.to_str().unwrap_or_default().to_ascii_lowercase());
    named.chain(request.uri().authority().map(|host| host.as_str().to_ascii_lowercase())).collect()
}

impl Server {
    /// Returns whether whoever asks may read: all may, or who shows the token. All may show it, and load what the page for
    /// that needs.
    fn may_read(&self, request: &Request) -> bool {
        let Some(token) = &self.settings.reading else { return true };
        let path = request.uri().path().strip_prefix(&self.settings.prefix).unwrap_or_default();
        let is_of_login = path == writing::LOGIN
            || Asset::ALL.iter().any(|asset| path.strip_prefix('/') == Some(asset.name()));
        let headers = request.headers();
        is_of_login
            || token.is_borne_by(text_of(headers, &header::AUTHORIZATION))
            || self.session(headers).is_some()
    }
}

impl Settings {
    /// Returns the token that is asked for where anything is.
    fn token(&self) -> Option<&Token> {
        self.appending.as_ref().map(|appending| &appending.token).or(self.reading.as_ref())
    }

    /// Returns whether a request calls the server by nothing but its own names.
    fn is_called_by(&self, request: &Request) -> bool {
        match hosts_of(request).as_slice() {
            [] => self.is_own(None),
            hosts => hosts.iter().all(|host| self.is_own(Some(host))),
        }
    }

    /// Returns whether a host is one by which the server may be called. A page of another site whose name was made to
    /// lead here calls it by that name.
    fn is_own(&self, host: Option<&str>) -> bool {
        self.hosts.is_empty() || host.is_some_and(|host| self.hosts.iter().any(|own| own == host))
    }
}

/// Returns a short message.
fn plain(status: StatusCode, text: &'static str) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// The router says which methods are answered.
async fn wrong_method() -> Response {
    plain(StatusCode::METHOD_NOT_ALLOWED, "this address does not answer that method\n")
}

/// Returns a file that pages use. By the name that pages give it, it is never another one.
fn file(asset: Asset, uri: &Uri) -> Response {
    let mut response = Response::new(Body::from(asset.text()));
    let of_one_text = uri.query() == Some(version_of(asset).as_str());
    let kept = if of_one_text { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    response
}

async fn view(State(server): State<Arc<Server>>, uri: Uri, headers: HeaderMap) -> Response {
    let now = server.served.now();
    let whole = uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    let question = whole.strip_prefix(&server.settings.prefix).unwrap_or_default().to_owned();
    let clock = server.clock();
    // What is asked of today has the same answer for a quarter of an hour at least: no zone begins its day within one.
    let is_of_now = names_now(uri.query().unwrap_or_default());
    let key = format!("{} {}{question}", clock.timestamp().div_euclid(900), now.trouble.is_some());
    if let Some(answered) = now.held.answered(&key) {
        return to_response(&answered, &headers);
    }
    let turn = tokio::time::timeout(TURN, Arc::clone(&server.turns).acquire_owned()).await;
    let Ok(Ok(turn)) = turn else { return busy() };
    let answering = tokio::task::spawn_blocking(move || {
        // The turn ends with the work: one that is not waited for any more still takes a core.
        let _turn = turn;
        let answered = Arc::new(respond(&server.settings, &now, &question, clock));
        if answered.status == StatusCode::OK && !is_of_now {
            now.held.keep(key, Arc::clone(&answered));
        }
        answered
    });
    match tokio::time::timeout(LONGEST, answering).await {
        Err(_) => {
            plain(StatusCode::SERVICE_UNAVAILABLE, "the answer takes longer than a minute: ask for less\n")
        }
        Ok(Ok(answered)) => to_response(&answered, &headers),
        Ok(Err(_)) => plain(StatusCode::INTERNAL_SERVER_ERROR, "the answer failed; the log is as it was\n"),
    }
}

/// Returns whether a parameter names the moment of asking.
fn names_now(query: &str) -> bool {
    let is_now =
        |value: &str| value.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == "now");
    form_urlencoded::parse(query.as_bytes()).any(|(_, value)| is_now(&value))
}

fn busy() -> Response {
    let mut response =
        plain(StatusCode::SERVICE_UNAVAILABLE, "too many questions at once: ask again in a second\n");
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    response
}

/// Returns an answer, or that it is still the one that the browser has.
fn to_response(answered: &Answered, asking: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", answered.tag);
    let has = asking.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
    let is_same =
        has.is_some_and(|tags| tags.split(',').any(|one| one.trim().trim_start_matches("W/") == tag));
    let is_kept = answered.status == StatusCode::OK && is_same;
    let mut response = Response::new(if is_kept { Body::empty() } else { Body::from(answered.body.clone()) });
    *response.status_mut() = if is_kept { StatusCode::NOT_MODIFIED } else { answered.status };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(answered.content_type));
    let kept = if answered.lasts { "private, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    if answered.content_type == SVG {
        // A picture by itself has its style within.
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY_OF_SVG));
    }
    let next =
        answered.next.as_ref().and_then(|next| HeaderValue::try_from(format!("<{next}>; rel=\"next\"")).ok());
    if let Some(next) = next {
        headers.insert(header::LINK, next);
    }
    response
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use asof_query::Log;
    use asof_store::{Access, MemoryLog};
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt;

    use super::{Settings, names_now, router_of_all};
    use crate::served::Served;

    #[tokio::test]
    async fn several_logs_are_served_below_their_names_and_a_prefix() {
        let served = || {
            let text = include_str!("../../../fixtures/logs/first-days.jsonl");
            Arc::new(Served::still(Log::read(&MemoryLog::from_text(text, Access::ReadOnly)).unwrap()))
        };
        let settings = || Settings { prefix: "/talks".to_owned(), ..Settings::default() };
        let logs = ["a", "b"].map(|name| (name.to_owned(), served(), settings()));
        let router = router_of_all(logs.into());
        for (path, status) in [
            ("/talks/", 200),
            ("/talks/l/a/", 200),
            ("/talks/l/b/?at=2025-05-12", 200),
            ("/talks/l/b/style.css", 200),
            ("/talks/l/b/api/v1/head", 200),
            ("/talks/l/c/", 404),
            ("/l/a/", 404),
            ("/", 404),
        ] {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let response = router.clone().oneshot(request).await.unwrap();
            assert_eq!(response.status(), status, "{path}");
            assert!(response.headers().contains_key("content-security-policy") || status == 404, "{path}");
        }
    }

    #[test]
    fn only_a_moment_called_now_is_asked_anew() {
        for (query, is_of_now) in [
            ("at=now", true),
            ("at=2025-05-24&known=now-2h", true),
            ("at=2025-05-24&known=then", false),
            ("at=today", false),
            ("text=known+snow", false),
        ] {
            assert_eq!(names_now(query), is_of_now, "{query}");
        }
    }
}
