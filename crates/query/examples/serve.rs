//! Serves a log to a browser, or its pages and documents to a server of one's own.
//!
//! `cargo run -p asof-query --example serve`, then open the address that it prints.

use std::error::Error;
use std::sync::Arc;

use asof_store::{EventLog, JsonlLog};
use asof_web::{LogToServe, ServeError, Settings, serve};

const RECORD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../events/istanbul.jsonl");

fn main() -> Result<(), Box<dyn Error>> {
    // The log is opened again when it was replaced, and read again when it has grown.
    let open = Arc::new(|| Ok(Box::new(JsonlLog::open(RECORD)?) as Box<dyn EventLog>));
    let log = LogToServe { name: "istanbul".to_owned(), open, settings: Settings::default() };
    serve(vec![log], ([127, 0, 0, 1], 7117).into(), |address| {
        println!("http://{address}/");
        Ok::<(), ServeError>(())
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use asof_query::Log;
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use tower::ServiceExt;

    use super::*;

    #[test]
    fn a_router_answers_with_the_documents_of_the_command_line() {
        let log = Log::read(&JsonlLog::open(RECORD).unwrap()).unwrap();
        let router = asof_web::router(log, Settings::default());
        let request = Request::get("/api/v1/state?at=2025-05-24").body(Body::empty()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let document = runtime.block_on(async {
            let answer = router.oneshot(request).await.unwrap();
            to_bytes(answer.into_body(), usize::MAX).await.unwrap()
        });
        let document: serde_json::Value = serde_json::from_slice(&document).unwrap();
        assert_eq!(document["schema"], "asof.state/2");
    }
}
