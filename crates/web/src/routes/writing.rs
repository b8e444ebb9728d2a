//! Requests that append, and those of somebody who shows the token.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;

use super::{Server, plain, to_response};
use crate::api;
use crate::appending::form::{self, Filled};
use crate::appending::{Appending, Drafts, LONGEST};
use crate::form::Form;
use crate::page;
use crate::refusal::Refusal;
use crate::respond::{self, HTML, OnServer, problem};
use crate::served::Answered;

/// How long a request may take to send its drafts.
const BODY: Duration = Duration::from_secs(10);

/// How long a wrong token is answered later than a right one; meanwhile no other is tried.
const LATER: Duration = Duration::from_millis(500);

/// The page with the form, and where a token is shown.
pub(super) const FORM: &str = "/append";
pub(super) const LOGIN: &str = "/login";

/// Takes drafts from a program.
pub(super) async fn events(State(server): State<Arc<Server>>, request: Request) -> Response {
    let Some(appending) = server.settings.appending.clone() else { return is_off() };
    if !appending.token.is_borne_by(text_of(request.headers(), &header::AUTHORIZATION)) {
        return unauthorized();
    }
    let headers = request.headers().clone();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let text = match text_of_body(request.into_body()).await {
        Ok(text) => text,
        Err(response) => return response,
    };
    let if_match = text_of(&headers, &header::IF_MATCH).map(str::to_owned);
    let answered = on_thread(&server, move |server| {
        taken(server, &appending, &text, &query, if_match.as_deref())
            .unwrap_or_else(|refusal| problem(&refusal))
    });
    to_response(&answered.await, &HeaderMap::new())
}

fn taken(
    server: &Server,
    appending: &Appending,
    text: &str,
    query: &str,
    if_match: Option<&str>,
) -> Result<Answered, Refusal> {
    let (mut process, mut is_trial) = (None, false);
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "process" => process = Some(value.into_owned()),
            "dry-run" => is_trial = true,
            _ => asof_query::one_of("parameter", &name, ["process", "dry-run"])?,
        }
    }
    let now = server.served.now();
    let expect = if_match.map(|tag| now.held.at_tag(tag).ok_or_else(Refusal::moved_on)).transpose()?;
    let drafts = Drafts { text, process: process.as_deref(), expect, is_trial };
    let written = appending.write(&now.held.log, &drafts, server.clock())?;
    let status = if written.appended > 0 && !is_trial { StatusCode::CREATED } else { StatusCode::OK };
    if !is_trial {
        server.served.wait_for(written.head);
    }
    Ok(respond::sent(status, Form::Json.content_type(), Form::Json.write(written.answer)?))
}

/// Shows the form, or asks for the token first.
pub(super) async fn show_form(State(server): State<Arc<Server>>, request: Request) -> Response {
    if server.settings.appending.is_none() {
        return is_off();
    }
    let secret = server.session(request.headers()).map(|session| session.secret);
    let filled = Filled::from_body(request.uri().query().unwrap_or_default());
    let answered = on_thread(&server, move |server| server.form_page(secret.as_deref(), &filled, None));
    to_response(&answered.await, request.headers())
}

/// Tries or appends what the form sent.
pub(super) async fn send_form(State(server): State<Arc<Server>>, request: Request) -> Response {
    let Some(appending) = server.settings.appending.clone() else { return is_off() };
    if !server.is_from_own_page(request.headers()) {
        return foreign();
    }
    let Some(session) = server.session(request.headers()) else {
        return redirect(&format!("{}{FORM}", server.settings.prefix));
    };
    let text = match text_of_body(request.into_body()).await {
        Ok(text) => text,
        Err(response) => return response,
    };
    let filled = Filled::from_body(&text);
    if !filled.is_of(&session.secret) {
        return foreign();
    }
    let answered = on_thread(&server, move |server| {
        let block = filled.block();
        let became = block.as_ref().map(|block| {
            let now = server.served.now();
            let written = appending.write(&now.held.log, &filled.drafts(block), server.clock());
            if let Ok(written) = &written
                && filled.is_to_append()
            {
                server.served.wait_for(written.head);
            }
            written
        });
        server.form_page(Some(&session.secret), &filled, became)
    });
    to_response(&answered.await, &HeaderMap::new())
}

