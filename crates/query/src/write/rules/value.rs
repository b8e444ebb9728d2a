//! Values of fields: templates, and tables that make dates, quantities, names and lists.

use asof_core::Zone;

use super::date::{Apart, Coarse, Coarser, DateFormat, Mark, Precision};
use super::node::{Fields, Is, Node};
use super::quantity::{Crossed, Meant, Zero};
use super::read::Reading;
use super::template::Template;

/// How a field comes by its value.
#[derive(Debug)]
pub(crate) enum Value {
    Text(Template),
    Date(Box<DateRule>),
    Quantity(Box<QuantityRule>),
    Named(Box<NamedRule>),
    Pieces(Box<PieceRule>),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
    /// What is no text: true, 3.
    Fixed(serde_json::Value),
}

/// A date, or two.
#[derive(Debug)]
pub(crate) struct DateRule {
    pub(crate) from: Option<DateOf>,
    pub(crate) to: Option<DateOf>,
    pub(crate) formats: Vec<DateFormat>,
    pub(crate) unknown: Vec<String>,
    pub(crate) first_of_month: Option<Coarser>,
    pub(crate) first_of_year: Option<Coarser>,
    /// What a cell says of how precise it is.
    pub(crate) precision: Option<PrecisionRule>,
    pub(crate) apart: Apart,
    pub(crate) time: Option<Template>,
    pub(crate) zone: Option<Zone>,
    pub(crate) otherwise: Option<Otherwise>,
    pub(crate) early: Early,
}

/// How precise a date is, by a code of the data set.
#[derive(Debug)]
pub(crate) struct PrecisionRule {
    pub(crate) of: Template,
    pub(crate) codes: Vec<(String, Precision, Mark)>,
}

/// Where a date is.
#[derive(Debug)]
pub(crate) enum DateOf {
    Text(Template),
    /// Year, month and day, each in a cell.
    Parts([Option<Template>; 3]),
}

/// What stands where there is no date.
#[derive(Debug)]
pub(crate) struct Otherwise {
    pub(crate) to: FallBack,
    pub(crate) mark: Mark,
}

/// What a date falls back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FallBack {
    Occurred,
    Edition,
    Date(String),
}

/// What becomes of a `known` before `occurred`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Early {
    Refused,
    /// `occurred` stands for it, with a mark.
    Raised(Mark),
}

/// A quantity.
#[derive(Debug)]
pub(crate) struct QuantityRule {
    /// Low, best and high.
    pub(crate) numbers: [Option<Template>; 3],
    pub(crate) unit: Template,
    pub(crate) per: Option<Template>,
    pub(crate) every: Option<Template>,
    pub(crate) crossed: Crossed,
    pub(crate) zero: Zero,
    pub(crate) meant: Meant,
}

/// Who or what bears a name.
#[derive(Debug)]
pub(crate) struct NamedRule {
    /// What bears the name, of these sorts.
    pub(crate) sort: Sort,
    /// As what it is registered if nothing does.
    pub(crate) registered_as: Sort,
    pub(crate) name: Template,
    pub(crate) key: Template,
    pub(crate) party: Option<Template>,
    pub(crate) part_of: Option<Template>,
    pub(crate) external_ids: Option<Template>,
}

/// A sort of what is registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Sort {
    /// A person or a body.
    Actor,
    Person,
    Body,
    Place,
    Issue,
}

impl Sort {
    const ALL: [(&str, Self); 5] = [
        ("actor", Self::Actor),
        ("person", Self::Person),
        ("body", Self::Body),
        ("place", Self::Place),
        ("issue", Self::Issue),
    ];

    /// Returns its name.
    pub(crate) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, sort)| *sort == self).map_or("", |(name, _)| *name)
    }

    /// Returns whether what is of another sort is of this.
    pub(crate) fn has(self, other: Self) -> bool {
        self == other || self == Self::Actor && matches!(other, Self::Person | Self::Body)
    }
}

/// A list in one cell.
#[derive(Debug)]
pub(crate) struct PieceRule {
    pub(crate) list: Template,
    pub(crate) split: String,
    pub(crate) each: Value,
}

