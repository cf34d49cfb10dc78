//! The form of requests and answers.
//!
//! A request is JSON with the key `do`. It may have a payload: then it begins with the length of the
//! JSON, as an answer does.
//!
//! An answer is the length of its JSON (4 bytes, little-endian), the JSON, zeros up to a multiple of
//! 8 bytes, and a payload: 64-bit floating point numbers, or files.

use serde_json::{Map, Value};

/// What the surroundings of the engine offer, where there is neither clock nor thread.
#[derive(Debug, Clone, Copy)]
pub struct Host {
    /// Present time, seconds from any origin.
    pub now_s: fn() -> f64,
    /// Called during a long request with simulated seconds done, and in all.
    pub progress: fn(f64, f64),
}

/// JSON with a payload.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// The answer proper.
    pub json: Map<String, Value>,
    /// Numbers or files that go with it.
    pub payload: Vec<u8>,
}

impl Answer {
    /// An answer of JSON alone; anything but an object is an empty answer.
    pub(crate) fn of(json: Value) -> Self {
        let json = match json {
            Value::Object(json) => json,
            _ => Map::new(),
        };
        Self {
            json,
            payload: Vec::new(),
        }
    }

    /// The same with numbers.
    pub(crate) fn with_numbers(mut self, numbers: impl IntoIterator<Item = f64>) -> Self {
        self.payload
            .extend(numbers.into_iter().flat_map(f64::to_le_bytes));
        self
    }

    /// The answer as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        // Maps of strings and numbers always have a JSON text.
        let json = serde_json::to_vec(&self.json).unwrap_or_default();
        let mut bytes = Vec::with_capacity(12 + json.len() + self.payload.len());
        // An answer of four gigabytes does not fit into the memory of a page.
        bytes.extend(u32::try_from(json.len()).unwrap_or(0).to_le_bytes());
        bytes.extend(json);
        bytes.resize(bytes.len().next_multiple_of(8), 0);
        bytes.extend(&self.payload);
        bytes
    }
}

/// JSON and payload of a request.
///
/// # Errors
/// What is wrong with the bytes.
pub(crate) fn request(bytes: &[u8]) -> Result<(Map<String, Value>, &[u8]), String> {
    let (json, payload) = match bytes.first() {
        Some(b'{') => (bytes, &[][..]),
        _ => {
            let framed = bytes.split_first_chunk::<4>().and_then(|(length, rest)| {
                rest.split_at_checked(u32::from_le_bytes(*length) as usize)
            });
            framed.ok_or("a request is shorter than it says")?
        }
    };
    match serde_json::from_slice(json) {
        Ok(Value::Object(json)) => Ok((json, payload)),
        Ok(_) => Err("a request is not a JSON object".to_owned()),
        Err(error) => Err(format!("a request is not JSON: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_of_an_answer_lie_on_a_multiple_of_eight() {
        for text in ["", "a", "abcd", "abcdefg"] {
            let answer = Answer::of(json!({ "text": text })).with_numbers([1.5, -2.0]);
            let bytes = answer.to_bytes();
            let length = u32::from_le_bytes(bytes[..4].try_into().unwrap()) as usize;
            assert_eq!(
                serde_json::from_slice::<Value>(&bytes[4..4 + length]).unwrap(),
                json!({ "text": text })
            );
            let start = (4 + length).next_multiple_of(8);
            assert_eq!(bytes.len(), start + 16);
            assert_eq!(bytes[start..start + 8], 1.5_f64.to_le_bytes());
        }
    }

    #[test]
    fn a_request_may_have_a_payload() {
        let (json, payload) = request(br#"{"do":"catalogue"}"#).unwrap();
        assert_eq!((json["do"].as_str(), payload), (Some("catalogue"), &[][..]));
        let mut framed = 10_u32.to_le_bytes().to_vec();
        framed.extend(br#"{"do":"a"}rest"#);
        let (json, payload) = request(&framed).unwrap();
        assert_eq!((json["do"].as_str(), payload), (Some("a"), &b"rest"[..]));
        for wrong in [&b""[..], b"\x01", b"\xff\0\0\0{}", b"{", b"\x02\0\0\0[]"] {
            assert!(request(wrong).is_err(), "{wrong:?}");
        }
    }
}