/// Takes the token that the page asked for, and gives a cookie for it.
pub(super) async fn login(State(server): State<Arc<Server>>, request: Request) -> Response {
    let Some(token) = server.settings.token().cloned() else { return is_off() };
    if !server.is_from_own_page(request.headers()) {
        return foreign();
    }
    let text = match text_of_body(request.into_body()).await {
        Ok(text) => text,
        Err(response) => return response,
    };
    let _one_at_a_time = server.logins.lock().await;
    if !Filled::from_body(&text).get("token").is_some_and(|told| token.is(told)) {
        tokio::time::sleep(LATER).await;
        let mut answered = server.login_page(true);
        answered.status = StatusCode::FORBIDDEN;
        return to_response(&answered, &HeaderMap::new());
    }
    let path = format!("{}/", server.settings.prefix);
    let Some(cookie) = server.sessions.begin(&path) else {
        return plain(StatusCode::INTERNAL_SERVER_ERROR, "this machine has no random numbers\n");
    };
    let goes_on = if server.settings.appending.is_some() { FORM } else { "/" };
    let mut response = redirect(&format!("{}{goes_on}", server.settings.prefix));
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

impl Server {
    /// Returns the page with the form, or the one that asks for the token.
    fn form_page(
        &self,
        secret: Option<&str>,
        filled: &Filled,
        became: Option<Result<crate::appending::Written, Refusal>>,
    ) -> Answered {
        let Some(secret) = secret else { return self.login_page(false) };
        let status = match &became {
            Some(Err(refusal)) => refusal.status,
            Some(Ok(_)) | None => StatusCode::OK,
        };
        let now = self.served.now();
        let place = OnServer::of(&self.settings);
        let around = self.around(&now, &place);
        let action = format!("{}{FORM}", self.settings.prefix);
        let page =
            page::of_its_own(around, |links| form::form(around, links, &action, secret, filled, became));
        respond::sent(status, HTML, page)
    }

    pub(super) fn login_page(&self, is_wrong: bool) -> Answered {
        let now = self.served.now();
        let place = OnServer::of(&self.settings);
        let around = self.around(&now, &place);
        let action = format!("{}{LOGIN}", self.settings.prefix);
        let login = form::login(&action, is_wrong);
        let page = match self.settings.reading {
            Some(_) => page::for_anybody(around, &login),
            None => page::of_its_own(around, |_| login),
        };
        respond::sent(StatusCode::UNAUTHORIZED, HTML, page)
    }

    /// Returns whether a form was sent by a page of this server: browsers say from where.
    fn is_from_own_page(&self, headers: &HeaderMap) -> bool {
        let origin = text_of(headers, &header::ORIGIN);
        let host = origin.and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
        host.is_some() && self.settings.is_own(host)
    }
}

/// Works on a thread that may wait for a file.
async fn on_thread(
    server: &Arc<Server>,
    work: impl FnOnce(&Server) -> Answered + Send + 'static,
) -> Answered {
    let server = Arc::clone(server);
    let worked = tokio::task::spawn_blocking(move || work(&server)).await;
    worked.unwrap_or_else(|_| {
        let said = "the request failed: look whether it was written before sending it again";
        problem(&Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, said))
    })
}

async fn text_of_body(body: Body) -> Result<String, Response> {
    let Ok(read) = tokio::time::timeout(BODY, to_bytes(body, LONGEST)).await else {
        return Err(plain(StatusCode::REQUEST_TIMEOUT, "the request took longer than 10 seconds\n"));
    };
    let bytes = read.map_err(|_| plain(StatusCode::PAYLOAD_TOO_LARGE, "a request has 8 MiB at most\n"))?;
    let is_no_text = |_| plain(StatusCode::BAD_REQUEST, "the request is not UTF-8\n");
    String::from_utf8(bytes.into()).map_err(is_no_text)
}

pub(super) fn text_of<'h>(headers: &'h HeaderMap, name: &header::HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn is_off() -> Response {
    let refusal = Refusal::new(
        StatusCode::FORBIDDEN,
        "nothing is appended here: `asof serve --allow-append` allows it",
    );
    to_response(&problem(&refusal), &HeaderMap::new())
}

pub(super) fn unauthorized() -> Response {
    let said = "send the token, as in `Authorization: Bearer TOKEN`";
    let mut response =
        to_response(&problem(&Refusal::new(StatusCode::UNAUTHORIZED, said)), &HeaderMap::new());
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

fn foreign() -> Response {
    plain(StatusCode::FORBIDDEN, "this form was not sent by a page of this server\n")
}

fn redirect(url: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(url) = HeaderValue::from_str(url) {
        response.headers_mut().insert(header::LOCATION, url);
    }
    response
}

/// What stands before the paths for programs.
pub(super) fn events_path() -> String {
    format!("{}/events", api::PATH)
}
