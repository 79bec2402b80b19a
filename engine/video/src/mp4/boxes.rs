//! Boxes of ISO/IEC 14496-12: a length, a name, content. Reading past the end of anything is an error of the file.

use crate::VideoError;

/// Content of a box that is read from its beginning.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

impl<'a> Fields<'a> {
    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], VideoError> {
        let (head, rest) =
            self.0.split_at_checked(count).ok_or_else(|| VideoError::damaged("an MP4 box is cut short"))?;
        self.0 = rest;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], VideoError> {
        let mut out = [0; N];
        out.copy_from_slice(self.take(N)?);
        Ok(out)
    }

    pub(super) fn u8(&mut self) -> Result<u8, VideoError> {
        Ok(self.array::<1>()?[0])
    }

    pub(super) fn u16(&mut self) -> Result<u16, VideoError> {
        self.array().map(u16::from_be_bytes)
    }

    pub(super) fn u32(&mut self) -> Result<u32, VideoError> {
        self.array().map(u32::from_be_bytes)
    }

    pub(super) fn i32(&mut self) -> Result<i32, VideoError> {
        self.array().map(i32::from_be_bytes)
    }

    pub(super) fn u64(&mut self) -> Result<u64, VideoError> {
        self.array().map(u64::from_be_bytes)
    }

    /// 64 bits in version 1 of a box, 32 in version 0.
    pub(super) fn long(&mut self, version: u8) -> Result<u64, VideoError> {
        if version == 1 { self.u64() } else { self.u32().map(u64::from) }
    }

    /// Version and flags of a full box.
    pub(super) fn version(&mut self) -> Result<(u8, u32), VideoError> {
        let both = self.u32()?;
        Ok(((both >> 24) as u8, both & 0x00ff_ffff))
    }

    /// The number of entries of `size` bytes each that follow, as far as they can be there.
    pub(super) fn entries(&mut self, size: usize) -> Result<usize, VideoError> {
        let count = self.u32()? as usize;
        if count.checked_mul(size).is_none_or(|bytes| bytes > self.0.len()) {
            return Err(VideoError::damaged("a table of the MP4 file is cut short"));
        }
        Ok(count)
    }
}

/// One box.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mp4Box<'a> {
    pub(super) name: [u8; 4],
    /// Where the box begins in what was walked.
    pub(super) start: usize,
    pub(super) content: &'a [u8],
}

/// The boxes that follow each other; ends at the first that does not fit.
#[derive(Clone, Debug)]
pub(super) struct Boxes<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Boxes<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Boxes<'a> {
        Boxes { bytes, at: 0 }
    }

    /// The first of a name.
    pub(super) fn find(bytes: &'a [u8], name: &[u8; 4]) -> Option<&'a [u8]> {
        Boxes::of(bytes).find(|b| &b.name == name).map(|b| b.content)
    }

    /// A box that a track cannot be without.
    pub(super) fn need(bytes: &'a [u8], name: &[u8; 4]) -> Result<&'a [u8], VideoError> {
        Boxes::find(bytes, name).ok_or_else(|| {
            VideoError::damaged(format!("the MP4 file has no {}", String::from_utf8_lossy(name)))
        })
    }
}

impl<'a> Iterator for Boxes<'a> {
    type Item = Mp4Box<'a>;

    fn next(&mut self) -> Option<Mp4Box<'a>> {
        let start = self.at;
        let mut fields = Fields(self.bytes.get(start..)?);
        let whole = fields.0.len();
        let length = fields.u32().ok()?;
        let name: [u8; 4] = fields.array().ok()?;
        let length = match length {
            0 => whole,
            1 => usize::try_from(fields.u64().ok()?).ok()?,
            length => length as usize,
        };
        let head = whole - fields.0.len();
        let content = fields.0.get(..length.checked_sub(head)?)?;
        self.at = start + length;
        Some(Mp4Box { name, start, content })
    }
}
