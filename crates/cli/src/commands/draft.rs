use std::process::ExitCode;

use asof_query::{contract, one_of};
use clap::Args;
use serde_json::{Map, Value, json};

use crate::context::Context;
use crate::failure::Failure;

/// Prints a draft that `append` takes once it is filled in
#[derive(Debug, Args)]
pub(crate) struct Draft {
    /// The kind, with its phase where it has one: announcement, meeting/held, person. Without it, lists them all.
    #[arg(value_name = "KIND")]
    kind: Option<String>,
}

/// What stands where the author must write; no draft with it is accepted.
const FILL_IN: &str = "FILL IN";

/// The class of a template, which decides the fields around its kind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    World,
    Confirming,
    Discrepancy,
    Assertion,
    Registry,
}

/// A kind, the content of its `what`, and what to know about it.
struct Template {
    name: &'static str,
    class: Class,
    what: &'static str,
    help: &'static str,
}

const fn world(name: &'static str, what: &'static str, help: &'static str) -> Template {
    Template { name, class: Class::World, what, help }
}

const fn registry(name: &'static str, what: &'static str, help: &'static str) -> Template {
    Template { name, class: Class::Registry, what, help }
}

const TEMPLATES: [Template; 64] = [
    world("process/opened", r#"{"process":{"opened":{}}}"#, "the negotiation began"),
    world("process/suspended", r#"{"process":{"suspended":{}}}"#, "it was halted without having ended"),
    world("process/resumed", r#"{"process":{"resumed":{}}}"#, "it went on after a halt"),
    world("process/concluded", r#"{"process":{"concluded":{}}}"#, "it ended"),
    world(
        "announcement",
        r#"{"announcement":{"speaker":"FILL IN","act":"statement","about":[],"gist":"FILL IN"}}"#,
        "a public statement for which no other kind fits; `act` says what was done by saying it",
    ),
    world(
        "meeting/proposed",
        r#"{"meeting":{"proposed":{"meeting":"FILL IN","planned_for":"FILL IN","parties":[],"agenda":[]}}}"#,
        "`meeting` is the key of the gathering, shared by all events about it; `occurred` is when it was proposed",
    ),
    world(
        "meeting/scheduled",
        r#"{"meeting":{"scheduled":{"meeting":"FILL IN","planned_for":"FILL IN","venue":"FILL IN","parties":[],"agenda":[]}}}"#,
        "`occurred` is when the plan was made, `planned_for` when it is to be",
    ),
    world(
        "meeting/cancelled",
        r#"{"meeting":{"cancelled":{"meeting":"FILL IN","reason":"FILL IN"}}}"#,
        "called off before its time",
    ),
    world(
        "meeting/held",
        r#"{"meeting":{"held":{"meeting":"FILL IN","start":"FILL IN","duration":"FILL IN","venue":"FILL IN","parties":[],"discussed":[]}}}"#,
        "number a `round` only if the source does; `duration` is ISO 8601, `PT1H45M~` if approximate",
    ),
    world(
        "meeting/not-held",
        r#"{"meeting":{"not-held":{"meeting":"FILL IN","became":"FILL IN"}}}"#,
        "`became` is the gathering that was held instead",
    ),
    world(
        "attendance/accepted",
        r#"{"attendance":{"accepted":{"who":"FILL IN","meeting":"FILL IN"}}}"#,
        "own word: it counts if attributed to that side",
    ),
    world(
        "attendance/declined",
        r#"{"attendance":{"declined":{"who":"FILL IN","meeting":"FILL IN"}}}"#,
        "own word: it counts if attributed to that side",
    ),
    world(
        "attendance/tentative",
        r#"{"attendance":{"tentative":{"who":"FILL IN","meeting":"FILL IN","condition":"FILL IN"}}}"#,
        "own word; `condition` is what it depends on",
    ),
    world(
        "attendance/delegated",
        r#"{"attendance":{"delegated":{"who":"FILL IN","meeting":"FILL IN","delegated_to":[]}}}"#,
        "own word: somebody else is sent",
    ),
    world(
        "attendance/expected",
        r#"{"attendance":{"expected":{"who":"FILL IN","meeting":"FILL IN"}}}"#,
        "what others expect, in their name; it moves nothing",
    ),
    world(
        "attendance/present",
        r#"{"attendance":{"present":{"who":"FILL IN","meeting":"FILL IN"}}}"#,
        "seen there; an observed delegation says it of its members already",
    ),
    world(
        "attendance/absent",
        r#"{"attendance":{"absent":{"who":"FILL IN","meeting":"FILL IN"}}}"#,
        "seen not to be there",
    ),
    world(
        "delegation/announced",
        r#"{"delegation":{"announced":{"meeting":"FILL IN","party":"FILL IN","complete":false,"head":"FILL IN","members":[{"person":"FILL IN","post":"FILL IN","title":"FILL IN"},{"description":"FILL IN"}]}}}"#,
        "who is to come; `description` is for people whom the source does not name",
    ),
    world(
        "delegation/observed",
        r#"{"delegation":{"observed":{"meeting":"FILL IN","party":"FILL IN","complete":false,"head":"FILL IN","members":[{"person":"FILL IN","post":"FILL IN","title":"FILL IN"}]}}}"#,
        "who sat at the table",
    ),
    world(
        "membership/joined",
        r#"{"membership":{"joined":{"member":"FILL IN","of":"FILL IN","role":"FILL IN"}}}"#,
        "a person or body joins a body, a process or an agreement; to join a body of another party ends the former",
    ),
    world(
        "membership/left",
        r#"{"membership":{"left":{"member":"FILL IN","of":"FILL IN"}}}"#,
        "they belong to it no more; `occurred` is when they left",
    ),
    world(
        "office/took",
        r#"{"office":{"took":{"person":"FILL IN","post":"FILL IN","title":"FILL IN"}}}"#,
        "entered a post",
    ),
    world("office/left", r#"{"office":{"left":{"person":"FILL IN","post":"FILL IN"}}}"#, "left a post"),
    world(
        "office/attested",
        r#"{"office":{"attested":{"person":"FILL IN","post":"FILL IN","title":"FILL IN"}}}"#,
        "held a post at that time",
    ),
    world(
        "position",
        r#"{"position":{"party":"FILL IN","issue":"FILL IN","item":"FILL IN","stance":"FILL IN","force":"demand","replaces":[]}}"#,
        "items add up; one ends only when another `replaces` it; `force` is demand, precondition or objective",
    ),
    world(
        "proposal",
        r#"{"proposal":{"title":"FILL IN","tabled_by":["FILL IN"],"to":["FILL IN"],"terms":[{"id":"FILL IN","text":"FILL IN"}],"due":"../FILL IN"}}"#,
        "asks the other side to agree; leave `due` out if none is said",
    ),
    world(
        "answer/accepted",
        r#"{"answer":{"accepted":{"proposal":"FILL IN","answered_by":"FILL IN"}}}"#,
        "`proposal` is the key of the event that tabled it",
    ),
    world(
        "answer/rejected",
        r#"{"answer":{"rejected":{"proposal":"FILL IN","answered_by":"FILL IN"}}}"#,
        "`proposal` is the key of the event that tabled it",
    ),
    world(
        "answer/under-consideration",
        r#"{"answer":{"under-consideration":{"proposal":"FILL IN","answered_by":"FILL IN"}}}"#,
        "neither yes nor no yet",
    ),
    world(
        "answer/withdrawn",
        r#"{"answer":{"withdrawn":{"proposal":"FILL IN","answered_by":"FILL IN"}}}"#,
        "taken back by those who tabled it",
    ),
    world(
        "agreement/announced",
        r#"{"agreement":{"announced":{"title":"FILL IN","parties":["FILL IN","FILL IN"],"terms":[{"id":"FILL IN","text":"FILL IN"}]}}}"#,
        "the parties say that they agreed; `phases` are [{\"id\": \"1\", \"begins\": \"2025-01-19\", \"ends\": \"2025-03-01\"}]",
    ),
    world(
        "agreement/initialled",
        r#"{"agreement":{"initialled":{"agreement":"FILL IN","parties":["FILL IN","FILL IN"]}}}"#,
        "a stage before signing; `agreement` is the key of the event that opened it, without it this one does",
    ),
    world(
        "agreement/signed",
        r#"{"agreement":{"signed":{"agreement":"FILL IN","parties":["FILL IN","FILL IN"]}}}"#,
        "`agreement` as above",
    ),
    world(
        "agreement/ratified",
        r#"{"agreement":{"ratified":{"agreement":"FILL IN","by":"FILL IN"}}}"#,
        "a body approves it; `votes` are {\"in_favour\": 24, \"against\": 8}",
    ),
    world(
        "agreement/in-force",
        r#"{"agreement":{"in-force":{"agreement":"FILL IN"}}}"#,
        "it binds from then on",
    ),
    world("agreement/suspended", r#"{"agreement":{"suspended":{"agreement":"FILL IN"}}}"#, "it is halted"),
    world("agreement/lapsed", r#"{"agreement":{"lapsed":{"agreement":"FILL IN"}}}"#, "it binds no more"),
    world(
        "commitment/offered",
        r#"{"commitment":{"offered":{"owed_by":["FILL IN"],"owed_to":["FILL IN"],"what":"FILL IN","category":"FILL IN"}}}"#,
        "one side's own promise, whatever the other does",
    ),
    world(
        "commitment/made",
        r#"{"commitment":{"made":{"owed_by":["FILL IN","FILL IN"],"owed_to":["FILL IN","FILL IN"],"category":"FILL IN","quantity":{"low":"FILL IN","high":"FILL IN","bound":"FILL IN","unit":"FILL IN","per":"FILL IN"}}}}"#,
        "agreed between sides; `owed_by` and `owed_to` pair by position; a number is `exact`, `about`, `at-least`, `more-than`, `at-most`, `fewer-than`, a `range` or `unknown`, `each-side`, `total`, `one-way` or `unstated`, and a rate `every` day, week or month; `due` is a date or {\"after\": KEY, \"days\": 15}",
    ),
    world(
        "commitment/suspended",
        r#"{"commitment":{"suspended":{"commitment":"FILL IN","by":"FILL IN","reason":"FILL IN"}}}"#,
        "not carried out for the time being; `commitment` is the key of the event that opened it",
    ),
    world(
        "commitment/resumed",
        r#"{"commitment":{"resumed":{"commitment":"FILL IN","by":"FILL IN"}}}"#,
        "to be carried out again",
    ),
    world(
        "commitment/withdrawn",
        r#"{"commitment":{"withdrawn":{"commitment":"FILL IN","reason":"FILL IN"}}}"#,
        "`commitment` is the key of the event that opened it",
    ),
    world(
        "exchange/preparing",
        r#"{"exchange":{"preparing":{}}}"#,
        "nothing has changed hands yet; name the commitment in `delivers`",
    ),
    world(
        "exchange/carried-out",
        r#"{"exchange":{"carried-out":{"transfers":[{"category":"FILL IN","from":"FILL IN","to":"FILL IN","quantity":{"low":"FILL IN","high":"FILL IN","bound":"FILL IN","unit":"FILL IN","per":"FILL IN"}}]}}}"#,
        "one event an occasion; leave `from` and `to` out if the source does; name the commitment in `delivers`",
    ),
    world(
        "exchange/completed",
        r#"{"exchange":{"completed":{}}}"#,
        "somebody says that all of it is done: no transfers, or they would count twice",
    ),
    world(
        "ceasefire/announced",
        r#"{"ceasefire":{"announced":{"declared_by":["FILL IN"],"scope":"FILL IN","duration":"FILL IN"}}}"#,
        "it is to be; that it began is an event of its own; `duration` is ISO 8601, `[P2D..P3D]` is two to three days",
    ),
    world(
        "ceasefire/in-effect",
        r#"{"ceasefire":{"in-effect":{"ceasefire":"FILL IN"}}}"#,
        "it began; `ceasefire` is the key of the event that opened it",
    ),
    world(
        "ceasefire/violated",
        r#"{"ceasefire":{"violated":{"ceasefire":"FILL IN","by":["FILL IN"],"how":"FILL IN","place":"FILL IN"}}}"#,
        "somebody says that it was broken, which moves no phase; whoever denies that does so by a `denial`",
    ),
    world("ceasefire/suspended", r#"{"ceasefire":{"suspended":{"ceasefire":"FILL IN"}}}"#, "it is halted"),
    world("ceasefire/ended", r#"{"ceasefire":{"ended":{"ceasefire":"FILL IN"}}}"#, "it is over"),
    world(
        "incident",
        r#"{"incident":{"type":"FILL IN","by":["FILL IN"],"against":["FILL IN"],"place":"FILL IN","counts":[{"category":"FILL IN","quantity":{"low":"FILL IN","high":"FILL IN","bound":"FILL IN","unit":"FILL IN","per":"FILL IN"}}],"about":"FILL IN"}}"#,
        "an act on the ground, in its claimant's name; `about` is a ceasefire that they say it breaks; leave out what they do not say",
    ),
    world(
        "resolution",
        r#"{"resolution":{"body":"FILL IN","title":"FILL IN","outcome":"adopted","votes":{"in_favour":"FILL IN","against":"FILL IN"},"about":[]}}"#,
        "of a body that is no party; `outcome` is adopted, rejected or vetoed",
    ),
    world(
        "claim",
        r#"{"claim":{"about":[],"says":"FILL IN","quantity":{"low":"FILL IN","high":"FILL IN","bound":"FILL IN","unit":"FILL IN","per":"FILL IN"}}}"#,
        "an asserted fact or number; `occurred` is the time that it is about; leave `quantity` out if there is no number",
    ),
    Template {
        name: "confirmation",
        class: Class::Confirming,
        what: r#"{"confirmation":{"of":"FILL IN","gist":"FILL IN"}}"#,
        help: "somebody else than the claimant says the same",
    },
    Template {
        name: "denial",
        class: Class::Confirming,
        what: r#"{"denial":{"of":"FILL IN","gist":"FILL IN"}}"#,
        help: "somebody else than the claimant says otherwise",
    },
    Template {
        name: "discrepancy",
        class: Class::Discrepancy,
        what: r#"{"discrepancy":{"about":["FILL IN"],"between":[{"event":"FILL IN","says":"FILL IN"},{"lines":"FILL IN","says":"FILL IN"}],"followed":"FILL IN"}}"#,
        help: "a contradiction that is shown and not settled; `followed` is the reading that the log uses",
    },
    Template {
        name: "assertion",
        class: Class::Assertion,
        what: r#"{"assertion":{"at":"FILL IN","known":"FILL IN","path":"FILL IN","equals":"FILL IN"}}"#,
        help: "what stands at a path of the state at the end of a day; copy `equals` from `asof state DATE --format json`, of an object only the fields to compare, null for nothing; without `known`, with all that the log knows",
    },
    registry(
        "registered/person",
        r#"{"registered":{"person":{"party":"FILL IN","names":[{"name":"FILL IN"}]}}}"#,
        "every spelling met; the first is the one shown",
    ),
    registry(
        "registered/body",
        r#"{"registered":{"body":{"names":[{"name":"FILL IN"}],"party":"FILL IN"}}}"#,
        "a party itself has no `party`",
    ),
    registry(
        "registered/place",
        r#"{"registered":{"place":{"names":[{"name":"FILL IN"}],"part_of":"FILL IN"}}}"#,
        "where things happen",
    ),
    registry(
        "registered/process",
        r#"{"registered":{"process":{"title":"FILL IN","zone":"Europe/Istanbul","parties":["FILL IN","FILL IN"]}}}"#,
        "a negotiation: its key is what `process` says on its events; its days begin and end in `zone`",
    ),
    registry(
        "registered/issue",
        r#"{"registered":{"issue":{"names":[{"name":"FILL IN"}]}}}"#,
        "what the talks are about",
    ),
    registry(
        "registered/source",
        r#"{"registered":{"source":{"title":"FILL IN","author":"FILL IN","publisher":"FILL IN"}}}"#,
        "what events cite; `lines` of a citation count from 1",
    ),
    registry(
        "registered/spelling",
        r#"{"registered":{"spelling":{"of":"FILL IN","name":"FILL IN"}}}"#,
        "a further spelling of somebody or something that is registered already, whose key is `of`",
    ),
];

impl Draft {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let Some(kind) = &self.kind else { return list(context) };
        one_of("kind", kind, TEMPLATES.iter().flat_map(Template::words))?;
        let mut chosen = TEMPLATES.iter().filter(|template| template.is(kind));
        if let Some(first) = chosen.next() {
            let form = first.form(context.global.process.as_deref());
            context.print(&format!("{}\n", form.draft))?;
            context.advise(&format!("{}: {}\n", first.name, first.help));
            let optional = form.optional.iter().map(|(field, about)| format!("  {field:16} {about}\n"));
            context.advise(&format!("May be said too:\n{}", optional.collect::<String>()));
        }
        for other in chosen {
            context.advise(&format!("also {}: {}\n", other.name, other.help));
        }
        context.advise(&format!(
            "Replace every `{FILL_IN}` or leave the field out; what stays null, [] or false counts as left out. Then: \
             asof append FILE --dry-run\n"
        ));
        Ok(ExitCode::SUCCESS)
    }
}

/// Lists the kinds, with what to know about each.
fn list(context: &Context<'_>) -> Result<ExitCode, Failure> {
    let lines = TEMPLATES.iter().map(|template| format!("{:26} {}\n", template.name, template.help));
    context.print(&lines.collect::<String>())?;
    Ok(ExitCode::SUCCESS)
}

impl Template {
    /// Returns whether a kind asked for is this one: in full, or by its kind or phase alone.
    fn is(&self, asked: &str) -> bool {
        self.words().any(|word| word == asked)
    }

    /// Returns what it can be asked for by.
    fn words(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.name.split('/'))
    }

    /// Returns the draft with every field that it may have, in the order in which fields are written.
    fn form(&self, process: Option<&str>) -> Form {
        let schema = contract::find("draft").map_or(Value::Null, contract::Contract::schema);
        let mut optional = Vec::new();
        let draft = Completing { schema: &schema, class: self.class, optional: &mut optional }.completed(
            &schema,
            self.draft(process),
            true,
        );
        Form { draft, optional }
    }

    /// Returns the draft with the fields that it mostly has.
    fn draft(&self, process: Option<&str>) -> Value {
        let mut fields = Map::new();
        let mut put = |field: &str, value: Value| {
            fields.insert(field.to_owned(), value);
        };
        if self.class != Class::Registry {
            put("process", json!(process.unwrap_or(FILL_IN)));
        }
        put("key", json!(FILL_IN));
        if self.class == Class::World {
            put("occurred", json!(FILL_IN));
        }
        if matches!(self.class, Class::World | Class::Confirming) {
            put("known", json!(FILL_IN));
            put("attributed_to", json!([FILL_IN]));
        }
        if self.name.starts_with("exchange/") {
            put("delivers", json!([{ "commitment": FILL_IN }]));
        }
        put("sources", json!([{ "source": FILL_IN, "lines": FILL_IN }]));
        if self.class != Class::Registry {
            put("summary", json!(FILL_IN));
        }
        put(
            "what",
            serde_json::from_str(self.what).unwrap_or_else(|error| unreachable!("{}: {error}", self.name)),
        );
        Value::Object(fields)
    }
}

/// A draft to fill in, and what is said of the fields that it need not have.
struct Form {
    draft: Value,
    optional: Vec<(String, String)>,
}

/// Fills a draft up with the fields that its schema has beside those that stand there, as null, an empty
/// list or false.
struct Completing<'s> {
    schema: &'s Value,
    class: Class,
    optional: &'s mut Vec<(String, String)>,
}

impl Completing<'_> {
    /// Returns a value as its schema would have it; `is_entry` says that it is the whole draft.
    fn completed(&mut self, of: &Value, value: Value, is_entry: bool) -> Value {
        let described = self.resolved(of);
        match value {
            Value::Object(mut fields) => {
                let Some(Value::Object(properties)) = described.get("properties") else {
                    return Value::Object(fields);
                };
                // Of kinds and phases there is only the one.
                let is_choice = described.get("maxProperties").is_some();
                let class = self.class;
                // What is only kept so that older logs can be read is not offered.
                let is_kept = |of: &Value| {
                    of["description"].as_str().is_some_and(|about| about.starts_with("Kept of older logs"))
                };
                let known = properties.iter().filter(|(_, of)| !is_kept(of));
                let known = known.filter(|(field, _)| !is_entry || class.has(field));
                let mut whole = Map::new();
                for (field, of) in known {
                    match fields.shift_remove(field) {
                        Some(value) => {
                            whole.insert(field.clone(), self.completed(of, value, false));
                        }
                        None if is_choice => {}
                        None => {
                            let unsaid = match self.resolved(of)["type"].as_str() {
                                Some("array") => json!([]),
                                Some("boolean") => json!(false),
                                _ => Value::Null,
                            };
                            whole.insert(field.clone(), unsaid);
                            let about = of["description"].as_str().unwrap_or_default().to_owned();
                            self.optional.push((field.clone(), about));
                        }
                    }
                }
                whole.extend(fields);
                Value::Object(whole)
            }
            Value::Array(items) => {
                let of = described["items"].clone();
                items.into_iter().map(|item| self.completed(&of, item, false)).collect()
            }
            other => other,
        }
    }

    /// Returns what a schema that only points elsewhere points to.
    fn resolved(&self, of: &Value) -> Value {
        let definition = of["$ref"].as_str().and_then(|name| name.strip_prefix("#/$defs/"));
        definition.map_or_else(|| of.clone(), |name| self.schema["$defs"][name].clone())
    }
}

impl Class {
    /// Returns whether a draft of this class may have a field; the log sets the id.
    fn has(self, field: &str) -> bool {
        match field {
            "id" => false,
            "key" | "external_ids" | "sources" | "what" => true,
            "process" | "summary" | "via" | "said_in" => self != Self::Registry,
            "known" | "attributed_to" => matches!(self, Self::World | Self::Confirming),
            _ => self == Self::World,
        }
    }
}

#[cfg(test)]
mod tests {
    use asof_core::Draft;

    use super::*;

    #[test]
    fn every_template_is_refused_until_it_is_filled_in_and_then_read() {
        for template in &TEMPLATES {
            let draft = template.form(None).draft.to_string();
            assert!(Draft::from_json(&draft).is_err(), "{}", template.name);
            let filled = draft
                .replace("\"../FILL IN\"", "\"../2025-08-31\"")
                .replace("\"in_favour\":\"FILL IN\"", "\"in_favour\":7")
                .replace("\"against\":\"FILL IN\"", "\"against\":7")
                .replace("\"at\":\"FILL IN\"", "\"at\":\"2025-05-16\"")
                .replace("\"low\":\"FILL IN\"", "\"low\":7")
                .replace("\"high\":\"FILL IN\"", "\"high\":7")
                .replace("\"bound\":\"FILL IN\"", "\"bound\":\"exact\"")
                .replace("\"per\":\"FILL IN\"", "\"per\":\"total\"")
                .replace("\"duration\":\"FILL IN\"", "\"duration\":\"PT2H\"")
                .replace("\"lines\":\"FILL IN\"", "\"lines\":\"1\"")
                .replace("\"occurred\":\"FILL IN\"", "\"occurred\":\"2025-05-16\"")
                .replace("\"known\":\"FILL IN\"", "\"known\":\"2025-05-16\"")
                .replace("\"planned_for\":\"FILL IN\"", "\"planned_for\":\"2025-05-16\"")
                .replace("\"start\":\"FILL IN\"", "\"start\":\"2025-05-16T12:30+03:00\"")
                .replace("FILL IN", "filled");
            let read = Draft::from_json(&filled)
                .unwrap_or_else(|error| panic!("{}: {error}: {filled}", template.name));
            let written = read.to_json().to_string();
            assert!(!written.contains("null") && !written.contains("[]"), "{}: {written}", template.name);
        }
    }

    #[test]
    fn a_form_has_every_field_that_its_kind_may_have() {
        let form = |name: &str| {
            let template = TEMPLATES.iter().find(|template| template.name == name).unwrap();
            template.form(None).draft
        };
        let held = form("meeting/held");
        let violated = form("ceasefire/violated");
        assert!(violated["what"]["ceasefire"]["violated"].get("about").is_some(), "{violated}");
        assert!(violated["what"]["ceasefire"]["violated"].get("scope").is_none(), "{violated}");
        for field in ["via", "said_in", "at", "issues", "after", "delivers", "ends"] {
            assert!(held.get(field).is_some(), "{field}: {held}");
        }
        for field in ["title", "round", "level", "format", "host", "chair", "mediators"] {
            assert!(held["what"]["meeting"]["held"].get(field).is_some(), "{field}: {held}");
        }
        assert_eq!(held["what"]["meeting"].as_object().unwrap().len(), 1);
        let member = &form("delegation/observed")["what"]["delegation"]["observed"]["members"][0];
        assert!(member.get("role").is_some() && member.get("description").is_some(), "{member}");
        // What a class does not have is not offered.
        assert!(form("denial").get("occurred").is_none() && form("denial").get("via").is_some());
        assert!(form("registered/person").get("via").is_none());
    }
}
