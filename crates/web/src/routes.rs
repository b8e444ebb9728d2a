//! What a server answers to a request.

use std::sync::Arc;
use std::time::Duration;

use asof_store::{Clock, SystemClock};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, Utc};
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::asked::{Asked, View};
use crate::form::Form;
use crate::links::Place;
use crate::page::{self, Asset, Surroundings};
use crate::refusal::Refusal;
use crate::served::{Answered, Now, Served};

/// How long a request waits for its turn.
const TURN: Duration = Duration::from_secs(5);

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
}

/// What every request needs.
pub(crate) struct Server {
    served: Arc<Served>,
    settings: Settings,
    /// As many questions are worked on at once.
    turns: Arc<Semaphore>,
}

/// Returns what answers requests about a log.
pub(crate) fn router(served: Arc<Served>, settings: Settings) -> Router {
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let prefix = settings.prefix.clone();
    let server = Arc::new(Server { served, settings, turns: Arc::new(Semaphore::new(2 * cores)) });
    let mut routes = Router::new();
    for asset in Asset::ALL {
        routes = routes
            .route(&format!("/{}", asset.name()), get(move |uri: Uri| async move { file(asset, &uri) }));
    }
    let routes = routes
        .route("/api/v1/head", get(head))
        .fallback(get(view))
        .method_not_allowed_fallback(wrong_method)
        .with_state(Arc::clone(&server));
    let routes = match prefix.as_str() {
        "" => routes,
        prefix => Router::new().nest(prefix, routes),
    };
    routes.layer(middleware::from_fn_with_state(server, manners))
}

