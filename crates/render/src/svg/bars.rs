//! One promise as one small bar, for a line of text: what was promised, what of it was delivered, what is outstanding.

use asof_core::{Number, Quantity};
use asof_projector::state::commitments::CommitmentValue;
use maud::{Markup, html};

use super::words::seen;
use crate::text::{is_uncounted, quantity_bare, quantity_in_words};

/// The figures of a promise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bar {
    /// How much is promised; `None` if no figure is.
    pub promised: Option<Quantity>,
    /// How much was delivered; `None` if no delivery is on record.
    pub delivered: Option<Quantity>,
    /// What is left; `None` if that is not told.
    pub outstanding: Option<Quantity>,
    /// Whether its last day is gone by and it is still awaited.
    pub is_overdue: bool,
}

impl Bar {
    /// Returns the bar of a promise; `None` if there is no figure of it.
    pub fn of(value: &CommitmentValue) -> Option<Self> {
        let CommitmentValue { promised, delivered, outstanding, overdue_days, .. } = value;
        (promised.is_some() || delivered.is_some()).then(|| Self {
            promised: promised.clone(),
            delivered: delivered.clone(),
            outstanding: outstanding.clone(),
            is_overdue: overdue_days.is_some(),
        })
    }

    /// Returns what the bar shows, in words.
    fn words(&self) -> String {
        let promised = self.promised.as_ref().map_or_else(|| "no number".to_owned(), quantity_in_words);
        let delivered =
            self.delivered.as_ref().map_or_else(|| "none on record".to_owned(), quantity_in_words);
        let outstanding = self
            .outstanding
            .as_ref()
            .filter(|_| self.is_alike())
            .map(|left| format!("; outstanding: {}", quantity_bare(left)));
        let overdue = if self.is_overdue { "; overdue" } else { "" };
        format!("promised: {promised}; delivered: {delivered}{}{overdue}", outstanding.unwrap_or_default())
    }

    /// Returns whether promised and delivered are counts of the same: of each side, in total, one way.
    fn is_alike(&self) -> bool {
        is_alike(self.promised.as_ref(), self.delivered.as_ref())
    }

    /// Returns the number that is as long as the bar: the largest that is told.
    fn whole(&self) -> Number {
        let ends = |quantity: &Quantity| quantity.most().unwrap_or(quantity.least()).max(quantity.least());
        let quantities = [&self.promised, &self.delivered].into_iter().flatten();
        quantities.map(ends).max().unwrap_or_default()
    }
}

/// Returns whether two quantities are counts of the same, as far as both are told: of each side, in total, one way.
pub(super) fn is_alike(promised: Option<&Quantity>, delivered: Option<&Quantity>) -> bool {
    promised.zip(delivered).is_none_or(|(promised, delivered)| promised.per() == delivered.per())
}

/// How long a bar is, in its own units.
const LENGTH: u32 = 160;

/// Returns a promise as one small bar, an element for a page that has [`STYLE`](super::STYLE): a frame as long as what is
/// promised, filled as far as it was delivered. A range is told by a lighter part up to the most that it can be, an open end by
/// an arrow, what nobody knows by a question mark, overdue by a flag.
pub fn bars(bar: &Bar) -> String {
    let whole = bar.whole();
    let at = |number: Number| number.share_of(whole, LENGTH);
    let words = bar.words();
    let drawn = html! {
        svg xmlns="http://www.w3.org/2000/svg" class="plot bar" width="188" height="14" viewBox="0 0 188 14"
            role="img" aria-label=(seen(&words))
        {
            title { (seen(&words)) }
            @if let Some(delivered) = &bar.delivered { (filled(delivered, bar.is_alike(), &at)) }
            (frame(bar.promised.as_ref(), &at))
            @if bar.is_overdue { path class="late" d="M176 1v12h2v-5h8l-3 -3l3 -3h-8v-1z" {} }
        }
    };
    drawn.into_string()
}

