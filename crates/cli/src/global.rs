//! The options that every command shares.

use std::path::{Path, PathBuf};

use asof_render::{Format, Shape};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ColorChoice, ValueHint};

/// The headings of the global options.
const WHERE: &str = "Where the log is";
const ASKED: &str = "The question";
const PRINTED: &str = "The output";

#[derive(Debug, Args)]
pub(crate) struct Global {
    /// The log: a file *.jsonl, a database *.db, a stream nats://HOST:PORT/STREAM, or `demo`, the built-in record.
    ///
    /// By default, the log in the nearest folder `events`, here or in a parent folder.
    #[arg(long, global = true, env = "ASOF_LOG", hide_env_values = true, value_name = "LOCATION")]
    #[arg(help_heading = WHERE, value_hint = ValueHint::FilePath)]
    pub(crate) log: Option<PathBuf>,
    /// Read the whole log, and do not answer from a damaged one.
    #[arg(long, global = true, help_heading = WHERE, hide_short_help = true)]
    pub(crate) strict: bool,
    /// Write to a stream even if its settings could lose acknowledged events.
    #[arg(long, global = true, env = "ASOF_ALLOW_UNSYNCED", hide_env_values = true, help_heading = WHERE)]
    #[arg(hide_short_help = true, value_parser = clap::builder::FalseyValueParser::new())]
    pub(crate) allow_unsynced: bool,
    /// The negotiation, if the log has several.
    #[arg(long, global = true, env = "ASOF_PROCESS", hide_env_values = true, value_name = "ID")]
    #[arg(help_heading = ASKED)]
    pub(crate) process: Option<String>,
    /// Read the whole chain of negotiations that continue one another, with each row under its own negotiation.
    #[arg(long, global = true, help_heading = ASKED, hide_short_help = true)]
    pub(crate) chain: bool,
    /// Read every negotiation of the log, with each row under its own negotiation and each day ending in its own zone.
    ///
    /// For state, known, open, rounds, delegations, positions, commitments, diff and log. Dates are those that mean the
    /// same everywhere: days, instants, today and now, not round:2 or the key of an event. It overrides ASOF_PROCESS.
    #[arg(long, global = true, help_heading = ASKED, hide_short_help = true)]
    pub(crate) all_processes: bool,
    /// The as-of point, as a token from an answer: it sets the negotiation and every date.
    #[arg(long, global = true, value_name = "TOKEN", help_heading = ASKED, hide_short_help = true)]
    pub(crate) as_of: Option<String>,
    /// Only what the public could know by then; with `diff WHEN`, a range A..B.
    #[arg(long, global = true, value_name = "POINT", help_heading = ASKED)]
    pub(crate) known: Option<String>,
    /// Only what the log had recorded by then: the number of an event, or a point in time.
    #[arg(long, global = true, value_name = "SEQ|POINT", help_heading = ASKED, hide_short_help = true)]
    pub(crate) recorded: Option<String>,
    /// Leave out events whose `known` date was inferred by the encoder.
    #[arg(long, global = true, help_heading = ASKED, hide_short_help = true)]
    pub(crate) no_inferred: bool,
    /// The instant to use for `now` and `today` instead of the clock.
    #[arg(long, global = true, env = "ASOF_NOW", hide_env_values = true, value_name = "INSTANT")]
    #[arg(help_heading = ASKED, hide_short_help = true)]
    pub(crate) now: Option<String>,
    /// How to print the answer.
    ///
    /// By default, the format of the file name given with -o, or text.
    #[arg(long, global = true, value_parser = formats(), value_name = "FORMAT", help_heading = PRINTED)]
    pub(crate) format: Option<Format>,
    /// With csv and `export tables`: rows that Excel and other spreadsheets open correctly, as UTF-8 and without running
    /// any cell.
    ///
    /// The file begins with a byte order mark, its lines end in CR LF, and text that begins with =, +, -, @, a tab or
    /// CR gets a `'` before it. Without this option, every cell is the text of the record, and a spreadsheet runs cells
    /// that begin with these characters.
    #[arg(long, global = true, help_heading = PRINTED, hide_short_help = true)]
    pub(crate) excel: bool,
    /// Write the answer to a file, in the format of its extension.
    ///
    /// The file is written completely or not at all. An existing file is replaced, but never the log. `-` is standard
    /// output.
    #[arg(short, long, global = true, value_name = "FILE", help_heading = PRINTED)]
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    /// Whether to use colour; by default, on a terminal, subject to NO_COLOR and CLICOLOR_FORCE.
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    #[arg(help_heading = PRINTED, hide_short_help = true)]
    pub(crate) color: ColorChoice,
    /// Print a long answer directly instead of through $ASOF_PAGER, $PAGER or `less -FRX`.
    #[arg(long, global = true, help_heading = PRINTED, hide_short_help = true)]
    pub(crate) no_pager: bool,
    /// Print only the answer: no warnings, no suggestions.
    #[arg(short, long, global = true, help_heading = PRINTED, hide_short_help = true)]
    pub(crate) quiet: bool,
    /// Print on stderr which log and process are used and why, the number of events, and the time taken.
    #[arg(short, long, global = true, help_heading = PRINTED, hide_short_help = true)]
    #[arg(conflicts_with = "quiet")]
    pub(crate) verbose: bool,
}

