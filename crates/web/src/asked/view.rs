//! The pages that show an answer, and how each is written.

/// A page that shows an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    State,
    Open,
    Due,
    Hindsight,
    Diff,
    Log,
    Show,
    About,
    Why,
    History,
    Compare,
    Disputes,
    Names,
    Search,
    /// A picture.
    Plot,
}

/// How a view is written, in a URL and on the command line.
pub(crate) struct Written {
    pub(crate) view: View,
    /// The first part of its path.
    pub(super) segment: &'static str,
    /// The command that prints it.
    pub(crate) command: &'static str,
    /// What stands behind the command, in this order.
    pub(super) places: &'static [&'static str],
    /// What it takes besides [`CONTEXT`], as an option on the command line.
    pub(super) options: &'static [&'static str],
    /// Whether a moment is named: its page has the date to change.
    pub(crate) is_of_a_moment: bool,
}

/// What every view may be asked with. A link keeps it.
pub(crate) const CONTEXT: [&str; 8] =
    ["at", "known", "known-on", "process", "chain", "recorded", "no-inferred", "as-of"];

/// Those that stand on a command line as an option with a value.
pub(super) const CONTEXT_OPTIONS: [&str; 3] = ["process", "recorded", "as-of"];

/// Those that stand there alone.
pub(super) const FLAGS: [&str; 3] = ["chain", "no-inferred", "inferred"];

/// Returns how a view of a moment is written whose path is its command.
const fn moment(
    view: View,
    command: &'static str,
    places: &'static [&'static str],
    options: &'static [&'static str],
) -> Written {
    Written { view, segment: command, command, places, options, is_of_a_moment: true }
}

/// Returns how another view is written.
const fn other(
    view: View,
    command: &'static str,
    places: &'static [&'static str],
    options: &'static [&'static str],
) -> Written {
    Written { is_of_a_moment: false, ..moment(view, command, places, options) }
}

pub(super) const VIEWS: [Written; 15] = [
    moment(View::State, "state", &["at"], &["only", "issue", "party"]),
    moment(View::Open, "open", &["at"], &["issue", "party"]),
    moment(View::Due, "due", &["at"], &[]),
    moment(View::Hindsight, "hindsight", &["at"], &["only", "issue", "party"]),
    other(View::Diff, "diff", &["from", "to"], &["only", "issue", "party"]),
    other(
        View::Log,
        "log",
        &["during"],
        &["order", "kind", "party", "person", "issue", "attributed-to", "source", "inferred", "grep", "page"],
    ),
    Written {
        view: View::Show,
        segment: "event",
        command: "show",
        places: &["key"],
        options: &[],
        is_of_a_moment: false,
    },
    moment(View::About, "about", &["thing", "at"], &["sort"]),
    moment(View::Why, "why", &["path", "at"], &[]),
    other(View::History, "history", &["path"], &["by"]),
    other(View::Compare, "compare", &["meetings"], &[]),
    moment(View::Disputes, "disputes", &["at"], &[]),
    other(View::Names, "names", &["text"], &[]),
    Written {
        view: View::Search,
        segment: "search",
        command: "log",
        places: &[],
        options: &["text"],
        is_of_a_moment: false,
    },
    moment(View::Plot, "plot", &["picture", "at"], &["issue", "party"]),
];

impl View {
    pub(crate) fn written(self) -> &'static Written {
        VIEWS.iter().find(|written| written.view == self).unwrap_or(&VIEWS[0])
    }

    /// Returns the words by which links call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::State => "State",
            Self::Open => "Open",
            Self::Due => "Due",
            Self::Hindsight => "Came out later",
            Self::Diff => "What changed",
            Self::Log => "Events",
            Self::Show => "Event",
            Self::About => "All about it",
            Self::Why => "Why",
            Self::History => "History",
            Self::Compare => "Compared",
            Self::Disputes => "Disputes",
            Self::Names => "Names",
            Self::Search => "Search",
            Self::Plot => "Pictures",
        }
    }

    /// Returns every view.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        VIEWS.iter().map(|written| written.view)
    }

    /// Returns the view that shows what a command prints.
    pub(crate) fn of_command(name: &str) -> Option<Self> {
        VIEWS.iter().find(|written| written.command == name).map(|written| written.view)
    }

    /// Returns the name of the document with which it answers.
    pub(crate) fn document(self) -> &'static str {
        match self {
            Self::State | Self::Open => "state",
            view => view.written().command,
        }
    }

    /// Returns every parameter that it takes.
    pub(crate) fn parameters(self) -> impl Iterator<Item = &'static str> {
        let Written { places, options, .. } = self.written();
        CONTEXT.into_iter().chain(places.iter().chain(options.iter()).copied())
    }
}