/// What every page may load and run: nothing but its own files.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const MANNERS: [(header::HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// Refuses a request that another site makes in the name of its reader, and one that is too long; says to the browser what
/// a page may do.
async fn manners(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let host = host_of(&request);
    let mut response = if !server.settings.is_own(host.as_deref()) {
        plain(StatusCode::MISDIRECTED_REQUEST, "this server is not called by that name\n")
    } else if request.uri().path_and_query().is_some_and(|path| path.as_str().len() > LONGEST_URL) {
        plain(StatusCode::URI_TOO_LONG, "the address is longer than 8 KiB\n")
    } else {
        next.run(request).await
    };
    for (name, value) in MANNERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

fn host_of(request: &Request) -> Option<String> {
    let named = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    named.map(str::to_ascii_lowercase).or_else(|| request.uri().authority().map(ToString::to_string))
}

impl Settings {
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

async fn wrong_method(method: Method) -> Response {
    let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD are answered here\n");
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    let _ = method;
    response
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

fn version_of(asset: Asset) -> String {
    format!("v={}", &tag(asset.text())[..16])
}

/// Returns what stands for a text: the first half of its SHA-256, in hexadecimal digits.
fn tag(text: &str) -> String {
    Sha256::digest(text).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Where the pages of a server are.
struct OnServer<'a>(&'a str);

impl Place for OnServer<'_> {
    fn url(&self, asked: &Asked) -> Option<String> {
        Some(format!("{}{}", self.0, asked.url()))
    }

    fn head(&self) -> Option<String> {
        Some(format!("{}/api/v1/head", self.0))
    }

    fn asset(&self, asset: Asset) -> String {
        format!("{}/{}?{}", self.0, asset.name(), version_of(asset))
    }

    fn form(&self, asked: &Asked, form: Form) -> Option<String> {
        let url = self.url(asked)?;
        let joint = if url.contains('?') { '&' } else { '?' };
        Some(format!("{url}{joint}{FORMAT}={}", form.name()))
    }
}

/// The parameter that asks for an answer in another form.
const FORMAT: &str = "format";

/// Says how far the log reaches, and whether it can be read.
async fn head(State(server): State<Arc<Server>>) -> Response {
    let Now { held, trouble } = server.served.now();
    let damage = held.log.damage().len();
    let mut response = Response::new(Body::from(
        json!({ "head": held.log.head(), "trouble": trouble, "damage": damage }).to_string(),
    ));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn view(State(server): State<Arc<Server>>, uri: Uri, headers: HeaderMap) -> Response {
    let turn = tokio::time::timeout(TURN, Arc::clone(&server.turns).acquire_owned()).await;
    let Ok(Ok(turn)) = turn else {
        let mut response =
            plain(StatusCode::SERVICE_UNAVAILABLE, "too many questions at once: ask again in a second\n");
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        return response;
    };
    let Now { held, trouble } = server.served.now();
    let question = uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    let now = server.settings.now.unwrap_or_else(|| SystemClock.now());
    // A question that names no moment of the clock has the same answer all hour; zones differ from each other by hours
    // and quarters of them.
    let is_of_now = question.contains("now");
    let key = format!("{} {}{question}", now.timestamp().div_euclid(900), trouble.is_some());
    if let Some(answered) = held.answered(&key) {
        return sent(&answered, &headers);
    }
    let working = Arc::clone(&server);
    let answering = tokio::task::spawn_blocking(move || {
        // The turn ends with the work: one that is not waited for any more still takes a core.
        let _turn = turn;
        let answered = Arc::new(respond(&working, &Now { held: Arc::clone(&held), trouble }, &question, now));
        if answered.status == 200 && !is_of_now {
            held.keep(key, Arc::clone(&answered));
        }
        answered
    });
    match answering.await {
        Ok(answered) => sent(&answered, &headers),
        Err(_) => plain(StatusCode::INTERNAL_SERVER_ERROR, "the answer failed; the log is as it was\n"),
    }
}

/// Sends an answer, or that it is still the one that the browser has.
fn sent(answered: &Answered, asking: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", answered.tag);
    let has = asking.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
    let is_same =
        has.is_some_and(|tags| tags.split(',').any(|one| one.trim().trim_start_matches("W/") == tag));
    let is_kept = answered.status == 200 && is_same;
    let mut response = Response::new(if is_kept { Body::empty() } else { Body::from(answered.body.clone()) });
    *response.status_mut() = match StatusCode::from_u16(answered.status) {
        _ if is_kept => StatusCode::NOT_MODIFIED,
        Ok(status) => status,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(answered.content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

fn respond(server: &Server, now: &Now, question: &str, clock: DateTime<Utc>) -> Answered {
    let (path, query) = question.split_once('?').unwrap_or((question, ""));
    let (form, query) = split_form(query);
    let place = OnServer(&server.settings.prefix);
    let whole = &now.held.log;
    let asked = Asked::from_url(path, &query);
    // What one negotiation needs answers about it as the whole log does, but for names that only the whole log has.
    let part = asked.as_ref().ok().and_then(|asked| now.held.part(asked.get("process")?));
    let mut around = Surroundings {
        log: part.as_deref().unwrap_or(whole),
        place: &place,
        now: clock,
        trouble: now.trouble.as_deref(),
    };
    let mut found = answered(around, asked.as_ref(), form.as_deref());
    if found.is_err() && part.is_some() {
        around.log = whole;
        found = answered(around, asked.as_ref(), form.as_deref());
    }
    let (status, content_type, body) = match found {
        Ok((content_type, body)) => (StatusCode::OK, content_type, body),
        Err(refusal) => {
            let asked = asked.unwrap_or_else(|_| Asked::of(View::State));
            (refusal.status, HTML, page::refused(around, &asked, &refusal))
        }
    };
    Answered { status: status.as_u16(), content_type, tag: tag(&body), body }
}

const HTML: &str = "text/html; charset=utf-8";

fn answered(
    around: Surroundings<'_>,
    asked: Result<&Asked, &Refusal>,
    form: Option<&str>,
) -> Result<(&'static str, String), Refusal> {
    let asked = asked.map_err(Clone::clone)?;
    let Some(form) = form else { return Ok((HTML, page::page(around, asked)?)) };
    let form = Form::named(form)?;
    let answer = crate::answer::answer(around.log, asked, around.now)?;
    Ok((form.content_type(), form.write(answer)?))
}

/// Takes the form out of the parameters.
fn split_form(query: &str) -> (Option<String>, String) {
    let (mut form, mut rest) = (None, form_urlencoded::Serializer::new(String::new()));
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if name == FORMAT && form.is_none() {
            form = Some(value.into_owned());
        } else {
            rest.append_pair(&name, &value);
        }
    }
    (form, rest.finish())
}
