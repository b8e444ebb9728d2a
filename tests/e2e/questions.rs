//! What analysts ask of the record: a question, the command that answers it, what the answer says and what it must not.

use serde::Deserialize;

use crate::support::{Sandbox, repository};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ResolvedQuery {
    question: String,
    command: Vec<String>,
    must_contain: Vec<String>,
    must_not_contain: Vec<String>,
}

/// Returns a text with every run of white space as one space, so that where a line breaks does not matter.
fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_record_answers_what_analysts_ask_and_no_more() {
    let asked = std::fs::read_to_string(repository().join("tests/e2e/questions.json")).unwrap();
    let asked: Vec<ResolvedQuery> = serde_json::from_str(&asked).unwrap();
    assert!(asked.len() >= 120, "{}", asked.len());
    let sandbox = Sandbox::with_record();
    let mut wrong = String::new();
    for ResolvedQuery { question, command, must_contain, must_not_contain } in asked {
        assert!(!must_contain.is_empty() && !must_not_contain.is_empty(), "{question}");
        let command: Vec<&str> = command.iter().map(String::as_str).collect();
        let answer = on_one_line(sandbox.run(&command).text());
        for said in must_contain.iter().filter(|said| !answer.contains(on_one_line(said).as_str())) {
            wrong += &format!("{question}\n  asof {}\n  does not say: {said}\n", command.join(" "));
        }
        for said in must_not_contain.iter().filter(|said| answer.contains(on_one_line(said).as_str())) {
            wrong += &format!("{question}\n  asof {}\n  says: {said}\n", command.join(" "));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
