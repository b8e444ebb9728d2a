//! A place in a source in words.

/// Returns a place by the field of the citation that names it: `"Article 2"`, `page 3`, `lines 10-12`, `at 00:12:30`.
pub fn place_in_words(field: &str, place: &str) -> String {
    match field {
        "section" => format!("\"{place}\""),
        "lines" => lines_in_words(place),
        "timestamp" => format!("at {place}"),
        "url" => place.to_owned(),
        field => format!("{field} {place}"),
    }
}

/// Returns lines of a source by their numbers: `line 148`, `lines 100-102`, `lines 118, 135`.
pub fn lines_in_words(numbers: &str) -> String {
    let is_one = numbers.bytes().all(|byte| byte.is_ascii_digit());
    let numbers: Vec<&str> = numbers.split(',').map(str::trim).collect();
    format!("{} {}", if is_one { "line" } else { "lines" }, numbers.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_is_not_several() {
        assert_eq!(lines_in_words("148"), "line 148");
        assert_eq!(lines_in_words("118,135"), "lines 118, 135");
        assert_eq!(lines_in_words("118, 135"), "lines 118, 135");
        assert_eq!(lines_in_words("10-12"), "lines 10-12");
    }

    #[test]
    fn a_place_is_named_by_its_field() {
        assert_eq!(place_in_words("section", "Article 2"), "\"Article 2\"");
        assert_eq!(place_in_words("page", "3"), "page 3");
        assert_eq!(place_in_words("timestamp", "00:12:30"), "at 00:12:30");
    }
}
