//! Requests and their answers.

use secondheart_laboratory::start::{Cache, HeldStarts};
use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::live::Live;
use crate::message::{Answer, Host, request};
use crate::script::seconds;
use crate::{bands, catalogue, curves, files};

/// Live bodies at most: two side by side.
const BODIES: usize = 2;
/// Most columns of a picture of traces.
const MOST_COLUMNS: u64 = 8192;
/// What can be asked for.
const REQUESTS: [&str; 21] = [
    "catalogue",
    "starts",
    "open",
    "act",
    "watch",
    "advance",
    "trace",
    "readings",
    "bands",
    "state",
    "back",
    "fork",
    "close",
    "log",
    "replay",
    "check",
    "run",
    "evidence",
    "curves",
    "save",
    "load",
];

/// The library behind requests in bytes.
///
/// ```
/// use secondheart_web::{Engine, Host};
///
/// let host = Host { now_s: || 0.0, progress: |_, _| () };
/// let mut engine = Engine::new(host);
/// let answer = engine.answer(br#"{"do":"open","body":0,"setup":{}}"#);
/// assert_eq!(answer.json["state"]["posture"]["words"], "supine");
/// let answer = engine.answer(br#"{"do":"advnce"}"#);
/// assert_eq!(answer.json["error"]["message"], "unknown request \"advnce\"; did you mean \"advance\"?");
/// ```
pub struct Engine {
    host: Host,
    starts: HeldStarts,
    bodies: [Option<Live>; BODIES],
}

/// The JSON of a request.
pub(crate) type Request = Map<String, Value>;

impl Engine {
    /// An engine without bodies.
    pub fn new(host: Host) -> Self {
        Self {
            host,
            starts: HeldStarts::default(),
            bodies: [const { None }; BODIES],
        }
    }

    /// Answers a request; an answer with the key `error` says why there is no other.
    pub fn answer(&mut self, bytes: &[u8]) -> Answer {
        let answer = request(bytes)
            .map_err(Failure::from)
            .and_then(|(request, payload)| self.call(&request, payload));
        answer.unwrap_or_else(|failure| failure.answer())
    }

    fn call(&mut self, request: &Request, payload: &[u8]) -> Result<Answer, Failure> {
        match text(request, "do")? {
            "catalogue" => Ok(Answer::of(catalogue::catalogue()?)),
            "evidence" => Ok(Answer::of(catalogue::rows()?)),
            "starts" => {
                let starts = HeldStarts::from_bytes(payload);
                self.starts = starts.ok_or_else(|| "the shipped starts are cut off".to_owned())?;
                Ok(Answer::default())
            }
            "open" => {
                let empty = Map::new();
                let setup = request.get("setup").and_then(Value::as_object);
                let live = Live::open(setup.unwrap_or(&empty), &self.cache())?;
                self.put(place(request, "body")?, live)
            }
            "replay" => {
                let live = Live::replay(text(request, "text")?, &self.cache(), self.host.progress)?;
                self.put(place(request, "body")?, live)
            }
            "fork" => {
                let live = self.body(request, "from")?.fork()?;
                self.put(place(request, "to")?, live)
            }
            "close" => {
                self.bodies[place(request, "body")?] = None;
                Ok(Answer::default())
            }
            "act" => {
                let phase = object(request, "phase")?;
                let place = place(request, "body")?;
                let [one, other] = &mut self.bodies;
                let (live, other) = match place {
                    0 => (one, other),
                    _ => (other, one),
                };
                let live = live
                    .as_mut()
                    .ok_or_else(|| format!("body {place} is not open"))?;
                let is = |key: &str| request.get(key) == Some(&Value::Bool(true));
                let other = other.as_mut().filter(|_| is("beside") || is("both"));
                let not_before = other.as_ref().map_or(0, |other| other.soonest());
                let ready = live.ready(phase, not_before)?;
                // Both or neither: what the other refuses, this one does not do either.
                let also = match &other {
                    Some(other) if is("both") => Some(other.ready(phase, ready.at())?),
                    _ => None,
                };
                let acted = live.perform(ready)?;
                match (other, also) {
                    (Some(other), Some(also)) => {
                        other.perform(also)?;
                    }
                    (Some(other), None) => other.keep_step(acted.at)?,
                    (None, _) => {}
                }
                let (at_s, state) = (seconds(acted.at), live.state()?);
                let json = json!({ "at_s": at_s, "told": acted.told, "state": state });
                Ok(Answer::of(json))
            }
            "watch" => {
                let (frame, traces) = (texts(request, "frame")?, texts(request, "traces")?);
                let live = self.body(request, "body")?;
                let names = live.body().signal_names();
                let missing = live.watch(&frame, &traces);
                let missing = missing.iter().map(|name| {
                    let known = names.iter().map(String::as_str);
                    let nearest = secondheart_words::nearest_names(name, known);
                    json!({ "name": name, "nearest": nearest })
                });
                Ok(Answer::of(
                    json!({ "missing": missing.collect::<Vec<_>>() }),
                ))
            }
            "advance" => self.advance(request),
            "trace" => {
                let (from_s, to_s) = (number(request, "from_s")?, number(request, "to_s")?);
                let columns = request.get("columns").and_then(Value::as_u64).unwrap_or(0);
                if to_s.partial_cmp(&from_s) != Some(std::cmp::Ordering::Greater)
                    || !(1..=MOST_COLUMNS).contains(&columns)
                {
                    return Err(format!(
                        "a picture of traces needs from_s below to_s and 1 to {MOST_COLUMNS} columns"
                    )
                    .into());
                }
                let traces = self.body(request, "body")?.traces();
                let json = json!({
                    "names": traces.names(),
                    "from_s": from_s,
                    "to_s": to_s,
                    "columns": columns,
                });
                let numbers = traces.columns(from_s, to_s, columns as usize);
                Ok(Answer::of(json).with_numbers(numbers))
            }
            "readings" => {
                let live = self.body(request, "body")?;
                let values: Map<String, Value> = live
                    .present()
                    .means()
                    .map(|(name, value)| (name.to_owned(), value.into()))
                    .collect();
                Ok(Answer::of(json!({
                    "time_s": live.body().time_s(),
                    "beats": live.present().beats(),
                    "values": values,
                })))
            }
            "bands" => {
                let rows = bands::of(self.body(request, "body")?)?;
                Ok(Answer::of(json!({ "rows": rows })))
            }
            "state" => state(self.body(request, "body")?),
            "back" => {
                let to_s = number(request, "to_s")?;
                let live = self.body(request, "body")?;
                live.back_to(to_s)?;
                state(live)
            }
            "log" => {
                let title = text(request, "title")?;
                let log = self.body(request, "body")?.log(title);
                Ok(Answer::of(json!({ "text": log })))
            }
            "check" => {
                let checked = files::check(text(request, "text")?, text(request, "name")?)?;
                Ok(Answer::of(checked))
            }
            "curves" => {
                let host = self.host;
                let live = self.body(request, "body")?;
                Ok(Answer::of(curves::curves(live.body(), host)?))
            }
            "save" => {
                let (text, state) = self.body(request, "body")?.save();
                Ok(Answer::of(json!({ "text": text, "state": state })))
            }
            "load" => {
                let live = Live::load(text(request, "text")?, text(request, "saved")?)?;
                self.put(place(request, "body")?, live)
            }
            "run" => files::run(request, &self.cache(), self.host),
            other => {
                let near = secondheart_words::nearest_names(other, REQUESTS);
                let suggestion = secondheart_words::suggestion(&near);
                Err(format!("unknown request \"{other}\"{suggestion}").into())
            }
        }
    }

