//! What is answered to a path with its parameters: a page, or an answer in another form.

use asof_core::{AsOfToken, Head};
use axum::body::Bytes;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use crate::answer::{answer, picture};
use crate::api;
use crate::asked::{Asked, View};
use crate::form::Form;
use crate::links::Place;
use crate::page::{self, Asset, Surroundings};
use crate::refusal::Refusal;
use crate::routes::Settings;
use crate::served::{Answered, Now};

/// The parameter that asks for an answer in another form.
const FORMAT: &str = "format";

/// The parameter that says of which log a token is: with it, an answer never changes.
pub(crate) const ROOT: &str = "root";

pub(crate) const HTML: &str = "text/html; charset=utf-8";

/// Where the pages of a server are.
pub(crate) struct OnServer<'a> {
    /// What stands before every path.
    prefix: &'a str,
    is_appended_to: bool,
}

impl<'a> OnServer<'a> {
    pub(crate) fn of(settings: &'a Settings) -> Self {
        Self { prefix: &settings.prefix, is_appended_to: settings.appending.is_some() }
    }
}

impl Place for OnServer<'_> {
    fn url(&self, asked: &Asked) -> Option<String> {
        Some(format!("{}{}", self.prefix, asked.url()))
    }

    fn head(&self) -> Option<String> {
        Some(format!("{}{}/head", self.prefix, api::PATH))
    }

    fn asset(&self, asset: Asset) -> String {
        format!("{}/{}?{}", self.prefix, asset.name(), version_of(asset))
    }

    fn form(&self, asked: &Asked, form: Form) -> Option<String> {
        let url = self.url(asked)?;
        let joint = if url.contains('?') { '&' } else { '?' };
        Some(format!("{url}{joint}{FORMAT}={}", form.name()))
    }

    fn appending(&self) -> Option<String> {
        self.is_appended_to.then(|| format!("{}/append", self.prefix))
    }

    fn lasting(&self, asked: &Asked, root: &str) -> Option<String> {
        Some(format!("{}&{ROOT}={root}", self.url(asked)?))
    }
}

/// Returns the parameter that names one text of a file that pages use.
pub(crate) fn version_of(asset: Asset) -> String {
    format!("v={}", &tag(asset.text().as_bytes())[..16])
}

/// Returns what stands for bytes: the first half of their SHA-256, in hexadecimal digits.
fn tag(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Answers a path with its parameters, asked when it is `clock`.
pub(crate) fn respond(settings: &Settings, now: &Now, question: &str, clock: DateTime<Utc>) -> Answered {
    let (path, query) = question.split_once('?').unwrap_or((question, ""));
    let parameters = Parameters::of(query);
    let is_api = path.starts_with(api::PATH);
    let found = match path.strip_prefix(api::PATH) {
        Some(path) => api::asked(path, &parameters, now),
        None => Asked::from_url(path, &parameters.rest).map(api::Found::Asked),
    };
    let place = OnServer::of(settings);
    let whole = &now.held.log;
    let around = |log| Surroundings {
        log,
        place: &place,
        now: clock,
        trouble: now.trouble.as_deref(),
        roots: Some(&now.held),
    };
    let asked = match found {
        Ok(api::Found::Asked(asked)) => asked,
        Ok(api::Found::Sent(answered)) => {
            let next = answered.next.map(|next| format!("{}{next}", settings.prefix));
            return Answered { next, ..answered };
        }
        Err(refusal) if is_api => return problem(&refusal),
        Err(refusal) => return refused(around(whole), &Asked::of(View::State), &refusal),
    };
    let form = if is_api { Some(Form::Json.name()) } else { parameters.form.as_deref() };
    let lasts = match parameters.root.as_deref().map(|root| is_of(now, &asked, root)) {
        Some(false) => {
            let refusal = Refusal::of_another_log();
            return if form.is_some() { problem(&refusal) } else { refused(around(whole), &asked, &refusal) };
        }
        lasts => lasts.is_some(),
    };
    // What one negotiation needs answers about it as the whole log does, but for names that only the whole log has.
    let part = asked.get("process").and_then(|process| now.held.part(process));
    let mut written = written(around(part.as_deref().unwrap_or(whole)), &asked, form);
    if written.is_err() && part.is_some() {
        written = self::written(around(whole), &asked, form);
    }
    match written {
        Ok((content_type, body)) => Answered { lasts, ..sent(StatusCode::OK, content_type, body) },
        Err(refusal) if form.is_some() => problem(&refusal),
        Err(refusal) => refused(around(whole), &asked, &refusal),
    }
}

fn written(
    around: Surroundings<'_>,
    asked: &Asked,
    form: Option<&str>,
) -> Result<(&'static str, String), Refusal> {
    let Some(form) = form else { return Ok((HTML, page::page(around, asked)?)) };
    let form = Form::named(form)?;
    if asked.view == View::Plot {
        let drawn = picture(around.log, asked, around.now)?;
        return match form {
            Form::Svg => Ok((form.content_type(), asof_render::plot(&drawn, None, true))),
            _ => Err(Refusal::unfit("a picture is SVG: use format=svg".to_owned())),
        };
    }
    Ok((form.content_type(), form.write(answer(around.log, asked, around.now)?)?))
}

/// Returns an answer of which a browser may keep a copy, to ask whether it is still the same.
pub(crate) fn sent(status: StatusCode, content_type: &'static str, body: String) -> Answered {
    let tag = tag(body.as_bytes());
    let body = Bytes::from(body);
    Answered { status, content_type, body, tag, lasts: false, next: None }
}

fn refused(around: Surroundings<'_>, asked: &Asked, refusal: &Refusal) -> Answered {
    sent(refusal.status, HTML, page::refused(around, asked, refusal))
}

/// Returns why there is no answer, for a program: RFC 9457.
pub(crate) fn problem(refusal: &Refusal) -> Answered {
    sent(refusal.status, "application/problem+json", format!("{}\n", refusal.problem()))
}

/// Returns whether a token is asked, and a root is that of the log at the end that the token names. A token says the
/// process, every date and the end of the log, but not of which log.
fn is_of(now: &Now, asked: &Asked, root: &str) -> bool {
    let token: Option<AsOfToken> = asked.get("as-of").and_then(|token| token.parse().ok());
    let head = token.and_then(|token| match token.as_of.recorded {
        Head::Seq(seq) => Some(seq),
        Head::All => None,
    });
    let at_head = head.and_then(|head| now.held.root_at(head));
    at_head.is_some_and(|full| root.len() >= 16 && full.starts_with(root))
}

/// The parameters of a URL that say how it is answered, and the rest, which say what is asked.
pub(crate) struct Parameters {
    form: Option<String>,
    root: Option<String>,
    pub(crate) rest: String,
}

impl Parameters {
    fn of(query: &str) -> Self {
        let (mut form, mut root) = (None, None);
        let mut rest = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let place = match &*name {
                FORMAT => &mut form,
                ROOT => &mut root,
                _ => {
                    rest.append_pair(&name, &value);
                    continue;
                }
            };
            // One that is given twice is refused as what nobody asks twice.
            if place.is_some() {
                rest.append_pair(&name, &value);
            }
            *place = Some(value.into_owned());
        }
        Self { form, root, rest: rest.finish() }
    }
}
