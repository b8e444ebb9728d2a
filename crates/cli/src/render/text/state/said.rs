//! What was wanted, claimed and said, and where accounts differ.

use crate::render::text::dates::date;
use crate::render::text::fields::Fields;
use crate::render::text::listing::lines;
use crate::render::text::numbers::quantity;
use crate::render::text::page::{Item, listed};
use crate::render::text::view::{Detail, View, capitalised, plain};

pub(crate) fn position<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let mut item = stance(view, row);
    let issue = view.named(row, "issue").unwrap_or("an issue not stated");
    item.text = format!("On {issue}, {}", item.text);
    item
}

/// Returns a party's position without naming the issue.
pub(crate) fn stance<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let party = view.named(row, "party").unwrap_or("a party");
    // Only a side's own word or the source's moves a stance: whose it is stands with the party.
    let claimants: Vec<&str> = row.texts("attributed_to").into_iter().filter(|by| *by != "source").collect();
    let by = if claimants.is_empty()
        || Some(claimants.as_slice()) == row.text("party").as_ref().map(std::slice::from_ref)
    {
        String::new()
    } else {
        format!(" ({})", view.claimants(&claimants))
    };
    let mut text = match row.text("stance") {
        Some(stance) => format!("{party}{by}, {}: {stance}", row.text("force").unwrap_or("stance")),
        None => format!("{party}: no word of its own"),
    };
    if let Some(condition) = row.text("condition") {
        text.push_str(&format!(", on condition: {condition}"));
    }
    if view.detail == Detail::Full
        && let Some(since) = date(row, "since")
    {
        text.push_str(&format!("; since {since}"));
    }
    view.marked(row, text)
}

pub(crate) fn statement<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let when = date(row, "occurred").unwrap_or_else(|| "Date not stated".to_owned());
    let gist = row.text("gist").unwrap_or_default();
    let claimants = row.texts("attributed_to");
    let speaker = view.named(row, "speaker").map(str::to_owned);
    let speaker = speaker.or_else(|| view.named(row, "on_behalf_of").map(str::to_owned));
    let speaker = speaker.unwrap_or_else(|| view.claimants(&claimants));
    let act = match row.text("act") {
        Some("statement") | None => String::new(),
        Some(act) => format!(" ({})", plain(act)),
    };
    let text = format!("{}, {speaker}{act}: {gist}", capitalised(&when));
    // The speaker's own word needs no second name.
    let own = row.text("speaker").or(row.text("on_behalf_of"));
    let is_own = own.is_none_or(|own| claimants == [own]);
    let mut item = if is_own { view.marked(row, text) } else { view.item(row, text) };
    if view.detail == Detail::Full {
        let place = [row.text("medium"), view.named(row, "place")];
        let place: Vec<&str> = place.into_iter().flatten().collect();
        if !place.is_empty() {
            item.note(place.join(", "));
        }
        about(row, &mut item);
    }
    item
}

pub(crate) fn claim<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let by = view.claimants(&row.texts("attributed_to"));
    let mut text = format!("{}: {}", capitalised(&by), row.text("says").unwrap_or_default());
    let count = row.row("quantity");
    if count.is_there() && view.detail == Detail::Full {
        text.push_str(&format!(" ({})", quantity(count)));
    }
    let mut item = view.marked(row, text);
    if view.detail == Detail::Full {
        if let Some(list) = view.named(row, "list_of") {
            item.note(format!("list of {list}"));
        }
        about(row, &mut item);
    }
    item
}

fn about(row: Fields<'_>, item: &mut Item) {
    let about = row.texts("about");
    if !about.is_empty() {
        item.note(format!("about {}", listed(&about)));
    }
}

pub(crate) fn discrepancy<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let readings = row.rows("between");
    let followed = row.text("followed").map_or(String::new(), |followed| format!("; followed: {followed}"));
    if view.detail == Detail::Short {
        let says: Vec<&str> = readings.iter().filter_map(|reading| reading.text("says")).collect();
        return view.item(row, format!("{}{followed}", says.join(", but: ")));
    }
    let key = row.text("key").map_or_else(String::new, plain);
    let mut item = view.item(row, format!("{key}: about {}{followed}", listed(&row.texts("about"))));
    item.below.extend(readings.into_iter().map(reading));
    item
}

pub(crate) fn reading(row: Fields<'_>) -> String {
    let place = match (row.text("event"), row.text("lines")) {
        (Some(event), Some(numbers)) => format!("{event}, {}", lines(numbers)),
        (Some(event), None) => event.to_owned(),
        (None, Some(numbers)) => lines(numbers),
        (None, None) => "elsewhere".to_owned(),
    };
    format!("- {place}: {}", row.text("says").unwrap_or_default())
}
