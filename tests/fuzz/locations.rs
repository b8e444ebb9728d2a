//! Where a log is.

use asof_store::Location;

use crate::mutation::{Mutation, Tally, owned};

#[test]
fn a_location_is_written_and_read_as_the_same_or_refused() {
    static TALLY: Tally = Tally::new();
    let locations = owned(&[
        "events/talks.jsonl",
        "../talks.db",
        "/var/lib/talks.sqlite3",
        "sqlite:talks",
        "sqlite:talks.db",
        "nats://localhost:4222/TALKS",
        "demo",
    ]);
    bolero::check!().with_type::<Mutation>().for_each(|mutation| {
        let text = mutation.of(&locations);
        let read = text.parse::<Location>();
        TALLY.count(read.is_ok());
        match read {
            Ok(location) => {
                let written = location.to_string();
                assert_eq!(written.parse::<Location>().ok(), Some(location), "{text} as {written}");
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    });
    TALLY.tell("locations");
}
