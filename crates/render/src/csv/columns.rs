//! The columns of each list of rows.

use super::{QUANTITY, events};

/// The fields that hold a quantity.
const QUANTITIES: [&str; 4] = ["promised", "delivered", "outstanding", "quantity"];

/// What the rows of each part of a state have between `process` and `events`, as the contract has it: `*` stands behind
/// a key with its name beside it, `@` behind a date, `@!` behind one on which an event occurred, `~` behind a duration.
const PARTS: [(&str, &str); 22] = [
    ("status", "phase since@! reason"),
    ("rounds", "number meeting occurred@! venue* start@ duration~ days_since_previous came"),
    (
        "meetings",
        "key title round status planned occurred@! start@ duration~ level venue* format host* chair* mediators \
         parties discussed became reason overdue_days",
    ),
    ("attendance", "meeting who* status condition reason delegated_to since@! reported"),
    ("delegations", "meeting party* basis role complete head* mandate members joined left compared_with"),
    ("offices", "person* post title party* attested_from@! attested_until@! left@!"),
    ("memberships", "member* of* joined@! left@! role"),
    (
        "positions",
        "party* issue* item stance force condition since@! said@! ended ended_by ended_on@! reported",
    ),
    (
        "proposals",
        "key tabled_by to title terms due@ standing answers agreement reported overdue_days late_days",
    ),
    (
        "agreements",
        "key parties stage title terms mediators supporters guarantors witnesses phases ratifications since@! \
         unvouched reported",
    ),
    (
        "commitments",
        "key agreement phase part_of in_return_for ratio owed_by owed_to through* category what strength promised \
         delivered outstanding directions periods due@ due_after due_days condition status suspended_by* reason \
         deliveries could_merge may_overlap unvouched reported overdue_days late_days discrepancies",
    ),
    (
        "exchanges",
        "category from* to* quantity occasions unknown_occasions could_merge may_overlap discrepancies",
    ),
    (
        "ceasefires",
        "key phase declared_by scope duration~ purpose since@! allegations denials duration_until duration_over",
    ),
    ("incidents", "key type by against place* counts about occurred@!"),
    ("resolutions", "key body* title outcome votes about occurred@!"),
    ("statements", "key speaker* on_behalf_of* act about medium place* gist occurred@!"),
    ("claims", "key about says quantity list_of* occurred@!"),
    ("discrepancies", "key about between followed"),
    ("people", "key party* names"),
    ("bodies", "key party* part_of* names"),
    ("places", "key part_of* names"),
    ("anomalies", "code message path"),
];

/// What every row of a state ends with.
const REST: &str =
    "events attributed_to confirmed_by denied_by inferred maybe history order_undecided undecided_between";

/// The other lists; `|` stands behind what may be a quantity or anything else.
const LISTS: [(&str, &str); 4] = [
    ("possible", "process event summary axes kind from until paths stance force"),
    ("names", "process key sort name party* part_of* names offices delegations events"),
    (
        "due",
        "process path title sort owed_by owed_to due@ days_left overdue_days events attributed_to
         confirmed_by denied_by inferred maybe",
    ),
    ("changes", "process at at_until path field op before| after| undecided_between why causes events"),
];

/// Returns the columns of a list.
pub(super) fn of(list: &str) -> Vec<String> {
    if list == "events" {
        return events::COLUMNS.map(str::to_owned).to_vec();
    }
    let fields = match PARTS.iter().find(|(part, _)| *part == list) {
        Some((_, own)) => format!("process {own} {REST}"),
        None => LISTS.iter().find(|(name, _)| *name == list).map_or("", |(_, fields)| fields).to_owned(),
    };
    fields.split_whitespace().flat_map(columns_of).collect()
}

fn columns_of(field: &str) -> Vec<String> {
    let name = field.trim_end_matches(['*', '@', '!', '~', '|']);
    let with = |endings: &[&str]| endings.iter().map(|ending| format!("{name}{ending}")).collect();
    let quantity = QUANTITY.iter().map(|part| format!("{name}_{part}"));
    match field.chars().next_back() {
        Some('*') => with(&["", "_name"]),
        Some('@') => with(&["", "_from", "_until", "_inferred"]),
        Some('!') => with(&["", "_from", "_until", "_inferred", "_narrowed_by"]),
        Some('~') => with(&["", "_minutes", "_minutes_low", "_minutes_high"]),
        Some('|') => std::iter::once(name.to_owned()).chain(quantity).collect(),
        _ if QUANTITIES.contains(&name) => quantity.collect(),
        _ => vec![name.to_owned()],
    }
}
