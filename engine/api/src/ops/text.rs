//! `util`: text to bytes and back; `storage`: bytes under a path of their own.

use crate::{
    host::Host,
    operation::{OpError, OpResult, Operations},
};
use ciborium::Value;
use encoding_rs::{Encoding, GBK, UTF_8};
use serde::Deserialize;
use serde_bytes::ByteBuf;

pub(super) fn register(ops: &mut Operations) {
    ops.add("encode", encode);
    ops.add("decode", decode);
    ops.add("createBufferURL", |host, o: Buffer| Ok(host.mounts.write_temp(&o.data, "")?));
    ops.add("revokeBufferURL", |host, o: Url| Ok(host.mounts.unlink(&o.url)?));
}

#[derive(Deserialize)]
struct Buffer {
    data: ByteBuf,
}

#[derive(Deserialize)]
struct Url {
    url: String,
}

#[derive(Deserialize)]
struct Encode {
    data: String,
    format: Option<String>,
}

#[derive(Deserialize)]
struct Decode {
    data: ByteBuf,
    format: Option<String>,
}

fn named(format: Option<&str>) -> OpResult<&'static Encoding> {
    match format.unwrap_or("utf8").to_ascii_lowercase().as_str() {
        "utf8" | "utf-8" => Ok(UTF_8),
        "gbk" => Ok(GBK),
        other => Err(OpError::new(format!("parameter error: format should be utf8 or gbk, not {other}"))),
    }
}

fn encode(_: &Host, o: Encode) -> OpResult<Value> {
    let (bytes, _, _) = named(o.format.as_deref())?.encode(&o.data);
    Ok(Value::Bytes(bytes.into_owned()))
}

/// Bytes that are none of the encoding become U+FFFD.
fn decode(_: &Host, o: Decode) -> OpResult<String> {
    let (text, _) = named(o.format.as_deref())?.decode_without_bom_handling(&o.data);
    Ok(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gbk_is_known_by_name() {
        let (bytes, _, _) = named(Some("GBK")).unwrap().encode("中文");
        assert_eq!(&*bytes, [0xd6, 0xd0, 0xce, 0xc4]);
        assert!(named(Some("latin9")).is_err());
    }
}
