//! The tools by the Model Context Protocol, on standard input and output.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation,
    ListToolsResult, PaginatedRequestParams, ProgressNotificationParam, ServerCapabilities,
    ServerConfig, Tool as Described, ToolAnnotations,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler, ServiceExt};
use secondheart_laboratory::many::Done;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;

use crate::assistant::{Assistant, Control};
use crate::refusal::Refusal;
use crate::tools::TOOLS;

/// What an assistant should know before it calls a tool.
const INSTRUCTIONS: &str = "secondheart simulates the circulation of a person with the legs, and compares \
    the simulated body with published measurements. Call `find` for names, then `read`, `run`, \
    `what_if`, `compare` or `shares` for numbers, `evidence` for measurements in people and `explain` for \
    claims. Pass the person's own words as `question`. Give every number with its unit, say where it is \
    from, and mention the rows that the simulated body misses (`failing_rows`). Answers are for education \
    and research, never advice for one person: personal questions are refused; pass on the notice.";

struct Server {
    assistant: Arc<Assistant>,
}

/// A call that has ended a run: how many of how many, and which.
type Step = (Done, String);

impl Server {
    /// Calls a tool on a thread of its own; tells progress, and ends it when the client cancels.
    async fn answer(
        &self,
        request: CallToolRequestParams,
        context: &RequestContext<RoleServer>,
    ) -> Result<serde_json::Value, Refusal> {
        let (told, mut steps) = mpsc::unbounded_channel::<Step>();
        let interrupt = Arc::new(AtomicBool::new(false));
        let control = Control {
            interrupt: interrupt.clone(),
            progress: Arc::new(move |done, label| {
                // A client that has gone needs no progress.
                let _ = told.send((done, label.to_owned()));
            }),
        };
        let assistant = self.assistant.clone();
        let arguments = request.arguments.unwrap_or_default();
        let name = request.name.into_owned();
        let mut work =
            tokio::task::spawn_blocking(move || assistant.call(&name, arguments, &control));
        let token = context.meta.get_progress_token();
        let mut cancelled = false;
        loop {
            tokio::select! {
                answer = &mut work => return answer.unwrap_or_else(|error| {
                    Err(Refusal::Failed(format!("the call ended without an answer: {error}")))
                }),
                () = context.ct.cancelled(), if !cancelled => {
                    cancelled = true;
                    interrupt.store(true, Ordering::Relaxed);
                }
                Some((done, label)) = steps.recv() => {
                    if let Some(token) = &token {
                        // Counts are far below 2^53.
                        let step = ProgressNotificationParam::new(token.clone(), done.ended as f64)
                            .with_total(done.of as f64)
                            .with_message(label);
                        // A client that has gone needs no progress.
                        let _ = context.peer.notify_progress(step).await;
                    }
                }
            }
        }
    }
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder().enable_tools().build();
        let own = Implementation::new("secondheart", env!("CARGO_PKG_VERSION"));
        ServerConfig::new(capabilities)
            .with_server_info(own)
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        // Every tool computes; none changes anything.
        let hints = || ToolAnnotations::new().read_only(true).open_world(false);
        let tools = TOOLS.iter().map(|tool| {
            Described::new(tool.name, tool.about, (tool.schema)()).with_annotations(hints())
        });
        Ok(ListToolsResult::with_all_items(tools.collect()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let result = match self.answer(request, &context).await {
            Ok(answer) => CallToolResult::structured(answer),
            Err(refusal) => {
                let mut result = CallToolResult::structured_error(refusal.json());
                result.content = vec![ContentBlock::text(refusal.to_string())];
                result
            }
        };
        Ok(result.into())
    }
}

/// Serves the tools on a pair of streams until the client closes them.
///
/// # Errors
/// The client does not follow the protocol, or a stream fails.
pub async fn serve_on<R, W>(assistant: Arc<Assistant>, input: R, output: W) -> io::Result<()>
where
    R: AsyncRead + Send + Unpin + 'static,
    W: AsyncWrite + Send + Unpin + 'static,
{
    let service = Server { assistant }.serve((input, output)).await;
    let service = service.map_err(io::Error::other)?;
    service.waiting().await.map_err(io::Error::other)?;
    Ok(())
}

/// Serves the tools on standard input and output until the client closes them. Nobody else may hold the
/// lock of the standard output.
///
/// # Errors
/// As [`serve_on`].
pub fn serve(assistant: Assistant) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let (input, output) = rmcp::transport::stdio();
    let served = runtime.block_on(serve_on(Arc::new(assistant), input, output));
    // A call that is still at work does not keep the program.
    runtime.shutdown_background();
    served
}
