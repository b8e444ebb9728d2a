//! The rules of the slots that no law reaches, one small log each.

#[allow(clippy::needless_pass_by_value, reason = "JSON that is written for one call")]
mod projections {
    mod causes;
    mod commitments;
    mod dates;
    mod gatherings;
    mod log;
    mod record;
    mod sides;
    mod stances;
}
