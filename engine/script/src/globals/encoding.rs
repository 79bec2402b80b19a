//! `TextEncoder` and `TextDecoder` of the Encoding Standard, decoding by `encoding_rs`.

use std::cell::RefCell;

use encoding_rs::{CoderResult, Decoder, DecoderResult, Encoding};
use rquickjs::Ctx;

use crate::{
    define_value,
    native::{
        Arg, Args, Buffer, BufferKind, Bytes, BytesMut, Call, Fields, JsArg, JsError, Nullable, Text, Thrown,
        install as install_class,
    },
    native_class,
};

struct TextEncoder;

native_class! {
    class "TextEncoder" for TextEncoder;
    constructor() -> Result<TextEncoder, JsError> { Ok(TextEncoder) }
    methods {
        fn encode(_this, text: Option<Text<'_>>) -> Buffer<Vec<u8>> {
            Buffer(BufferKind::Uint8, text.map_or_else(Vec::new, |text| text.as_bytes().to_vec()))
        }
        fn encodeInto(_this, text: Text<'_>, target: BytesMut<'_>) -> Fields<f64, 2> {
            let mut target = target;
            let mut end = text.len().min(target.len());
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            target[..end].copy_from_slice(&text.as_bytes()[..end]);
            Fields([("read", text[..end].encode_utf16().count() as f64), ("written", end as f64)])
        }
    }
    properties {
        get encoding(_this) -> &'static str { "utf-8" }
    }
}

struct TextDecoder {
    encoding: &'static Encoding,
    fatal: bool,
    ignore_bom: bool,
    /// The state of a stream, and whether its byte order mark was dealt with.
    stream: RefCell<Option<Decoder>>,
}

native_class! {
    class "TextDecoder" for TextDecoder;
    constructor(label: Option<Text<'_>>, options: JsArg<'_>, ctx: Ctx<'_>) -> Result<TextDecoder, JsError> {
        let label = label.as_deref().unwrap_or("utf-8");
        let encoding = Encoding::for_label(label.as_bytes())
            .ok_or_else(|| JsError::Range(format!("TextDecoder: the encoding '{label}' is not supported")))?;
        let (fatal, ignore_bom) = (flag(&ctx, &options, "fatal")?, flag(&ctx, &options, "ignoreBOM")?);
        Ok(TextDecoder { encoding, fatal, ignore_bom, stream: RefCell::new(None) })
    }
    methods {
        fn decode(this, bytes: Option<Nullable<Bytes<'_>>>, stream: StreamOption) -> Result<String, JsError> {
            let bytes = bytes.and_then(|bytes| bytes.0);
            this.decode(bytes.as_deref().unwrap_or_default(), stream.0)
        }
    }
    properties {
        get encoding(this) -> String { this.encoding.name().to_ascii_lowercase() }
        get fatal(this) -> bool { this.fatal }
        get ignoreBOM(this) -> bool { this.ignore_bom }
    }
}

/// The member `stream` of the options of `decode`, read before the bytes are borrowed.
struct StreamOption(bool);

// SAFETY: borrows nothing; `finish` does nothing.
unsafe impl<'a> Arg<'a> for StreamOption {
    const COUNT: usize = 1;
    const REQUIRED: usize = 0;
    type Staged = Self;
    fn stage(call: &'a Call<'a>, args: &Args<'a>, index: usize) -> Result<Self, Thrown> {
        let options = JsArg::stage(call, args, index)?;
        let ctx = call.ctx();
        flag(&ctx, &options, "stream").map(Self).map_err(|error| call.throw(&error))
    }
    fn finish(_: &'a Call<'a>, staged: Self) -> Result<Self, Thrown> {
        Ok(staged)
    }
}

/// A boolean member of an options argument.
fn flag<'a>(ctx: &Ctx<'a>, options: &JsArg<'a>, name: &str) -> Result<bool, JsError> {
    let options = options.value(ctx);
    let Some(options) = options.as_object() else { return Ok(false) };
    let value: rquickjs::Coerced<bool> = options.get(name)?;
    Ok(value.0)
}

impl TextDecoder {
    fn new_decoder(&self) -> Decoder {
        if self.ignore_bom {
            self.encoding.new_decoder_without_bom_handling()
        } else {
            self.encoding.new_decoder_with_bom_removal()
        }
    }

    fn decode(&self, mut bytes: &[u8], stream: bool) -> Result<String, JsError> {
        let mut decoder = self.stream.take().unwrap_or_else(|| self.new_decoder());
        let needed = decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len());
        let mut text = String::with_capacity(needed);
        loop {
            if self.fatal {
                let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, !stream);
                bytes = &bytes[read..];
                match result {
                    DecoderResult::InputEmpty => break,
                    DecoderResult::OutputFull => {}
                    DecoderResult::Malformed(..) => {
                        let name = self.encoding.name().to_ascii_lowercase();
                        return Err(JsError::Type(format!("TextDecoder: the bytes are not valid {name}")));
                    }
                }
            } else {
                let (result, read, _) = decoder.decode_to_string(bytes, &mut text, !stream);
                bytes = &bytes[read..];
                if result == CoderResult::InputEmpty {
                    break;
                }
            }
            text.reserve(bytes.len() + 16);
        }
        if stream {
            self.stream.replace(Some(decoder));
        }
        Ok(text)
    }
}

pub(super) fn install(ctx: &Ctx<'_>) -> rquickjs::Result<()> {
    let globals = ctx.globals();
    define_value(&globals, "TextEncoder", install_class::<TextEncoder>(ctx)?)?;
    define_value(&globals, "TextDecoder", install_class::<TextDecoder>(ctx)?)
}
