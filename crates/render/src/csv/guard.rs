//! Fields that a spreadsheet would run as formulas.
//!
//! Which they are, and that a `'` before them makes them text, is by requirement 1.2.10 of the OWASP Application Security
//! Verification Standard 5.0. Programs for East Asian languages take the wide forms too.

use serde_json::Value;

/// With what a formula begins.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// Returns what stands in a field, with a `'` before it if a spreadsheet would run it. A number is none.
pub(super) fn guarded(value: &Value, text: String) -> String {
    let is_run = text.starts_with(FORMULA) && !value.is_number() && !is_decimal(&text);
    if is_run { format!("'{text}") } else { text }
}

/// Returns whether a text is a number: decimals of the record are texts in JSON.
fn is_decimal(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    digits(whole.strip_prefix('-').unwrap_or(whole)) && digits(fraction)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Dialect;

    #[test]
    fn what_a_spreadsheet_would_run_is_text_in_it() {
        for (value, expected) in [
            (json!("=1+1"), "'=1+1"),
            (json!("@SUM(A1)"), "'@SUM(A1)"),
            (json!("+90 212"), "'+90 212"),
            (json!("-1+cmd|' /C calc'!A0"), "'-1+cmd|' /C calc'!A0"),
            (json!("--5"), "'--5"),
            (json!("-"), "'-"),
            (json!("＝1"), "'＝1"),
            (json!("\t=1"), "'\t=1"),
            (json!(["=a", "b"]), "'=a; b"),
            (json!(-5), "-5"),
            (json!("-12.5"), "-12.5"),
            (json!("1=1"), "1=1"),
            (json!("'=1"), "'=1"),
            (json!(null), ""),
        ] {
            assert_eq!(Dialect::Excel.cell(&value), expected);
            assert_eq!(Dialect::Guarded.cell(&value), expected);
            assert!(!Dialect::Plain.cell(&value).starts_with('\'') || value == "'=1");
        }
    }
}
