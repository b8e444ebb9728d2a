//! Why a question has no answer, in words for an assistant: what it can call is a tool, not a command.

use asof_core::did_you_mean;
use asof_query::{FilterError, PathError, ProcessError, QueryError, QuestionError, ShowError, ThingError};
use asof_render::said;

/// Why a question has no answer, and what to do about it.
#[derive(Debug)]
pub(crate) struct Refusal {
    message: String,
    hint: Option<String>,
}

/// What a command line calls an argument, and what a tool does.
const ARGUMENTS: [(&str, &str); 6] = [
    ("--no-inferred", "`no_inferred`"),
    ("--as-of", "`as_of`"),
    ("--known", "`known`"),
    ("--recorded", "`recorded`"),
    ("--process", "`process`"),
    ("WHEN", "`when`"),
];

impl Refusal {
    pub(crate) fn bad(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    pub(crate) fn needs(argument: &str) -> Self {
        Self::bad(format!("the argument `{argument}` is missing"))
    }

    /// Returns the refusal of an answer that is too long even when it is cut.
    pub(crate) fn too_long(bytes: usize, most: usize, hint: &str) -> Self {
        let message = format!("the answer would have {bytes} bytes, and may have {most}");
        Self { message, hint: Some(hint.to_owned()) }
    }

    /// Returns the text of the error. Names that an assistant wrote, and those of the log, are said in characters that are seen.
    pub(crate) fn text(&self) -> String {
        let message = ARGUMENTS
            .iter()
            .fold(self.message.clone(), |message, (option, argument)| message.replace(option, argument));
        let hint = self.hint.as_ref().map_or_else(String::new, |hint| format!("\n  {hint}"));
        said(&format!("asof: {message}{hint}"))
    }
}

impl From<FilterError> for Refusal {
    fn from(error: FilterError) -> Self {
        QuestionError::Filter(error).into()
    }
}

impl From<QuestionError> for Refusal {
    fn from(error: QuestionError) -> Self {
        let hint = match &error {
            QuestionError::Query(QueryError::Process(ProcessError::SeveralChains(_))) => {
                Some("name one in `process`; `processes` lists them with their keys".to_owned())
            }
            QuestionError::Query(QueryError::TokenForTwo) => {
                Some("give the moments themselves, and the negotiation in `process`".to_owned())
            }
            QuestionError::Show(ShowError::Unknown { near, .. }) => {
                did_you_mean(near).or_else(|| Some("`log` lists events with their keys".to_owned()))
            }
            QuestionError::Thing(ThingError::Unknown { near, .. }) if near.is_empty() => Some(
                "`names` lists people, bodies, places and issues; `log` lists events with their keys"
                    .to_owned(),
            ),
            QuestionError::Path(PathError::Unknown { near, .. }) if near.is_empty() => Some(
                "a path names a value of the state: COLLECTION/KEY/FIELD; `state` and `diff` have them"
                    .to_owned(),
            ),
            QuestionError::Filter(FilterError::Unknown {
                sort: "party" | "person" | "issue" | "claimant" | "source",
                near,
                ..
            }) if near.is_empty() => Some("`names` lists what is registered, each with its key".to_owned()),
            QuestionError::OneMoment => Some("give `to`, or a range A..B in `known`".to_owned()),
            _ => None,
        };
        Self { message: error.to_string(), hint }
    }
}
