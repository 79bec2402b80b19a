//! The body of a request, sent in pieces so that its progress can be told.

use super::{http::Activity, queue::Outbox};
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use sparrow_platform::network::NetworkEvent;
use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

const PIECE_BYTES: usize = 64 << 10;

/// A body of known length.
pub(super) struct UploadBody {
    rest: Bytes,
    total: u64,
    progress: Option<(Outbox, Activity)>,
}

impl UploadBody {
    /// `progress`: who is told, and whose time limit begins anew with each piece.
    pub(super) fn new(bytes: Bytes, progress: Option<(Outbox, Activity)>) -> UploadBody {
        UploadBody { total: bytes.len() as u64, rest: bytes, progress }
    }
}

impl Body for UploadBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let length = self.rest.len().min(PIECE_BYTES);
        let piece = self.rest.split_to(length);
        let bytes = self.total - self.rest.len() as u64;
        if let Some((outbox, activity)) = &self.progress {
            activity.touch();
            outbox.send_now(NetworkEvent::Sent { bytes, total: self.total });
        }
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}