impl Reading<'_> {
    /// Reads a value; nothing where it is faulty.
    pub(super) fn value(&mut self, node: &Node, name: &str) -> Option<Value> {
        match &node.is {
            Is::Text(_) => self.template(node).map(Value::Text),
            Is::Whole(number) => Some(Value::Fixed((*number).into())),
            Is::Truth(truth) => Some(Value::Fixed((*truth).into())),
            Is::List(items) => {
                Some(Value::List(items.iter().filter_map(|item| self.value(item, name)).collect()))
            }
            Is::Table(fields) => {
                let has = |name: &str| node.field(name).is_some();
                let is_name = Sort::ALL.iter().any(|(sort, _)| has(sort)) && has("key");
                if ["date", "year", "else"].into_iter().any(has) {
                    self.date(node, name).map(|rule| Value::Date(Box::new(rule)))
                } else if ["low", "best", "high"].into_iter().any(has) {
                    self.quantity(node, name).map(|rule| Value::Quantity(Box::new(rule)))
                } else if is_name {
                    self.named(node, name).map(|rule| Value::Named(Box::new(rule)))
                } else if has("list") {
                    self.pieces(node, name).map(|rule| Value::Pieces(Box::new(rule)))
                } else {
                    let fields = fields.iter();
                    let read = |field: &super::node::Named| {
                        Some((field.name.clone(), self.value(&field.node, &field.name)?))
                    };
                    Some(Value::Object(fields.filter_map(read).collect()))
                }
            }
            Is::Other => {
                self.faults.add(
                    &node.span,
                    format!("`{name}` is a text, a whole number, true or false, a list or a table"),
                    Some("dates and fractions are written in quotes".to_owned()),
                );
                None
            }
        }
    }

    fn date(&mut self, node: &Node, name: &str) -> Option<DateRule> {
        let mut fields = Fields::of(node, name, &mut self.faults);
        let from = self.date_of(&mut fields);
        let to = match fields.take("to") {
            Some(node) if matches!(node.is, Is::Table(_)) => {
                let mut parts = Fields::of(node, "to", &mut self.faults);
                let of = self.date_of(&mut parts);
                parts.finish(&mut self.faults);
                of
            }
            Some(node) => self.template(node).map(DateOf::Text),
            None => None,
        };
        let formats = self.formats(&mut fields, from.as_ref());
        let unknown = fields.texts("unknown", &mut self.faults);
        let first_of_month =
            fields.take("first_of_month").and_then(|node| self.coarser(node, "first_of_month"));
        let first_of_year = fields.take("first_of_year").and_then(|node| self.coarser(node, "first_of_year"));
        let precision = fields.take("precision").and_then(|node| self.precision(node));
        let words = [("span", Apart::Span), ("range", Apart::Range), ("refuse", Apart::Refused)];
        let apart = fields.word("apart", &words, &mut self.faults).unwrap_or(Apart::Refused);
        let time = fields.take("time").and_then(|node| self.template(node));
        let zone = fields.take("zone").and_then(|node| {
            let text = super::node::text(node, "zone", &mut self.faults)?;
            let zone = text.parse();
            if zone.is_err() {
                self.faults.add(
                    &node.span,
                    format!("`{text}` is no time zone: write one such as Europe/Oslo"),
                    None,
                );
            }
            zone.ok()
        });
        let mark = fields.text("mark", &mut self.faults).map_or(Mark::None, |text| Mark::split(text).1);
        let otherwise = fields.take("else").and_then(|node| {
            let text = super::node::text(node, "else", &mut self.faults)?;
            let to = match text {
                "occurred" => FallBack::Occurred,
                "edition" => FallBack::Edition,
                date if date.parse::<asof_core::When>().is_ok() => FallBack::Date(date.to_owned()),
                _ => {
                    let said = "`else` is \"occurred\", \"edition\" or a date";
                    self.faults.add(&node.span, said, None);
                    return None;
                }
            };
            Some(Otherwise { to, mark })
        });
        let early = fields.text("early", &mut self.faults).map_or(Early::Refused, |text| {
            let (word, mark) = Mark::split(text);
            if word == "raise" { Early::Raised(mark) } else { Early::Refused }
        });
        fields.finish(&mut self.faults);
        Some(DateRule {
            from,
            to,
            formats,
            unknown,
            first_of_month,
            first_of_year,
            precision,
            apart,
            time,
            zone,
            otherwise,
            early,
        })
    }

    /// Reads where a date is: one cell, or one for each of its parts.
    fn date_of(&mut self, fields: &mut Fields<'_>) -> Option<DateOf> {
        let date = fields.take("date").and_then(|node| self.template(node));
        let parts =
            ["year", "month", "day"].map(|part| fields.take(part).and_then(|node| self.template(node)));
        match date {
            Some(date) => Some(DateOf::Text(date)),
            None => parts.iter().any(Option::is_some).then_some(DateOf::Parts(parts)),
        }
    }

    fn formats(&mut self, fields: &mut Fields<'_>, from: Option<&DateOf>) -> Vec<DateFormat> {
        let Some(node) = fields.take("format") else {
            if matches!(from, Some(DateOf::Text(_))) {
                let said = "a `date` needs its `format`, such as \"%Y-%m-%d\"";
                self.faults.add(fields.span(), said, None);
            }
            return Vec::new();
        };
        let texts = super::node::texts(node, "format", &mut self.faults);
        let mut formats = Vec::new();
        for text in texts {
            match DateFormat::read(&text) {
                Ok(format) => formats.push(format),
                Err(message) => self.faults.add(&node.span, message, None),
            }
        }
        formats
    }

    fn coarser(&mut self, node: &Node, name: &str) -> Option<Coarser> {
        let text = super::node::text(node, name, &mut self.faults)?;
        let (word, mark) = Mark::split(text);
        let to = match word {
            "month" => Coarse::Month,
            "year" => Coarse::Year,
            _ => {
                let said =
                    format!("`{name}` is \"month\" or \"year\", with ?, ~ or % behind it, not `{text}`");
                self.faults.add(&node.span, said, None);
                return None;
            }
        };
        Some(Coarser { to, mark })
    }

    fn precision(&mut self, node: &Node) -> Option<PrecisionRule> {
        let mut fields = Fields::of(node, "precision", &mut self.faults);
        let of = fields.need("of", &mut self.faults).and_then(|node| self.template(node))?;
        let mut codes = Vec::new();
        for field in node.fields().unwrap_or_default().iter().filter(|field| field.name != "of") {
            let Some(text) = super::node::text(&field.node, &field.name, &mut self.faults) else { continue };
            match precise(text) {
                Some((precision, mark)) => codes.push((field.name.clone(), precision, mark)),
                None => self.faults.add(
                    &field.node.span,
                    format!("`{text}` is no precision"),
                    Some(
                        "day, range, span, week, month, year or around 3d, with ?, ~ or % behind it"
                            .to_owned(),
                    ),
                ),
            }
        }
        Some(PrecisionRule { of, codes })
    }

    fn quantity(&mut self, node: &Node, name: &str) -> Option<QuantityRule> {
        let mut fields = Fields::of(node, name, &mut self.faults);
        let numbers =
            ["low", "best", "high"].map(|part| fields.take(part).and_then(|node| self.template(node)));
        let unit = fields.need("unit", &mut self.faults).and_then(|node| self.template(node));
        let per = fields.take("per").and_then(|node| self.template(node));
        let every = fields.take("every").and_then(|node| self.template(node));
        let words = [("refuse", Crossed::Refuse), ("swap", Crossed::Swap), ("widen", Crossed::Widen)];
        let crossed = fields.word("crossed", &words, &mut self.faults).unwrap_or(Crossed::Refuse);
        let words = [("keep", Zero::Kept), ("leave-out", Zero::LeftOut)];
        let zero = fields.word("zero", &words, &mut self.faults).unwrap_or(Zero::Kept);
        let words = [("exact", Meant::Exact), ("about", Meant::About)];
        let meant = fields.word("bound", &words, &mut self.faults).unwrap_or(Meant::Exact);
        fields.finish(&mut self.faults);
        Some(QuantityRule { numbers, unit: unit?, per, every, crossed, zero, meant })
    }

    fn named(&mut self, node: &Node, name: &str) -> Option<NamedRule> {
        let mut fields = Fields::of(node, name, &mut self.faults);
        let mut found = None;
        for (word, sort) in Sort::ALL {
            if let Some(node) = fields.take(word) {
                found = Some((sort, self.template(node)));
            }
        }
        let (sort, name) = found?;
        let registered_as = match sort {
            Sort::Actor => {
                let words = [("body", Sort::Body), ("person", Sort::Person)];
                if node.field("as").is_none() {
                    self.faults.add(&node.span, "an `actor` needs `as`: \"body\" or \"person\"", None);
                }
                fields.word("as", &words, &mut self.faults)
            }
            other => Some(other),
        };
        let key = fields.need("key", &mut self.faults).and_then(|node| self.template(node));
        let mut optional = |name| fields.take(name).and_then(|node| self.template(node));
        let (party, part_of, external_ids) =
            (optional("party"), optional("part_of"), optional("external_ids"));
        fields.finish(&mut self.faults);
        Some(NamedRule {
            sort,
            registered_as: registered_as?,
            name: name?,
            key: key?,
            party,
            part_of,
            external_ids,
        })
    }

    fn pieces(&mut self, node: &Node, name: &str) -> Option<PieceRule> {
        let mut fields = Fields::of(node, name, &mut self.faults);
        let list = fields.need("list", &mut self.faults).and_then(|node| self.template(node));
        let split = fields.text("split", &mut self.faults).filter(|split| !split.is_empty());
        if split.is_none() {
            self.faults.add(&node.span, "a `list` needs `split`: what stands between its pieces", None);
        }
        self.in_pieces += 1;
        let each = fields.need("each", &mut self.faults).and_then(|node| self.value(node, "each"));
        self.in_pieces -= 1;
        fields.finish(&mut self.faults);
        Some(PieceRule { list: list?, split: split?.to_owned(), each: each? })
    }
}

/// Reads what a code of precision means.
fn precise(text: &str) -> Option<(Precision, Mark)> {
    let (word, mark) = Mark::split(text);
    let precision = match word {
        "day" => Precision::Day,
        "range" => Precision::Range,
        "span" => Precision::Span,
        "week" => Precision::Week,
        "month" => Precision::Month,
        "year" => Precision::Year,
        other => Precision::Around(other.strip_prefix("around ")?.strip_suffix('d')?.parse().ok()?),
    };
    Some((precision, mark))
}
