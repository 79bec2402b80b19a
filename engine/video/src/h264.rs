//! H.264: `rust_h264` behind limits and a guard. One sample in, one picture out, in the order of decoding.
//!
//! The decoder allocates what a stream announces, so every parameter set is looked at before the decoder sees it.

use crate::{VideoError, VideoLimits, color::Matrix};
use rust_h264::{
    decoder::{Decoder, Frame as Picture},
    error::DecodeError,
    nal::{NalUnit, NalUnitType, SpsInfo, parse_avcc, parse_avcc_config, parse_sps_info},
};
use sparrow_base::PixelSize;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// H.264 allows 16.
const MAX_REFERENCES: u32 = 16;
/// Slices of one sample: each further one costs the decoder a copy of the picture.
const MAX_SLICES: usize = 256;
/// Pictures that one sample may begin: two fields.
const MAX_FIRST_SLICES: usize = 2;

/// `AVCDecoderConfigurationRecord`, and what its first parameter set says.
#[derive(Clone, Debug)]
pub(crate) struct AvcConfig {
    record: Vec<u8>,
    length_size: usize,
    stream: SpsInfo,
}

impl AvcConfig {
    pub(crate) fn read(record: &[u8], limits: &VideoLimits) -> Result<AvcConfig, VideoError> {
        guarded(|| {
            let config = parse_avcc_config(record).map_err(VideoError::damaged)?;
            let first = config.sps_nals.first();
            let first =
                first.ok_or_else(|| VideoError::unsupported("H.264 without parameters in the file"))?;
            let stream = check(first, limits)?;
            Ok(AvcConfig { record: record.to_vec(), length_size: config.length_size, stream })
        })?
    }

    /// Of a picture as it is decoded.
    pub(crate) fn size(&self) -> PixelSize {
        PixelSize::new(self.stream.width, self.stream.height)
    }
}

/// A decoder for one file.
pub(crate) struct H264 {
    decoder: Decoder,
    limits: VideoLimits,
    length_size: usize,
    matrix: Matrix,
}

impl H264 {
    pub(crate) fn new(config: &AvcConfig, limits: &VideoLimits) -> Result<H264, VideoError> {
        let mut decoder = Decoder::new();
        guarded(|| {
            let record = parse_avcc_config(&config.record).map_err(VideoError::damaged)?;
            for nal in record.sps_nals.iter().chain(&record.pps_nals) {
                if nal.nal_unit_type == NalUnitType::Sps {
                    check(nal, limits)?;
                }
                decoder.decode_nal(nal).map_err(error)?;
            }
            Ok(())
        })??;
        let matrix = Matrix::of(&config.stream);
        Ok(H264 { decoder, limits: *limits, length_size: config.length_size, matrix })
    }

    /// How the colours of the last pictures are coded.
    pub(crate) fn matrix(&self) -> Matrix {
        self.matrix
    }

    /// The picture of a sample; `None` where it holds none. After an error of kind `Damaged` the next sample may be tried.
    pub(crate) fn decode(&mut self, sample: &[u8]) -> Result<Option<Picture>, VideoError> {
        guarded(|| {
            let (mut slices, mut first_slices) = (0, 0);
            let mut picture = None;
            let mut failure = None;
            for nal in parse_avcc(sample, self.length_size) {
                match nal.nal_unit_type {
                    NalUnitType::Sps => self.matrix = Matrix::of(&check(&nal, &self.limits)?),
                    NalUnitType::Slice | NalUnitType::SliceIdr => {
                        slices += 1;
                        // `first_mb_in_slice` is 0: one bit that is set.
                        first_slices += usize::from(nal.rbsp.first().is_some_and(|byte| byte & 0x80 != 0));
                        if slices > MAX_SLICES || first_slices > MAX_FIRST_SLICES {
                            return Err(VideoError::damaged("a picture of the video has too many slices"));
                        }
                    }
                    _ => {}
                }
                match self.decoder.decode_nal(&nal) {
                    Ok(None) => {}
                    Ok(Some(made)) => picture = Some(made),
                    Err(found @ DecodeError::Unsupported(_)) => return Err(error(found)),
                    Err(found) => failure = Some(error(found)),
                }
            }
            match self.decoder.flush().or(picture) {
                Some(picture) => self.checked(picture).map(Some),
                None => failure.map_or(Ok(None), Err),
            }
        })?
    }

    fn checked(&self, picture: Picture) -> Result<Picture, VideoError> {
        self.limits.check(picture.width, picture.height)?;
        if picture.width == 0 || picture.height == 0 {
            return Err(VideoError::damaged("a picture of the video is empty"));
        }
        Ok(picture)
    }
}

/// Says no to a parameter set for which the decoder would allocate too much.
fn check(sps: &NalUnit<'_>, limits: &VideoLimits) -> Result<SpsInfo, VideoError> {
    let info = parse_sps_info(sps).map_err(error)?;
    limits.check(info.coded_width, info.coded_height)?;
    if info.reference_frames > MAX_REFERENCES {
        return Err(VideoError::damaged("the video wants more reference pictures than H.264 has"));
    }
    if info.width == 0 || info.height == 0 || info.width > info.coded_width || info.height > info.coded_height
    {
        return Err(VideoError::damaged("the video has no size"));
    }
    Ok(info)
}

#[allow(clippy::needless_pass_by_value, reason = "used on results")]
fn error(error: DecodeError) -> VideoError {
    match error {
        DecodeError::Unsupported(_) => VideoError::unsupported(format!("H.264: {error}")),
        _ => VideoError::damaged(format!("H.264: {error}")),
    }
}

/// A decoder that panics on some file costs that file, not the host. It is not used again.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, VideoError> {
    catch_unwind(AssertUnwindSafe(work))
        .map_err(|_| VideoError::unsupported("the decoder failed on this video"))
}
