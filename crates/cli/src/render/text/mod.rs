use asof_query::Answer;

pub(crate) fn text(answer: &Answer, _width: usize) -> String {
    super::json(answer)
}

pub(crate) fn oneline(answer: &Answer) -> String {
    super::json(answer)
}