impl Global {
    /// Returns how to print the answer: as asked for, else as the ending of the output file says, else as text.
    pub(crate) fn format(&self) -> Format {
        let implied = || self.output.as_deref().and_then(of_file);
        self.format.or_else(implied).unwrap_or(Format::Text)
    }

    /// Refuses the options that each request to a server sets for itself. `who` sends the requests.
    #[cfg(any(feature = "mcp", feature = "web"))]
    pub(crate) fn asks_nothing(&self, who: &str) -> Result<(), String> {
        let is_asked = self.known.is_some()
            || self.recorded.is_some()
            || self.no_inferred
            || self.as_of.is_some()
            || self.process.is_some();
        let asked = "--process, --known, --recorded, --no-inferred and --as-of";
        if is_asked { Err(format!("{who} asks for {asked} itself: leave them out here")) } else { Ok(()) }
    }

    /// Says that rows for spreadsheets are asked for where the answer is none.
    pub(crate) fn excel_without_csv(&self, shape: Shape) -> Option<String> {
        (self.excel && self.format() != Format::Csv && shape != Shape::Files).then(|| {
            "--excel works only with csv: add --format csv, or name a file that ends in .csv with -o"
                .to_owned()
        })
    }
}

impl Global {
    /// Says that every process is asked for and one of them, or a chain, too.
    pub(crate) fn all_beside_one(&self) -> Option<String> {
        let named = [
            ("--process", "names one", self.process.is_some()),
            ("--chain", "reads one chain", self.chain),
            ("--as-of", "is the point of one", self.as_of.is_some()),
        ];
        let (option, does, _) = named.into_iter().find(|(.., is_given)| self.all_processes && *is_given)?;
        Some(format!(
            "--all-processes reads every negotiation, but {option} {does}: leave out --all-processes or {option}"
        ))
    }
}

/// Endings of formats that `-o` refuses: no answer is written in them.
const UNWRITTEN: [&str; 13] =
    ["html", "htm", "png", "pdf", "docx", "odt", "xlsx", "ods", "parquet", "xml", "yaml", "yml", "tsv"];

impl Global {
    /// Says that the output file is named after a format that is not written, unless another is asked for.
    pub(crate) fn unwritten_format(&self, shape: Shape) -> Option<String> {
        let path = self.output.as_deref().filter(|_| self.format.is_none())?;
        let ending = path.extension()?.to_str()?.to_lowercase();
        let path = path.display();
        if ending == "svg" {
            return (shape != Shape::Picture).then(|| {
                format!(
                    "`{path}`: only `asof plot` writes pictures; name a file that ends in .txt, .md or .json"
                )
            });
        }
        if ending == "html" && shape == Shape::Briefing {
            return None;
        }
        UNWRITTEN.contains(&ending.as_str()).then(|| match shape {
            Shape::Picture => format!("`{path}`: asof cannot write {ending}; name a file that ends in .svg"),
            _ => format!(
                "`{path}`: asof cannot write {ending}; name a file that ends in .txt, .md, .json, .jsonl or .csv, or \
                 choose a format with --format"
            ),
        })
    }
}