    /// Advances all bodies, each to its own time, and gives the values of their frames.
    fn advance(&mut self, request: &Request) -> Result<Answer, Failure> {
        let to_s = request.get("to_s").and_then(Value::as_array);
        let to_s = to_s.ok_or_else(|| "to_s is not a list of times".to_owned())?;
        let mut steps = 0;
        let mut times = Vec::new();
        let mut numbers = Vec::new();
        for (live, to_s) in self.bodies.iter_mut().flatten().zip(to_s) {
            let to_s = to_s.as_f64().unwrap_or(f64::NAN);
            if !to_s.is_finite() {
                return Err("a time to advance to is not a number".to_owned().into());
            }
            steps += live.advance(to_s)?;
            times.push(live.body().time_s());
            numbers.extend(live.frame());
        }
        Ok(Answer::of(json!({ "time_s": times, "steps": steps })).with_numbers(numbers))
    }

    fn cache(&self) -> Cache {
        Cache::holding(self.starts.clone())
    }

    fn put(&mut self, place: usize, live: Live) -> Result<Answer, Failure> {
        state(self.bodies[place].insert(live))
    }

    fn body(&mut self, request: &Request, key: &str) -> Result<&mut Live, Failure> {
        let place = place(request, key)?;
        let live = self.bodies[place].as_mut();
        live.ok_or_else(|| format!("body {place} is not open").into())
    }
}

fn state(live: &mut Live) -> Result<Answer, Failure> {
    Ok(Answer::of(json!({ "state": live.state()? })))
}

fn place(request: &Request, key: &str) -> Result<usize, Failure> {
    let place = request.get(key).and_then(Value::as_u64);
    let place = place.and_then(|place| usize::try_from(place).ok());
    place
        .filter(|place| *place < BODIES)
        .ok_or_else(|| format!("{key} is not 0 or 1").into())
}

pub(crate) fn text<'a>(request: &'a Request, key: &str) -> Result<&'a str, Failure> {
    let text = request.get(key).and_then(Value::as_str);
    text.ok_or_else(|| format!("{key} is not a text").into())
}

fn number(request: &Request, key: &str) -> Result<f64, Failure> {
    let number = request.get(key).and_then(Value::as_f64);
    number.ok_or_else(|| format!("{key} is not a number").into())
}

fn object<'a>(request: &'a Request, key: &str) -> Result<&'a Request, Failure> {
    let object = request.get(key).and_then(Value::as_object);
    object.ok_or_else(|| format!("{key} is not an object").into())
}

fn texts(request: &Request, key: &str) -> Result<Vec<String>, Failure> {
    let texts = request.get(key).and_then(Value::as_array);
    let texts = texts.map(|texts| texts.iter().map(|text| text.as_str().map(str::to_owned)));
    texts
        .and_then(Iterator::collect)
        .ok_or_else(|| format!("{key} is not a list of names").into())
}
