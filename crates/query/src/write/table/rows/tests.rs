//! Rows of every form, and files that are none.

use std::io::Cursor;

use super::*;

fn rules(file: &str) -> Rules {
    Rules::read(&format!(
        "asof = \"import/1\"\n[file]\n{file}\n[edition]\nsource = \"s\"\ntitle = \"S\"\n\
         [[event]]\nkind = \"claim\"\nkey = \"c-{{id}}\"\nsays = \"{{Text}}\"\nsources = \"page 1\"\n"
    ))
    .unwrap()
}

fn read(text: &[u8], file: &str, format: TableFormat) -> Vec<String> {
    let rules = rules(file);
    let mut rows = match Rows::open(Cursor::new(text), &rules, Some(format), &tempfile::tempfile) {
        Ok(rows) => rows,
        Err(error) => return vec![error.to_string()],
    };
    let mut found = Vec::new();
    loop {
        found.push(match rows.next() {
            Ok(Next::Row(row)) => format!("{}: {}", row.line, row.cells.join("|")),
            Ok(Next::Bad { line, reason, .. }) => format!("{line}: {reason}"),
            Ok(Next::Blank) => "blank".to_owned(),
            Ok(Next::End) => break,
            Err(error) => return vec![error.to_string()],
        });
    }
    if let Err(error) = rows.refuse_missing() {
        found.push(error.to_string());
    }
    found
}

#[test]
fn cells_are_those_of_the_columns_that_the_rules_name() {
    let text = "Text,other,id\n\"a, \"\"b\"\"\",x,1\n\n\n\"c\nd\",y,2\n,,\ne,z,3";
    let expected = ["2: 1|a, \"b\"", "5: 2|c\nd", "blank", "8: 3|e"];
    assert_eq!(read(text.as_bytes(), "", TableFormat::Csv), expected);
    let tabs = text.replace("a, ", "a; ").replace(',', "\t").replace("a; ", "a, ");
    assert_eq!(read(tabs.as_bytes(), "", TableFormat::Tsv), expected);
    assert_eq!(
        read(text.replace('\n', "\r\n").as_bytes(), "clean = [\"spaces\"]", TableFormat::Csv)[1],
        "5: 2|c d"
    );
    assert_eq!(read(b"\xef\xbb\xbfid,Text\n1,x\n", "", TableFormat::Csv), ["2: 1|x"]);
}

#[test]
fn objects_are_rows_too() {
    let text = "{\"id\":7,\"Text\":\"x\"}\n\n{\"id\":\"8\",\"Text\":null}\nno\n{\"id\":9.5,\"Text\":[1]}";
    let expected = ["1: 7|x", "blank", "3: 8|", "4: the line is no JSON object", "5: 9.5|[1]"];
    assert_eq!(read(text.as_bytes(), "", TableFormat::Jsonl), expected);
    let missing = read(b"{\"id\":1}\n", "", TableFormat::Jsonl);
    assert_eq!(missing[1], "the table has no column `Text` (line 10 of the rules)");
}

#[test]
fn a_file_without_a_header_takes_the_names_of_the_rules() {
    let file = "header = 0\ncolumns = [\"id\", \"Text\"]";
    assert_eq!(read(b"1,x\n2,y\n", file, TableFormat::Csv), ["1: 1|x", "2: 2|y"]);
    assert_eq!(read(b"A title\nid,Text\n1,x\n", "header = 2", TableFormat::Csv), ["3: 1|x"]);
}

#[test]
fn what_is_no_table_is_said() {
    assert_eq!(
        read(b"id,text\n1,x\n", "", TableFormat::Csv),
        ["the table has no column `Text` (line 10 of the rules)"]
    );
    assert_eq!(read(b"id,Text,id\n", "", TableFormat::Csv), ["it has two columns named `id`"]);
    assert_eq!(read(b"", "", TableFormat::Csv), ["it ends before line 1, its header"]);
    assert_eq!(
        read(b"id,Text\n1,x,2\n", "", TableFormat::Csv),
        ["2: the row has 3 cells, and there are 2 columns"]
    );
    let open = format!("id,Text\n1,\"{}", "x\n".repeat(LONGEST));
    assert!(read(open.as_bytes(), "", TableFormat::Csv)[0].contains("begins in line 2"));
    assert!(read(b"id,Text\n1,\xe9\n", "", TableFormat::Csv)[0].contains("in line 2, is no UTF-8"));
    assert_eq!(read(b"id,Text\n1,\xe9\n", "encoding = \"windows-1252\"", TableFormat::Csv), ["2: 1|\u{e9}"]);
}

#[test]
fn cells_are_cleaned_in_turn() {
    let file = "clean = [\"html\", \"quotes\"]\nempty = [\"\", \"NA\"]";
    let text = "id,Text\n NA ,<i>\u{201c}Peace\u{201d}</i> &amp; more\n";
    assert_eq!(read(text.as_bytes(), file, TableFormat::Csv), ["2: |\"Peace\" & more"]);
}