/// The formats by their names on the command line, each with what it is.
const FORMATS: [(&str, Format, &str); 8] = [
    ("text", Format::Text, "For people"),
    ("json", Format::Json, "One JSON document"),
    ("jsonl", Format::Jsonl, "One JSON object per row; with `log`, the stored lines"),
    ("csv", Format::Csv, "One line per row, after a line with the column names"),
    ("md", Format::Md, "The text as Markdown"),
    ("html", Format::Html, "With `brief`: a document for a browser or a word processor"),
    ("cloudevents", Format::CloudEvents, "With `follow`: one event of CloudEvents 1.0 per line"),
    (
        "github",
        Format::Github,
        "With `check`: workflow commands, so that GitHub shows each problem at its line",
    ),
];

/// Returns what reads the name of a format.
fn formats() -> impl TypedValueParser<Value = Format> {
    let names = FORMATS.map(|(name, _, about)| match name {
        "text" => PossibleValue::new(name).alias("txt").help(about),
        _ => PossibleValue::new(name).help(about),
    });
    PossibleValuesParser::new(names).map(|name| named(&name).unwrap_or(Format::Text))
}

/// Returns the format of a name, or of the ending of a file's name.
fn named(name: &str) -> Option<Format> {
    let name = if name.eq_ignore_ascii_case("txt") { "text" } else { name };
    FORMATS.iter().find(|(own, ..)| own.eq_ignore_ascii_case(name)).map(|(_, format, _)| *format)
}

/// Returns the format that the ending of a file's name is that of.
fn of_file(path: &Path) -> Option<Format> {
    named(path.extension()?.to_str()?)
}

/// Returns how `--color` is to be understood where the arguments as a whole may be beyond understanding.
pub(crate) fn color_asked(words: &[String]) -> ColorChoice {
    value_of(words, "--color").and_then(|value| value.parse().ok()).unwrap_or_default()
}

/// Returns whether JSON was asked for, likewise.
pub(crate) fn json_asked(words: &[String]) -> bool {
    matches!(value_of(words, "--format"), Some("json" | "jsonl"))
}

fn value_of<'w>(words: &'w [String], option: &str) -> Option<&'w str> {
    words.iter().enumerate().find_map(|(place, word)| match word.strip_prefix(option)? {
        "" => words.get(place + 1).map(String::as_str),
        rest => rest.strip_prefix('='),
    })
}

#[cfg(test)]
mod tests {
    use clap::{Command, FromArgMatches};

    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    fn global(line: &str) -> Global {
        let matches =
            Global::augment_args(Command::new("asof")).try_get_matches_from(line.split_whitespace());
        Global::from_arg_matches(&matches.unwrap()).unwrap()
    }

    #[test]
    fn the_ending_of_the_output_file_is_its_format_unless_one_is_named() {
        for (file, format) in [
            ("a.csv", Format::Csv),
            ("a.JSON", Format::Json),
            ("a.jsonl", Format::Jsonl),
            ("a.txt", Format::Text),
            ("a.md", Format::Md),
            ("a.xyz", Format::Text),
            ("csv", Format::Text),
        ] {
            assert_eq!(global(&format!("asof -o {file}")).format(), format, "{file}");
        }
        assert_eq!(global("asof -o a.csv --format json").format(), Format::Json);
        assert_eq!(global("asof").format(), Format::Text);
        assert_eq!(global("asof --excel -o a.csv").excel_without_csv(Shape::Rows), None);
        assert!(global("asof --excel").excel_without_csv(Shape::Rows).is_some());
        let refused = |line: &str, shape| global(line).unwritten_format(shape).is_some();
        assert!(refused("asof -o x.HTML", Shape::Rows));
        assert!(!refused("asof -o x.html --format text", Shape::Rows));
        assert!(!refused("asof -o x.md", Shape::Rows));
        assert!(refused("asof -o x.svg", Shape::Rows) && !refused("asof -o x.SVG", Shape::Picture));
        assert!(refused("asof -o x.png", Shape::Picture));
    }

    #[test]
    fn how_to_print_is_read_even_where_nothing_else_can_be() {
        assert!(json_asked(&words("asof --nosuch --format json")));
        assert!(json_asked(&words("asof frobnicate --format=jsonl")));
        assert!(!json_asked(&words("asof frobnicate --formatted json --format csv")));
        assert_eq!(color_asked(&words("asof --nosuch --color never")), ColorChoice::Never);
        assert_eq!(color_asked(&words("asof --color=always -h")), ColorChoice::Always);
        assert_eq!(color_asked(&words("asof --color")), ColorChoice::Auto);
    }
}
