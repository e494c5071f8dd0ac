use std::path::PathBuf;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;
use thalweg_transports::ws::{CloseCode, Message};

use super::made::{Data, deflate, once, unhex};

/// A file of cases.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[expect(dead_code, reason = "for people")]
    about: String,
    #[expect(dead_code, reason = "for people")]
    left_out: Option<String>,
    cases: Vec<Case>,
}

/// One of them; see the README there.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    pub(super) id: String,
    pub(super) about: String,
    /// What the client offers in `Sec-WebSocket-Extensions`.
    pub(super) offer: Option<String>,
    /// The offer is not taken.
    #[serde(default)]
    pub(super) refused: bool,
    send: Vec<Frame>,
    hear: Vec<Vec<Value>>,
    /// What the connection is closed with for breaking the rules.
    pub(super) fails: Option<u16>,
    /// In pieces of how many bytes it comes.
    pub(super) pieces: Option<usize>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Frame {
    op: Value,
    data: Option<Data>,
    #[serde(default = "yes")]
    fin: bool,
    #[serde(default)]
    rsv: u8,
    code: Option<u16>,
    mask: Option<String>,
    wide: Option<u8>,
    length: Option<String>,
    #[serde(default)]
    deflate: bool,
    frames: Option<usize>,
    #[serde(default = "once")]
    times: usize,
}

const fn yes() -> bool {
    true
}

/// The cases of a section.
pub(super) fn cases(name: &str) -> Vec<Case> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../conformance/ws");
    let path = folder.join(format!("{name}.json"));
    let text = std::fs::read(&path).expect("a file of cases");
    let file: File =
        serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    file.cases
}

impl Case {
    /// What the client sends.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for frame in &self.send {
            let once = frame.bytes();
            for _ in 0..frame.times {
                bytes.extend_from_slice(&once);
            }
        }
        bytes
    }

    /// What is heard of it.
    pub(super) fn heard(&self) -> Vec<Message> {
        let mut heard = Vec::new();
        for told in &self.hear {
            let kind = told[0].as_str().expect("a kind");
            let data = |at: usize| {
                let data: Option<Data> = told
                    .get(at)
                    .map(|value| serde_json::from_value(value.clone()).expect("bytes of a case"));
                Bytes::from(data.map_or_else(Vec::new, |data| data.bytes()))
            };
            if kind == "close" {
                let code = told.get(1).and_then(Value::as_u64);
                let code = code.map(|code| u16::try_from(code).expect("a code"));
                let code = code.map(|code| CloseCode::new(code).expect("one that there is"));
                heard.push(Message::Close(code.map(|code| (code, data(2)))));
                continue;
            }
            let message = match kind {
                "text" => Message::Text(data(1)),
                "binary" => Message::Binary(data(1)),
                "ping" => Message::Ping(data(1)),
                "pong" => Message::Pong(data(1)),
                other => panic!("`{other}` is not heard"),
            };
            let times = told.get(2).and_then(Value::as_u64).unwrap_or(1);
            heard.extend((0..times).map(|_| message.clone()));
        }
        heard
    }
}

impl Frame {
    fn bytes(&self) -> Vec<u8> {
        let opcode = match self.op.as_str() {
            Some("cont") => 0,
            Some("text") => 1,
            Some("binary") => 2,
            Some("close") => 8,
            Some("ping") => 9,
            Some("pong") => 10,
            _ => u8::try_from(self.op.as_u64().expect("an opcode")).expect("four bits"),
        };
        let mut payload = self
            .code
            .map_or_else(Vec::new, |code| code.to_be_bytes().to_vec());
        payload.extend(self.data.iter().flat_map(Data::bytes));
        let mut rsv = self.rsv;
        if self.deflate {
            payload = deflate(&payload);
            rsv = 4;
        }
        let Some(size) = self.frames else {
            return self.frame(u8::from(self.fin) << 7 | rsv << 4 | opcode, &payload);
        };
        let count = payload.chunks(size).count();
        let mut bytes = Vec::new();
        for (at, part) in payload.chunks(size).enumerate() {
            let first = if at == 0 { rsv << 4 | opcode } else { 0 };
            let last = u8::from(at + 1 == count) << 7;
            bytes.extend(self.frame(first | last, part));
        }
        bytes
    }

    fn frame(&self, first: u8, payload: &[u8]) -> Vec<u8> {
        let mask = match self.mask.as_deref() {
            None => Some(vec![0x37, 0xfa, 0x21, 0x3d]),
            Some("none") => None,
            Some(hex) => Some(unhex(hex)),
        };
        let is_masked = u8::from(mask.is_some()) << 7;
        let mut bytes = vec![first];
        let wide = match payload.len() {
            _ if self.length.is_some() => 8,
            0..=125 => 0,
            126..=0xffff => 2,
            _ => 8,
        };
        match self.wide.unwrap_or(wide) {
            0 => bytes.push(is_masked | u8::try_from(payload.len()).expect("short")),
            2 => {
                bytes.push(is_masked | 126);
                let length = u16::try_from(payload.len()).expect("it fits");
                bytes.extend(length.to_be_bytes());
            }
            _ => {
                bytes.push(is_masked | 127);
                match &self.length {
                    Some(hex) => bytes.extend(unhex(hex)),
                    None => bytes.extend((payload.len() as u64).to_be_bytes()),
                }
            }
        }
        match mask {
            None => bytes.extend_from_slice(payload),
            Some(mask) => {
                bytes.extend_from_slice(&mask);
                let masked = payload.iter().zip(mask.iter().cycle());
                bytes.extend(masked.map(|(byte, mask)| byte ^ mask));
            }
        }
        bytes
    }
}
