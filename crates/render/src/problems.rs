//! Problems with their places, for people (a caret in a line trimmed around it) and for GitHub.

use std::collections::BTreeMap;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use asof_core::check::Severity;
use asof_core::unseen::{number, spelt_out};
use asof_query::{Against, Checked, Excerpt, Integrity, Problem};

use crate::said;
use crate::text::counted;

/// How many characters of what is at fault are underlined at most.
const UNDERLINED: usize = 60;

/// How much of a line that is at fault as a whole is shown.
const SHOWN: usize = 60;

/// More problems than these are counted by their code instead of shown.
const SHOWN_PROBLEMS: usize = 100;

/// Returns what checks found as text: every problem, then a summary in a line.
pub fn checked(checked: &Checked, width: usize) -> String {
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
    let entries = counted(checked.events as u64, "entry");
    if checked.problems.is_empty() {
        return format!("{entries}, nothing found\n");
    }
    let found: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .filter(|severity| checked.count(*severity) > 0)
        .map(|severity| counted(checked.count(severity) as u64, severity.name()))
        .collect();
    format!("{entries}: {}. `asof explain CODE` says more about the word in brackets\n", found.join(", "))
}

/// Returns problems as text: each with its place, what is wrong and what to do, an empty line between them.
pub fn problems(file: Option<&str>, problems: &[Problem], width: usize) -> String {
    let renderer = Renderer::styled().term_width(width);
    let (shown, others) = problems.split_at(problems.len().min(SHOWN_PROBLEMS));
    let one = |problem| rendered(&renderer, file, problem);
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

/// Stands for the place of a problem until it is rendered. No text has it: all are spelt out.
const PLACE: &str = "\u{e}";

/// Returns a problem as text. Its columns are those of the line as it is, which may be longer or shorter than what is shown of it.
fn rendered(renderer: &Renderer, file: Option<&str>, problem: &Problem) -> String {
    let file = file.map(spelt_out);
    let text = renderer.render(&[group(file.as_deref(), problem)]);
    match (file, text.split_once(PLACE)) {
        (Some(file), Some((before, behind))) => {
            // The renderer counts in what it is given.
            let behind = behind.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit());
            let column = problem.columns.map_or(String::new(), |columns| format!(":{}", columns.first));
            format!("{before}{file}:{}{column}{behind}", problem.line)
        }
        (Some(_) | None, _) => text,
    }
}

fn group<'a>(file: Option<&'a str>, problem: &Problem) -> Group<'a> {
    let level = match problem.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = level.primary_title(said(&problem.message)).id(problem.code.name()).elements(NOTHING);
    match (file, problem.excerpt.text.is_empty()) {
        (Some(_), false) => group = group.element(snippet(problem).path(PLACE)),
        (Some(file), true) => group = group.element(origin(file, problem)),
        (None, _) => {}
    }
    match &problem.hint {
        Some(hint) => group.element(Level::HELP.message(said(hint))),
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
fn snippet<'a>(problem: &Problem) -> Snippet<'a, Annotation<'a>> {
    let line = Line::of(&problem.excerpt);
    let label = problem.event.as_ref().map(ToString::to_string);
    let annotation = match problem.columns {
        Some(columns) => {
            let end = columns.end.min(columns.first + UNDERLINED);
            AnnotationKind::Primary.span(line.byte(columns.first)..line.byte(end)).label(label)
        }
        None => AnnotationKind::Visible.span(0..line.byte(problem.excerpt.from + SHOWN)),
    };
    Snippet::source(line.text).line_start(problem.line).annotation(annotation)
}

/// A line in which what no reader sees stands as its number.
struct Line {
    text: String,
    /// The column at which it begins, and where the characters of the line as it was begin in it, to the end of the last.
    from: usize,
    begin: Vec<usize>,
}

impl Line {
    fn of(excerpt: &Excerpt) -> Self {
        let mut line = Self { text: String::new(), from: excerpt.from, begin: vec![0] };
        for character in excerpt.text.chars() {
            match number(character) {
                // Lines that are indented by tabs are shown indented.
                Some(number) if character != '\t' => line.text.push_str(&number),
                Some(_) | None => line.text.push(character),
            }
            line.begin.push(line.text.len());
        }
        line
    }

    /// Returns the byte at which the character of a column begins.
    fn byte(&self, column: usize) -> usize {
        let place = column.saturating_sub(self.from);
        self.begin.get(place).copied().unwrap_or(self.text.len())
    }
}

/// Returns problems as workflow commands of GitHub, which shows each beside its line.
pub fn github(file: &str, problems: &[Problem]) -> String {
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
    let text = match &problem.hint {
        Some(hint) => format!("{}\n{hint}", problem.message),
        None => problem.message.clone(),
    };
    let text = said(&text);
    format!(
        "::{name} file={},line={}{columns},title={}::{}\n",
        property(&spelt_out(file)),
        problem.line.max(1),
        property(problem.code.name()),
        data(&text)
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
