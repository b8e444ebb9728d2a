//! The forms of marks: how an event stands is told by form, and not by colour alone.

use std::collections::BTreeSet;

use asof_projector::EventStatus;
use maud::{Markup, html};

use super::words::text;
use crate::text::counted;

/// Where a mark is: from the left to the right, from the upper to the lower end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Area {
    pub(super) left: i64,
    pub(super) top: i64,
    pub(super) right: i64,
    pub(super) bottom: i64,
}

impl Area {
    pub(super) fn width(self) -> i64 {
        self.right - self.left
    }

    pub(super) fn height(self) -> i64 {
        self.bottom - self.top
    }

    fn meets(self, other: Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// The sides to which a mark is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Open {
    pub(super) left: bool,
    pub(super) right: bool,
    pub(super) top: bool,
    pub(super) bottom: bool,
}

impl Open {
    fn is_any(self) -> bool {
        self.left || self.right || self.top || self.bottom
    }
}

/// How a mark looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Form {
    pub(super) standing: EventStatus,
    /// Whether the encoder inferred one of its dates.
    pub(super) inferred: bool,
    pub(super) open: Open,
}

/// A mark as large as this hides what is behind it, and is filled lightly.
pub(super) const WIDE: i64 = 240;

/// A mark as large as this is hardly filled at all.
const HUGE: i64 = 40_000;

/// Returns a mark.
pub(super) fn mark(area: Area, form: Form, hatch: &str) -> Markup {
    let Area { left, top, .. } = area;
    let (width, height) = (area.width(), area.height());
    let stroke = if form.inferred { "mark inferred" } else { "mark" };
    // The sides that are closed are drawn one by one.
    let edge = if form.open.is_any() { "" } else { stroke };
    let wide = match width * height {
        HUGE.. => "huge",
        WIDE.. => "wide",
        // A dashed edge is seen only around something lighter.
        _ if form.inferred && width > 3 * height => "wide",
        _ => "solid",
    };
    let filled = |y: i64, height: i64, class: &str| {
        html! { rect x=(left) y=(y) width=(width) height=(height) class=(class) {} }
    };
    html! {
        @match form.standing {
            EventStatus::InForce => (filled(top, height, &format!("in-force full {wide} {edge}"))),
            EventStatus::Possible => {
                rect x=(left) y=(top) width=(width) height=(height) class={ (wide) " " (edge) } fill={ "url(#" (hatch) ")" } {}
            }
            EventStatus::UnderWay => {
                (filled(top, height, &format!("hollow {edge}")))
                (filled(top + height - height / 2, height / 2, &format!("full {wide}")))
            }
            EventStatus::Absent => (filled(top, height, &format!("hollow {edge}"))),
            EventStatus::Replaced => {
                (filled(top, height, &format!("hollow {edge}")))
                path class="ink" d={
                    "M" (left) " " (top) "L" (area.right) " " (area.bottom)
                    "M" (left) " " (area.bottom) "L" (area.right) " " (top)
                } {}
            }
        }
        @if form.open.is_any() { path class={ "hollow " (stroke) } d=(sides(area, form.open)) {} }
    }
}

/// Returns the closed sides of an area, and an arrow at each open one.
fn sides(area: Area, open: Open) -> String {
    let Area { left, top, right, bottom } = area;
    let (across, along) = ((top + bottom) / 2, (left + right) / 2);
    [
        if open.left {
            format!("M{} {}l-5 4l5 4", left + 6, across - 4)
        } else {
            format!("M{left} {top}V{bottom}")
        },
        if open.right {
            format!("M{} {}l5 4l-5 4", right - 6, across - 4)
        } else {
            format!("M{right} {top}V{bottom}")
        },
        if open.top {
            format!("M{} {}l4 -5l4 5", along - 4, top + 6)
        } else {
            format!("M{left} {top}H{right}")
        },
        if open.bottom {
            format!("M{} {}l4 5l4 -5", along - 4, bottom - 6)
        } else {
            format!("M{left} {bottom}H{right}")
        },
    ]
    .concat()
}

/// Returns what each form that was drawn means, a line each, and how high that is.
pub(super) fn legend(left: i64, top: i64, forms: &BTreeSet<Form>, hatch: &str) -> (Markup, i64) {
    const LINE: i64 = 18;
    let standings: BTreeSet<EventStatus> = forms.iter().map(|form| form.standing).collect();
    let plain = |standing| Form { standing, inferred: false, open: Open::default() };
    let told = |standing: EventStatus| match standing {
        EventStatus::InForce => "counts at this point",
        EventStatus::Possible => "may have happened or been public by then",
        EventStatus::UnderWay => "was under way",
        EventStatus::Absent => "does not count: later, or taken back",
        EventStatus::Replaced => "replaced by a correction",
    };
    let mut lines: Vec<(Form, &str)> = standings.into_iter().rev().map(|of| (plain(of), told(of))).collect();
    if forms.iter().any(|form| form.inferred) {
        lines.push((
            Form { inferred: true, ..plain(EventStatus::Absent) },
            "dashed: a date was inferred by the encoder",
        ));
    }
    if forms.iter().any(|form| form.open.is_any()) {
        let open = Open { left: true, ..Open::default() };
        lines.push((Form { open, ..plain(EventStatus::Absent) }, "open: nobody says since or until when"));
    }
    let height = LINE * lines.len() as i64;
    let drawn = html! {
        @for ((form, told), row) in lines.iter().zip(0..) {
            (mark(Area { left, top: top + LINE * row, right: left + 14, bottom: top + LINE * row + 12 }, *form, hatch))
            (text(left + 22, top + LINE * row + 10, "small halo", told))
        }
    };
    (drawn, height)
}

/// Returns a cell of a grid with its count, the darker the nearer that is to the greatest.
pub(super) fn cell(area: Area, count: usize, most: usize) -> Markup {
    let shade = format!(".{}", 10 + 50 * count / most.max(1));
    html! {
        g {
            title { (counted(count as u64, "event")) }
            rect class="cell" x=(area.left) y=(area.top) width=(area.width()) height=(area.height()) fill-opacity=(shade) {}
            (text((area.left + area.right) / 2, (area.top + area.bottom) / 2 + 4, "middle small", &in_short(count)))
        }
    }
}

/// Returns a count in at most four characters, up to a thousand million.
fn in_short(count: usize) -> String {
    match count {
        0..10_000 => count.to_string(),
        10_000..1_000_000 => format!("{}k", count / 1000),
        _ => format!("{}M", count / 1_000_000),
    }
}

/// Places that are taken by texts, so that none is written over another.
#[derive(Debug, Default)]
pub(super) struct Taken(Vec<Area>);

impl Taken {
    /// Takes the first place that is free; `None` if none is.
    pub(super) fn take(&mut self, places: &[Area]) -> Option<Area> {
        let free = places.iter().find(|place| !self.0.iter().any(|taken| taken.meets(**place)))?;
        self.0.push(*free);
        Some(*free)
    }
}
