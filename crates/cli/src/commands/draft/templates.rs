//! The templates of drafts, one a kind and phase.

/// The class of a template, which decides the fields around its kind.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    World,
    Confirming,
    Discrepancy,
    Assertion,
    Registry,
}

/// A kind, the content of its `what`, and what to know about it.
pub(super) struct Template {
    pub(super) name: &'static str,
    pub(super) class: Class,
    pub(super) what: &'static str,
    pub(super) help: &'static str,
}

const fn world(name: &'static str, what: &'static str, help: &'static str) -> Template {
    Template { name, class: Class::World, what, help }
}

const fn registry(name: &'static str, what: &'static str, help: &'static str) -> Template {
    Template { name, class: Class::Registry, what, help }
}

/// Every kind that a draft can have, in the order in which they are listed.
pub(super) const TEMPLATES: [Template; 64] = [
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
        "`meeting` is the key of the meeting, shared by all events about it; `occurred` is when it was proposed",
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
        "`became` is the meeting that was held instead",
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
