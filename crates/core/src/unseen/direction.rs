//! Directions: characters that turn round what is printed until others close them (UAX #9).

use std::ops::Range;

use super::{Harm, Unseen};

/// What a direction does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// Embeds, or overrides, until U+202C.
    Embeds,
    /// Isolates, until U+2069.
    Isolates,
    /// U+202C.
    ClosesEmbedding,
    /// U+2069.
    ClosesIsolate,
}

fn turn(character: char) -> Option<Turn> {
    match character {
        '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' => Some(Turn::Embeds),
        '\u{2066}'..='\u{2068}' => Some(Turn::Isolates),
        '\u{202c}' => Some(Turn::ClosesEmbedding),
        '\u{2069}' => Some(Turn::ClosesIsolate),
        _ => None,
    }
}

/// Returns whether a character is a direction.
pub(super) fn is_one(character: char) -> bool {
    turn(character).is_some()
}

/// The directions that are open, each by its number among what was found.
#[derive(Debug, Default)]
pub(super) struct Open {
    stack: Vec<(Turn, usize)>,
    /// How many of them isolate.
    isolates: usize,
}

impl Open {
    /// Takes in a character: what opens counts as found until it is closed.
    pub(super) fn turn(&mut self, character: char, at: Range<usize>, found: &mut Vec<Option<Unseen>>) {
        let Some(turn) = turn(character) else { return };
        let harm = match turn {
            Turn::Embeds | Turn::Isolates => {
                self.isolates += usize::from(turn == Turn::Isolates);
                self.stack.push((turn, found.len()));
                Harm::Unclosed
            }
            Turn::ClosesEmbedding | Turn::ClosesIsolate => match self.close(turn) {
                Some(opened) => {
                    found[opened] = None;
                    return;
                }
                None => Harm::ClosesNothing,
            },
        };
        found.push(Some(Unseen { at, character, harm }));
    }

    /// Returns the number of what is closed, if anything is.
    fn close(&mut self, turn: Turn) -> Option<usize> {
        match turn {
            Turn::Embeds | Turn::Isolates => None,
            // What an isolate holds closes nothing outside it.
            Turn::ClosesEmbedding => {
                self.stack.pop_if(|(opened, _)| *opened == Turn::Embeds).map(|(_, number)| number)
            }
            // Embeddings within an isolate end with it, and stay unclosed by themselves.
            Turn::ClosesIsolate => {
                self.isolates = self.isolates.checked_sub(1)?;
                let isolate = self.stack.iter().rposition(|(opened, _)| *opened == Turn::Isolates)?;
                let (_, number) = self.stack[isolate];
                self.stack.truncate(isolate);
                Some(number)
            }
        }
    }
}