/// Returns what was delivered: as much as is certain, then as much as it can be. If it is no count of what is promised, nothing
/// of it is certain.
fn filled(delivered: &Quantity, is_alike: bool, at: &dyn Fn(Number) -> u32) -> Markup {
    let least = at(delivered.least());
    let most = delivered.most().map(at);
    let is_unknown = is_uncounted(delivered);
    html! {
        rect class=(if is_alike { "delivered" } else { "delivered range" }) x="0" y="3" width=(least) height="8" {}
        @if let Some(most) = most.filter(|most| *most > least) {
            rect class="delivered range" x=(least) y="3" width=(most - least) height="8" {}
        }
        @if is_unknown { text class="small" x="4" y="11" { "?" } }
        @if most.is_none() && !is_unknown { path class="ink" d={ "M" (least + 2) " 3l4 4l-4 4" } {} }
    }
}

/// Returns the frame of what is promised.
fn frame(promised: Option<&Quantity>, at: &dyn Fn(Number) -> u32) -> Markup {
    let Some(promised) = promised.filter(|promised| !is_uncounted(promised)) else {
        // Nobody says how much: it is open.
        return html! { path class="guide" d={ "M0 2h" (LENGTH) "M0 12h" (LENGTH) "M0 2v10" } {} };
    };
    let least = at(promised.least());
    let most = promised.most().map(at);
    html! {
        rect class="axis" x="0" y="2" width=(least) height="10" {}
        @match most {
            Some(most) if most > least => {
                rect class="guide" x=(least) y="2" width=(most - least) height="10" {}
            }
            Some(_) => {}
            None => { path class="axis" d={ "M" (least + 3) " 3l5 4l-5 4" } {} }
        }
    }
}

#[cfg(test)]
mod tests {
    use asof_core::{Bound, Per};

    use super::super::tests::sound_of;
    use super::*;

    fn quantity(low: Option<u32>, high: Option<u32>, bound: Bound) -> Quantity {
        let [low, high] = [low, high].map(|number| number.map(Number::from));
        Quantity::new(low, high, bound, "lorry & <b>".parse().unwrap(), Per::OneWay).unwrap()
    }

    fn bar(promised: Option<Quantity>, delivered: Option<Quantity>) -> Bar {
        Bar { promised, delivered, ..Bar::default() }
    }

    #[test]
    fn what_is_delivered_fills_its_share_and_a_range_is_told_apart() {
        let half = bar(
            Some(quantity(Some(1000), Some(1000), Bound::Exact)),
            Some(quantity(Some(500), Some(750), Bound::Range)),
        );
        let told = sound_of(&bars(&half));
        let rects: Vec<(i64, i64, bool)> = told
            .iter()
            .filter(|element| element.has_class("delivered"))
            .map(|rect| (rect.number("x"), rect.number("width"), rect.has_class("range")))
            .collect();
        assert_eq!(rects, [(0, 80, false), (80, 40, true)]);
        let frame = told.iter().find(|element| element.has_class("axis")).unwrap();
        assert_eq!(frame.number("width"), 160);
        let label = &told[0].attributes["aria-label"];
        assert!(
            label.starts_with("promised: 1,000 ") && label.contains("; delivered: 500 to 750 "),
            "{label}"
        );
    }

    #[test]
    fn unknown_open_and_overdue_have_forms_of_their_own() {
        let unknown = || quantity(None, None, Bound::Unknown);
        let exact = || quantity(Some(10), Some(10), Bound::Exact);
        let unit = "lorry".parse().unwrap();
        let each_side = Quantity::exact(Number::from(10), unit, Per::EachSide);
        let shown = |bar: &Bar| bars(bar).split_once("</title>").unwrap().1.to_owned();
        let forms = [
            shown(&bar(Some(exact()), None)),
            shown(&bar(Some(exact()), Some(unknown()))),
            shown(&bar(Some(unknown()), None)),
            shown(&bar(Some(quantity(Some(10), None, Bound::AtLeast)), None)),
            shown(&bar(Some(exact()), Some(quantity(Some(5), None, Bound::AtLeast)))),
            shown(&bar(Some(each_side), Some(exact()))),
            shown(&Bar { is_overdue: true, ..bar(Some(exact()), None) }),
        ];
        for (place, form) in forms.iter().enumerate() {
            assert!(!forms[..place].contains(form), "{form} stands for two things");
        }
        let told = bars(&Bar { is_overdue: true, ..bar(Some(exact()), None) });
        assert!(told.contains("delivered: none on record; overdue"), "{told}");
    }
}
