//! `VideoDecoder`: frames as data, one after the other.

use super::{code, field};
use ciborium::Value;
use serde::Serialize;
use serde_bytes::ByteBuf;
use sparrow_video::{FrameOrder, FrameStream, Sound, VideoError, VideoLimits};
use std::sync::Arc;

/// What `getFrameData` gives.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FrameData {
    width: u32,
    height: u32,
    data: ByteBuf,
    /// Milliseconds.
    pk_pts: f64,
    /// Milliseconds.
    pk_dts: f64,
}

type News = (&'static str, Vec<(Value, Value)>);

#[derive(Default)]
pub(crate) struct Decoder {
    stream: Option<FrameStream>,
    told_open: bool,
    /// The next frame that is there is told as a change of the buffer.
    expects: bool,
    told_end: bool,
    news: Vec<News>,
}

impl Decoder {
    pub(super) fn start(
        &mut self,
        fetch: impl FnOnce() -> Result<Vec<u8>, String> + Send + 'static,
        order: FrameOrder,
    ) {
        *self = Decoder {
            stream: Some(FrameStream::start(fetch, VideoLimits::default(), order)),
            expects: true,
            ..Decoder::default()
        };
    }

    /// The whole file, for its sound, or why there is none.
    pub(crate) fn sound(&self) -> Result<Arc<[u8]>, String> {
        let opened = self.stream.as_ref().filter(|_| self.told_open).and_then(|stream| stream.opened(false));
        let Some(Ok(opened)) = opened else { return Err("the decoder is not started".to_owned()) };
        match opened.info.sound {
            Sound::Mpeg4 => Ok(opened.bytes),
            Sound::None => Err("the video has no sound".to_owned()),
            Sound::Other(codec) => Err(format!("sound of the codec {codec} is not played here")),
        }
    }

    pub(super) fn has_file(&self) -> bool {
        self.stream.is_some()
    }

    pub(crate) fn is_open(&self) -> bool {
        self.stream.is_some() && self.told_open
    }

    /// Ends; `false` when nothing was started.
    pub(crate) fn stop(&mut self) -> bool {
        let was = self.stream.take().is_some();
        if was {
            self.news.push(("decoderStop", Vec::new()));
        }
        was
    }

    /// Jumps to a time in seconds.
    pub(crate) fn seek(&mut self, seconds: f64) {
        if let Some(stream) = &self.stream {
            stream.seek(seconds.max(0.0));
            self.expects = true;
            self.told_end = false;
            self.news.push(("decoderSeek", Vec::new()));
        }
    }

    /// The next frame; `None` when there is none (yet).
    pub(crate) fn frame(&mut self, wait: bool) -> Option<FrameData> {
        let stream = self.stream.as_ref().filter(|_| self.told_open)?;
        let taken = stream.take_next(wait);
        self.expects |= taken.late;
        let frame = taken.frame?;
        let size = frame.pixels.size();
        Some(FrameData {
            width: size.width,
            height: size.height,
            data: ByteBuf::from(frame.pixels.bytes().to_vec()),
            pk_pts: frame.pts * 1000.0,
            pk_dts: frame.dts * 1000.0,
        })
    }

    /// What happened, once a frame.
    pub(super) fn poll(&mut self, wait: bool) -> Vec<News> {
        if let Some(stream) = &self.stream {
            if !self.told_open
                && let Some(opened) = stream.opened(wait)
            {
                self.told_open = true;
                match opened {
                    Ok(opened) => {
                        let fields = vec![
                            field("width", opened.info.size.width),
                            field("height", opened.info.size.height),
                            field("duration", opened.info.duration),
                        ];
                        self.news.push(("decoderStart", fields));
                    }
                    Err(error) => return self.fail(&error),
                }
            }
            if self.told_open && !self.told_end {
                let state = stream.look(wait);
                if state.has_frame {
                    if std::mem::take(&mut self.expects) {
                        self.news.push(("decoderBuffer", Vec::new()));
                    }
                } else if let Some(error) = state.error {
                    return self.fail(&error);
                } else if state.at_end {
                    self.told_end = true;
                    self.news.push(("decoderEnded", Vec::new()));
                }
            }
        }
        std::mem::take(&mut self.news)
    }

    fn fail(&mut self, error: &VideoError) -> Vec<News> {
        self.stream = None;
        let fields = vec![field("code", code(error, false)), field("reason", error.reason.as_str())];
        self.news.push(("decoderError", fields));
        std::mem::take(&mut self.news)
    }
}
