//! Problems as comments in the text that has them, for an author who mends it in an editor.

use std::fmt::Write;

use crate::check::problem::Problem;

/// What a line begins with that says what is wrong with the next one.
const MARK: &str = "#!";

/// Returns a text of drafts with a comment above each line that is at fault. The line numbers are those that the lines have
/// then.
pub fn with_problems(text: &str, problems: &[Problem]) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut written = String::new();
    let mut count = 0;
    for (number, line) in lines.iter().enumerate() {
        let here: Vec<&Problem> = problems.iter().filter(|it| place(&lines, it) == number).collect();
        if !here.is_empty() {
            let rows = here.iter().map(|problem| 1 + usize::from(problem.hint.is_some())).sum::<usize>();
            // A draft in JSON stands alone: what is said of it is a block of its own.
            let is_apart = line.starts_with('{');
            let first = count + rows + usize::from(is_apart);
            for problem in &here {
                let at = first + problem.line.saturating_sub(number);
                remark(&mut written, problem, at);
            }
            if is_apart {
                written.push('\n');
                count += 1;
            }
            count += rows;
        }
        written.push_str(line);
        written.push('\n');
        count += 1;
    }
    written
}

/// Returns the number of the line above which a problem is said: its own, or that on which a draft in JSON begins.
fn place(lines: &[&str], problem: &Problem) -> usize {
    let own = problem.line.saturating_sub(1).min(lines.len().saturating_sub(1));
    let block = (0..=own).rev().take_while(|number| !lines[*number].trim().is_empty()).last().unwrap_or(own);
    if lines.get(block).is_some_and(|line| line.starts_with('{')) { block } else { own }
}

fn remark(written: &mut String, problem: &Problem, line: usize) {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let column = problem.columns.map_or(String::new(), |columns| format!(":{}", columns.first));
    let _ =
        writeln!(written, "{MARK} {line}{column} {}: {}", problem.code.name(), one_line(&problem.message));
    if let Some(hint) = &problem.hint {
        let _ = writeln!(written, "{MARK}   {}", one_line(hint));
    }
}

/// Returns a text without the comments that [`with_problems`] wrote into it.
pub fn without_problems(text: &str) -> String {
    text.split_inclusive('\n').filter(|line| !line.starts_with(MARK)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::drafts::{DraftForm, read_drafts};

    const TEXT: &str = "process: p\n\nclaim one 2025-13-01 by source\nsays: a\nsources: book 1\n> A.\n\n\
                        {\"what\":{},\n\"key\":\"two\"}\n\nclam three\n";

    #[test]
    fn each_problem_stands_above_its_line_with_the_number_that_the_line_has_then() {
        let problems = read_drafts(TEXT, DraftForm::Plain, &()).unwrap_err();
        let written = with_problems(TEXT, &problems);
        let lines: Vec<&str> = written.lines().collect();
        let mut marked = 0;
        for (at, line) in lines.iter().enumerate() {
            let Some(said) = line.strip_prefix("#! ").filter(|said| !said.starts_with(' ')) else { continue };
            let named: usize = said.split([':', ' ']).next().unwrap().parse().unwrap();
            let next = lines[at..].iter().position(|line| !line.starts_with(MARK) && !line.is_empty());
            assert_eq!(at + next.unwrap() + 1, named, "{written}");
            marked += 1;
        }
        assert_eq!(marked, 3, "{written}");
        // They are comments: what is wrong is the same as before.
        let again = read_drafts(&written, DraftForm::Plain, &()).unwrap_err();
        let said = |problems: &[Problem]| -> Vec<String> {
            problems.iter().map(|problem| problem.message.clone()).collect()
        };
        assert_eq!(said(&again), said(&problems));
    }

    #[test]
    fn what_was_written_into_a_text_is_taken_out_again() {
        let problems = read_drafts(TEXT, DraftForm::Plain, &()).unwrap_err();
        let clean = without_problems(&with_problems(TEXT, &problems));
        assert!(!clean.contains(MARK));
        let filled =
            |text: &str| text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(filled(&clean), filled(TEXT));
    }
}
