//! The tools for assistants, through the program's standard input and output.

#![allow(clippy::unwrap_used)]

use crate::secondheart_program;

#[cfg(not(feature = "mcp"))]
#[test]
fn a_program_without_the_tools_says_in_one_line_how_to_build_them() {
    let output = secondheart_program()
        .arg("mcp")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(told.trim_end().lines().count(), 1, "{told}");
    assert!(
        told.contains("cargo install --path crates/cli --features mcp"),
        "{told}"
    );
}

#[cfg(feature = "mcp")]
mod built_with_them {
    use std::io::{BufRead, BufReader, Write};
    use std::path::Path;
    use std::process::{Child, ChildStdout, Stdio};

    use serde_json::{Value, json};

    use super::*;

    const SHORT: &str = "title = \"Short\"\nstart = \"standing\"\nsources = [\"nobody\"]\n\
                         [[phase]]\nname = \"steps\"\nduration = \"20 s\"\nactivity = \"walk\"\n";

    struct Server {
        child: Child,
        output: BufReader<ChildStdout>,
        last: u64,
    }

    impl Server {
        fn start() -> Self {
            let mut child = secondheart_program()
                .arg("mcp")
                .env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"))
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let output = BufReader::new(child.stdout.take().unwrap());
            let mut own = Self {
                child,
                output,
                last: 0,
            };
            let greeting = json!({
                "protocolVersion": "2025-06-18",
                "capabilities": {},
                "clientInfo": { "name": "test", "version": "1" },
            });
            let greeted = own.ask("initialize", &greeting);
            assert_eq!(greeted["serverInfo"]["version"], env!("CARGO_PKG_VERSION"));
            own.send(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }));
            own
        }

        fn send(&mut self, message: &Value) {
            let input = self.child.stdin.as_mut().unwrap();
            writeln!(input, "{message}").unwrap();
            input.flush().unwrap();
        }

        /// Sends a request and gives its result.
        fn ask(&mut self, method: &str, params: &Value) -> Value {
            self.last += 1;
            let id = self.last;
            self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
            loop {
                let mut line = String::new();
                assert!(
                    self.output.read_line(&mut line).unwrap() > 0,
                    "no answer to {method}"
                );
                let message: Value = serde_json::from_str(&line).unwrap();
                if message["id"].as_u64() == Some(id) {
                    return message["result"].clone();
                }
            }
        }
    }

    #[test]
    fn the_command_of_an_answer_repeats_its_numbers_and_the_server_ends_with_its_input() {
        let mut server = Server::start();
        let arguments = json!({
            "text": SHORT, "without": ["valves"], "readings": ["foot_vein_pressure_mmhg"],
        });
        let result = server.ask(
            "tools/call",
            &json!({ "name": "run", "arguments": arguments }),
        );
        let answer = &result["structuredContent"];
        let value = answer["phases"][0]["readings"][0]["value"]
            .as_f64()
            .unwrap();

        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mcp");
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        for (name, text) in answer["files_of_command"].as_object().unwrap() {
            std::fs::write(folder.join(name), text.as_str().unwrap()).unwrap();
        }
        let command = answer["command"].as_str().unwrap();
        let mut words = command.split(' ');
        assert_eq!(words.next(), Some("secondheart"));
        let run = secondheart_program()
            .args(words)
            .args(["--out", "results", "--quiet"])
            .current_dir(&folder)
            .env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"))
            .status()
            .unwrap();
        assert!(run.success(), "{command}");
        let summary = std::fs::read_to_string(folder.join("results/summary.json")).unwrap();
        assert!(summary.contains(&value.to_string()), "{value} in {summary}");

        drop(server.child.stdin.take());
        assert!(server.child.wait().unwrap().success());
    }
}
