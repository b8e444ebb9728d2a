-- A log of asof: one row an event. `line` is the event as it was accepted, verbatim; the other columns but `seq` are
-- read from it. Triggers and indexes keep accidents out; what was done on purpose the hashes on the lines show.
PRAGMA application_id = 0x61736F66; -- "asof"
PRAGMA user_version = 1;

CREATE TABLE event (
    seq      INTEGER PRIMARY KEY,
    recorded TEXT NOT NULL GENERATED ALWAYS AS (line ->> 'recorded') VIRTUAL,
    "commit" INTEGER NOT NULL GENERATED ALWAYS AS (line ->> 'commit') VIRTUAL,
    hash     TEXT NOT NULL GENERATED ALWAYS AS (line ->> 'hash') VIRTUAL,
    id       TEXT NOT NULL GENERATED ALWAYS AS (line ->> 'id') VIRTUAL,
    process  TEXT GENERATED ALWAYS AS (line ->> 'process') VIRTUAL,
    key      TEXT NOT NULL GENERATED ALWAYS AS (line ->> 'key') VIRTUAL,
    line     TEXT NOT NULL CHECK (seq = line ->> 'seq' AND instr(line, char(10)) = 0)
) STRICT;

CREATE UNIQUE INDEX event_id ON event (id);
CREATE UNIQUE INDEX event_name ON event (coalesce(process, ''), key);

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN
    SELECT RAISE(ABORT, 'an event is never changed: correct it by another one');
END;

CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
BEGIN
    SELECT RAISE(ABORT, 'an event is never deleted: retract it by another one');
END;

-- INSERT OR REPLACE deletes what stands in its way without firing the trigger above: nothing may stand in its way.
CREATE TRIGGER event_follows_the_last BEFORE INSERT ON event
BEGIN
    SELECT RAISE(ABORT, 'the seq of an event is that of the last one and 1')
    WHERE NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event);
    SELECT RAISE(ABORT, 'an id names one event')
    WHERE EXISTS (SELECT 1 FROM event WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'a key names one entry of its process')
    WHERE EXISTS (
        SELECT 1 FROM event
        WHERE coalesce(process, '') = coalesce(NEW.process, '') AND key = NEW.key
    );
    SELECT RAISE(ABORT, 'an event is recorded no earlier than the last one')
    WHERE NEW.recorded < (SELECT recorded FROM event ORDER BY seq DESC LIMIT 1);
END;
