//! `asof mcp`: what an assistant is told, asked line by line without a client, and by the client of the protocol's own authors.

mod answers;
mod ending;
mod hostile;
mod python;
mod refusals;
mod resources;
mod support;
