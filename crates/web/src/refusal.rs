//! What cannot be answered as asked, with the status that says so.

use asof_core::unseen::spelt_out;
use asof_query::rows::{ErrorDocument, ProblemRow};
use asof_query::{
    AmbiguousName, CompareError, Document, ExitCode, FilterError, Names, PathError, ProcessError,
    ProcessInfo, QueryError, QuestionError, ShowError, ThingError,
};
use axum::http::StatusCode;
use serde_json::{Value, json};

/// Why there is no answer.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    /// What is wrong, in a sentence.
    pub(crate) detail: String,
    /// What may have been meant.
    pub(crate) near: Vec<String>,
    /// The negotiations to choose from, where none was named.
    pub(crate) choice: Vec<ProcessInfo>,
    /// What is wrong with drafts, each with its place.
    pub(crate) problems: Vec<ProblemRow>,
    /// Whether a date could not be read: the page shows how dates are written.
    pub(crate) is_of_a_date: bool,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        let (near, choice, problems) = Default::default();
        // What was typed is said back in characters that are seen.
        let detail = asof_render::said(&detail.into());
        Self { status, detail, near, choice, problems, is_of_a_date: false }
    }

    fn bad(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    fn missing(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    pub(crate) fn no_page(path: &str) -> Self {
        Self::missing(format!("there is no page `{}`", spelt_out(path)))
    }

    pub(crate) fn no_such(what: &str, name: &str) -> Self {
        Self::missing(format!("there is no {what} `{}`", spelt_out(name)))
    }

    pub(crate) fn twice(parameter: &str) -> Self {
        Self::bad(format!("the parameter `{parameter}` is given twice: give it once"))
    }

    pub(crate) fn needs(parameter: &str) -> Self {
        Self::bad(format!("the parameter `{parameter}` is missing"))
    }

    pub(crate) fn no_day_of_knowledge() -> Self {
        Self::bad("`known=on` needs a day in `known-on`, such as 2025-06-01")
    }

    pub(crate) fn no_number(parameter: &str, value: &str) -> Self {
        Self::bad(format!("`{parameter}` is a number, not `{}`", spelt_out(value)))
    }

    pub(crate) fn of_another_log() -> Self {
        Self::missing("this link is of another log, or of an end that this log does not have")
    }

    pub(crate) fn moved_on() -> Self {
        let said = "the log is not as `If-Match` says: ask where it ends, and send this again";
        Self::new(StatusCode::PRECONDITION_FAILED, said)
    }

    /// Returns it for a program: RFC 9457.
    pub(crate) fn problem(&self) -> Value {
        let (message, problems) = (self.detail.clone(), self.problems.clone());
        let document = ErrorDocument { exit_code: ExitCode(1), message, hint: None, problems };
        let document = document.json(&Names::default());
        json!({
            "title": self.status.canonical_reason().unwrap_or_default(),
            "status": self.status.as_u16(),
            "detail": self.detail,
            "near": self.near,
            "problems": document["problems"],
        })
    }

    pub(crate) fn unfit(detail: String) -> Self {
        Self::new(StatusCode::NOT_ACCEPTABLE, detail)
    }
}

impl From<QueryError> for Refusal {
    fn from(error: QueryError) -> Self {
        let detail = error.to_string();
        match error {
            QueryError::Process(ProcessError::SeveralChains(chains)) => {
                let choice = chains.into_iter().flatten().collect();
                let detail = "this log has several negotiations: choose one".to_owned();
                Self { choice, ..Self::new(StatusCode::MULTIPLE_CHOICES, detail) }
            }
            QueryError::Process(_) => Self::missing(detail),
            QueryError::Date(_) => Self { is_of_a_date: true, ..Self::bad(detail) },
            _ => Self::bad(detail),
        }
    }
}

impl From<QuestionError> for Refusal {
    fn from(error: QuestionError) -> Self {
        match error {
            QuestionError::Query(error) => error.into(),
            QuestionError::Filter(error) => error.into(),
            QuestionError::Ambiguous(error) => error.into(),
            QuestionError::Show(error) => error.into(),
            QuestionError::Thing(error) => error.into(),
            QuestionError::Path(error) => error.into(),
            QuestionError::Compare(error) => error.into(),
            QuestionError::OneMoment | QuestionError::OnlyPossible => Self::bad(error.to_string()),
        }
    }
}

impl From<FilterError> for Refusal {
    fn from(error: FilterError) -> Self {
        Self::bad(error.to_string())
    }
}

impl From<AmbiguousName> for Refusal {
    fn from(error: AmbiguousName) -> Self {
        let detail = error.to_string();
        Self { near: error.found, ..Self::new(StatusCode::MULTIPLE_CHOICES, detail) }
    }
}

impl From<ShowError> for Refusal {
    fn from(error: ShowError) -> Self {
        let detail = error.to_string();
        match error {
            ShowError::Query(error) => error.into(),
            ShowError::Ambiguous(error) => error.into(),
            ShowError::Unknown { near, .. } => Self { near, ..Self::missing(detail) },
        }
    }
}

impl From<ThingError> for Refusal {
    fn from(error: ThingError) -> Self {
        let detail = error.to_string();
        match error {
            ThingError::Several { found, .. } => {
                let near = found.iter().map(ToString::to_string).collect();
                Self { near, ..Self::new(StatusCode::MULTIPLE_CHOICES, detail) }
            }
            ThingError::Unknown { near, .. } => Self { near, ..Self::missing(detail) },
            ThingError::NoRound { .. } | ThingError::NotAThing { .. } => Self::missing(detail),
        }
    }
}

impl From<PathError> for Refusal {
    fn from(error: PathError) -> Self {
        Self::missing(error.to_string())
    }
}

impl From<CompareError> for Refusal {
    fn from(error: CompareError) -> Self {
        Self::missing(error.to_string())
    }
}
