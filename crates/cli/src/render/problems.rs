//! Problems with their places, for people (a caret in a line trimmed around it) and for GitHub.

use std::collections::BTreeMap;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use asof_core::check::Severity;
use asof_query::{Against, Checked, Integrity, Problem};

/// How many characters of what is at fault are underlined at most.
const UNDERLINED: usize = 60;

/// How much of a line that is at fault as a whole is shown.
const SHOWN: usize = 60;

/// More problems than these are counted by their code instead of shown.
const SHOWN_PROBLEMS: usize = 100;

/// Returns what checks found as text: every problem, then a summary in a line.
pub(crate) fn checked(checked: &Checked, width: usize) -> String {
    let mut text = String::new();
    if !checked.problems.is_empty() {
        text = format!("{}\n", problems(Some(&checked.file), &checked.problems, width));
    }
    if !checked.skipped.is_empty() {
        let names: Vec<&str> = checked.skipped.iter().map(|check| check.name()).collect();
        text += &format!(
            "Not checked, because lines that cannot be read may hold what others name: {}\n",
            names.join(", ")
        );
    }
    text + &shown(checked) + &summary(checked)
}

/// Returns what was read and hashed again, and whether the receipt holds.
fn shown(checked: &Checked) -> String {
    let mut text = checked.integrity.as_ref().map_or(String::new(), |integrity| reread(checked, integrity));
    if let Some(Against { receipt, holds }) = checked.against {
        let seq = receipt.seq;
        text += &match holds {
            true => format!(
                "receipt       holds: no event of 1 to {seq} was altered, slipped in or taken out since\n"
            ),
            false => "receipt       does not hold\n".to_owned(),
        };
    }
    text
}

fn reread(checked: &Checked, integrity: &Integrity) -> String {
    let none = if integrity.head == 0 { "none: the log is empty" } else { "none: the log is damaged" };
    let root = |root: Option<asof_core::Digest>| root.map_or(none.to_owned(), |root| root.to_string());
    let examined = integrity.examined_by.map_or(String::new(), |by| format!("examined by   {by}\n"));
    format!(
        "events        {}\nbytes         {}\nhead          {}\ncontent root  {}\nlog root      {}\n{examined}",
        checked.events,
        integrity.bytes,
        integrity.head,
        root(integrity.content_root),
        root(integrity.log_root),
    )
}

fn summary(checked: &Checked) -> String {
    let events = counted(checked.events, "event");
    if checked.problems.is_empty() {
        return format!("{events}, nothing found\n");
    }
    let found: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .filter(|severity| checked.count(*severity) > 0)
        .map(|severity| counted(checked.count(severity), severity.name()))
        .collect();
    format!("{events}: {}. `asof explain CODE` says more about the word in brackets\n", found.join(", "))
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// Returns problems as text: each with its place, what is wrong and what to do, an empty line between them.
pub(crate) fn problems(file: Option<&str>, problems: &[Problem], width: usize) -> String {
    let renderer = Renderer::styled().term_width(width);
    let (shown, others) = problems.split_at(problems.len().min(SHOWN_PROBLEMS));
    let one = |problem| renderer.render(&[group(file, problem)]);
    let mut text = shown.iter().map(one).collect::<Vec<_>>().join("\n\n") + "\n";
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    for problem in others {
        *codes.entry(problem.code.name()).or_default() += 1;
    }
    for (code, count) in codes {
        text += &format!("\nand {count} more of {code}: --format json lists all");
    }
    text
}

fn group<'a>(file: Option<&'a str>, problem: &'a Problem) -> Group<'a> {
    let level = match problem.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = level.primary_title(problem.message.as_str()).id(problem.code.name()).elements(NOTHING);
    match (file, problem.excerpt.text.is_empty()) {
        // The place is that of the snippet, if that begins where the line does.
        (Some(file), false) if problem.excerpt.from == 1 => {
            let path = match problem.columns {
                Some(_) => file.to_owned(),
                // A line that is at fault as a whole has no column.
                None => format!("{file}:{}", problem.line),
            };
            group = group.element(snippet(problem).path(path));
        }
        (Some(file), false) => group = group.element(origin(file, problem)).element(snippet(problem)),
        (Some(file), true) => group = group.element(origin(file, problem)),
        (None, _) => {}
    }
    match &problem.hint {
        Some(hint) => group.element(Level::HELP.message(hint.as_str())),
        None => group,
    }
}

const NOTHING: [Origin<'static>; 0] = [];

fn origin<'a>(file: &'a str, problem: &Problem) -> Origin<'a> {
    let origin = Origin::path(file);
    let origin = if problem.line == 0 { origin } else { origin.line(problem.line) };
    match problem.columns {
        Some(columns) => origin.char_column(columns.first),
        None => origin,
    }
}

/// Shows the line, with what is at fault underlined and the key of its entry beside it.
fn snippet(problem: &Problem) -> Snippet<'_, Annotation<'_>> {
    let text = problem.excerpt.text.as_str();
    let byte = |column: usize| {
        let place = column.saturating_sub(problem.excerpt.from);
        text.char_indices().nth(place).map_or(text.len(), |(byte, _)| byte)
    };
    let label = problem.event.as_ref().map(ToString::to_string);
    let snippet = Snippet::source(text).line_start(problem.line);
    match problem.columns {
        Some(columns) => {
            let end = columns.end.min(columns.first + UNDERLINED);
            snippet.annotation(AnnotationKind::Primary.span(byte(columns.first)..byte(end)).label(label))
        }
        None => snippet.annotation(AnnotationKind::Visible.span(0..byte(problem.excerpt.from + SHOWN))),
    }
}

/// Returns problems as workflow commands of GitHub, which shows each beside its line.
pub(crate) fn github(file: &str, problems: &[Problem]) -> String {
    problems.iter().map(|problem| command(file, problem)).collect()
}

fn command(file: &str, problem: &Problem) -> String {
    let name = match problem.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let columns = problem.columns.map_or(String::new(), |columns| {
        format!(",col={},endColumn={}", columns.first, (columns.end - 1).max(columns.first))
    });
    let said = match &problem.hint {
        Some(hint) => format!("{}\n{hint}", problem.message),
        None => problem.message.clone(),
    };
    format!(
        "::{name} file={},line={}{columns},title={}::{}\n",
        property(file),
        problem.line.max(1),
        property(problem.code.name()),
        data(&said)
    )
}

/// Escapes the data of a workflow command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
