//! A client of the server, in memory: lines of JSON-RPC, as on standard input and output.

use std::sync::Arc;

use secondheart_assistant::{Assistant, serve_on};
use serde_json::{Value, json};
use tokio::io::{
    AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, Lines, ReadHalf, WriteHalf,
};
use tokio::runtime::{Builder, Runtime};

/// Bytes that one side may be ahead of the other.
const AHEAD: usize = 1 << 20;

pub(crate) struct Client {
    runtime: Runtime,
    input: WriteHalf<DuplexStream>,
    output: Lines<BufReader<ReadHalf<DuplexStream>>>,
    last: u64,
    /// Notifications of the server, in their order.
    pub(crate) told: Vec<Value>,
}

impl Client {
    /// A client that has greeted the server.
    pub(crate) fn new(assistant: Arc<Assistant>) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let (own, other) = tokio::io::duplex(AHEAD);
        let (input, output) = tokio::io::split(other);
        runtime.spawn(serve_on(assistant, input, output));
        let (output, input) = tokio::io::split(own);
        let mut client = Self {
            runtime,
            input,
            output: BufReader::new(output).lines(),
            last: 0,
            told: Vec::new(),
        };
        let greeting = json!({
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": { "name": "test", "version": "1" },
        });
        let id = client.ask("initialize", greeting);
        let greeted = client.answer(id);
        assert_eq!(greeted["result"]["serverInfo"]["name"], "secondheart");
        client.tell("notifications/initialized", json!({}));
        client
    }

    fn send(&mut self, message: &Value) {
        let line = format!("{message}\n");
        let input = &mut self.input;
        let sent = async {
            input.write_all(line.as_bytes()).await?;
            input.flush().await
        };
        self.runtime.block_on(sent).unwrap();
    }

    /// Sends a notification.
    pub(crate) fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request and gives its id.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> u64 {
        self.last += 1;
        let id = self.last;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// The next message of the server.
    pub(crate) fn next(&mut self) -> Value {
        let line = self.runtime.block_on(self.output.next_line()).unwrap();
        serde_json::from_str(&line.unwrap()).unwrap()
    }

    /// The answer to a request; notifications before it are kept.
    pub(crate) fn answer(&mut self, id: u64) -> Value {
        loop {
            let message = self.next();
            match message["id"].as_u64() {
                Some(own) if own == id => return message,
                _ => self.told.push(message),
            }
        }
    }

    /// Calls a tool: its answer, or its refusal.
    pub(crate) fn call(&mut self, tool: &str, arguments: Value) -> Value {
        let id = self.ask(
            "tools/call",
            json!({ "name": tool, "arguments": arguments }),
        );
        let answer = self.answer(id);
        let result = &answer["result"];
        let structured = result["structuredContent"].clone();
        assert!(structured.is_object(), "{answer}");
        assert_eq!(
            result["isError"],
            !structured["refused"].is_null(),
            "{answer}"
        );
        structured
    }
}
