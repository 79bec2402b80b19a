//! What of a texture the executor has: storage for a chain of levels, and the commands that bring it up to date.

use super::{Level, Texels, Texture};
use crate::pixels::{format::block_bytes, layout::Extent, upload};
use sparrow_render::gl::{GlCommand, GlRegion, GlStorageFormat, GlTextureDesc, GlTextureKind, GlUpload};

/// The executor's storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Storage {
    /// The script's level that is the storage's level 0.
    first: u32,
    desc: GlTextureDesc,
}

impl Storage {
    fn has(&self, level: u32) -> bool {
        level >= self.first && level - self.first < self.desc.levels
    }
}

impl Texture {
    /// The storage's number of a level; `None` while the executor does not have it.
    pub(crate) fn storage_level(&self, level: u32) -> Option<u32> {
        let storage = self.storage.as_ref().filter(|storage| storage.has(level))?;
        Some(level - storage.first)
    }

    /// True when the executor has storage to be dropped.
    pub(crate) fn has_storage(&self) -> bool {
        self.storage.is_some()
    }

    /// Storage for the levels from the base level on, with everything that is pending. True when the storage is another one than before:
    /// attachments must be resolved again.
    pub(crate) fn materialize(&mut self, commands: &mut Vec<GlCommand>) -> bool {
        if !self.unsent {
            return false;
        }
        let changed = match self.chain(self.effective_range().0) {
            Some(wanted) => self.change_storage(wanted, commands),
            None => false,
        };
        self.send_levels(commands);
        changed
    }

    /// The same, for a level that is written to by the executor whether or not the texture is complete. Returns the storage's number of the
    /// level, and whether the storage is another one.
    pub(crate) fn materialize_level(
        &mut self,
        level: u32,
        commands: &mut Vec<GlCommand>,
    ) -> Option<(u32, bool)> {
        let mut changed = self.materialize(commands);
        if self.storage_level(level).is_none() {
            let wanted = self.chain(level)?;
            changed |= self.change_storage(wanted, commands);
            self.send_levels(commands);
        }
        Some((self.storage_level(level)?, changed))
    }

    /// The longest chain of levels that fit together around `around`.
    fn chain(&self, around: u32) -> Option<Storage> {
        let kind = self.kind?;
        if let Some(levels) = self.immutable {
            let top = self.level(0, 0)?;
            return Some(Storage { first: 0, desc: self.desc(kind, top.format, top.extent, levels) });
        }
        // Faces of an incomplete cube map may differ: the first that has the level decides.
        let top = (0..self.faces.len() as u32).find_map(|face| self.level(face, around))?;
        let fits = |level: u32, extent: Extent| {
            (0..self.faces.len() as u32)
                .filter_map(|face| self.level(face, level))
                .any(|found| found.extent == extent && found.is_like(top))
        };
        let mut first = around;
        let mut extent = top.extent;
        while let Some(above) = first.checked_sub(1) {
            let larger = (0..self.faces.len() as u32)
                .filter_map(|face| self.level(face, above))
                .find(|found| found.is_like(top) && self.mip_extent(found.extent, 1) == extent);
            let Some(larger) = larger else { break };
            extent = larger.extent;
            first = above;
        }
        let most = self.chain_length(extent);
        let mut levels = around - first + 1;
        while levels < most && fits(first + levels, self.mip_extent(extent, levels)) {
            levels += 1;
        }
        // Block formats are stored in whole blocks from the first level on.
        let whole = extent.width.is_multiple_of(4) && extent.height.is_multiple_of(4);
        if block_bytes(top.format).is_some() && !whole {
            return None;
        }
        Some(Storage { first, desc: self.desc(kind, top.format, extent, levels) })
    }

    fn desc(
        &self,
        kind: GlTextureKind,
        format: GlStorageFormat,
        extent: Extent,
        levels: u32,
    ) -> GlTextureDesc {
        let depth = if kind == GlTextureKind::Cube { 6 } else { extent.depth };
        GlTextureDesc { kind, format, width: extent.width, height: extent.height, depth, levels }
    }

    fn storage_extent(&self, storage: &Storage, level: u32) -> Extent {
        let GlTextureDesc { kind, width, height, depth, .. } = storage.desc;
        let depth = if kind == GlTextureKind::Cube { 1 } else { depth };
        self.mip_extent(Extent::new(width, height, depth), level - storage.first)
    }

    /// Moves to other storage. Levels that were stored and have no place in it fall back to zeros.
    fn change_storage(&mut self, wanted: Storage, commands: &mut Vec<GlCommand>) -> bool {
        if self.storage == Some(wanted) {
            return false;
        }
        let old = self.storage.replace(wanted);
        let mut keep = Vec::new();
        for level in 0..self.faces.iter().map(Vec::len).max().unwrap_or(0) as u32 {
            let stored = (0..self.faces.len() as u32)
                .any(|face| self.level(face, level).is_some_and(|found| found.texels == Texels::Stored));
            let Some(old) = old.filter(|old| stored && old.has(level)) else { continue };
            let fits = wanted.has(level)
                && wanted.desc.format == old.desc.format
                && self.storage_extent(&wanted, level) == self.storage_extent(&old, level);
            if fits {
                keep.push((level - old.first, level - wanted.first));
            } else {
                for face in 0..self.faces.len() as u32 {
                    if let Some(lost) =
                        self.level_mut(face, level).filter(|lost| lost.texels == Texels::Stored)
                    {
                        lost.texels = Texels::Zero;
                    }
                }
            }
        }
        self.settle_zeros(&keep);
        let (texture, desc) = (self.id, wanted.desc);
        if keep.is_empty() {
            commands.push(GlCommand::TextureStorage { texture, desc });
        } else {
            commands.push(GlCommand::TextureReshape { texture, desc, keep });
        }
        true
    }

    /// Marks as stored what new storage already shows: zeros. Faces that are zero beside kept ones of the same level are not among them.
    fn settle_zeros(&mut self, keep: &[(u32, u32)]) {
        let Some(storage) = self.storage else { return };
        for face in 0..self.faces.len() as u32 {
            for level in storage.first..storage.first + storage.desc.levels {
                let extent = self.storage_extent(&storage, level);
                let was_there = keep.iter().any(|&(_, to)| to == level - storage.first);
                let Some(found) = self.level_mut(face, level) else { continue };
                if found.texels == Texels::Zero
                    && !was_there
                    && found.extent == extent
                    && found.format == storage.desc.format
                {
                    found.texels = Texels::Stored;
                }
            }
        }
    }

    /// Sends the texels of levels that have a place in the storage.
    fn send_levels(&mut self, commands: &mut Vec<GlCommand>) {
        let storage = self.storage;
        let cube = self.kind == Some(GlTextureKind::Cube);
        for face in 0..self.faces.len() {
            for level in 0..self.faces[face].len() as u32 {
                let place = storage.filter(|storage| storage.has(level));
                let expected = place.map(|storage| self.storage_extent(&storage, level));
                let Some(found) = &mut self.faces[face][level as usize] else { continue };
                if found.texels == Texels::Stored {
                    continue;
                }
                let fits = expected == Some(found.extent)
                    && place.is_some_and(|storage| storage.desc.format == found.format);
                let (Some(storage), true) = (place, fits) else { continue };
                let texels = match std::mem::replace(&mut found.texels, Texels::Stored) {
                    Texels::Pending(texels) => texels,
                    Texels::Zero => match upload::blank(found.format, found.extent) {
                        Ok(texels) => texels,
                        // No memory for zeros: the level shows what its storage holds.
                        Err(_) => continue,
                    },
                    Texels::Unwritten | Texels::Stored => continue,
                };
                let Extent { width, height, depth } = found.extent;
                let z = if cube { face as u32 } else { 0 };
                let region = GlRegion { level: level - storage.first, x: 0, y: 0, z, width, height, depth };
                commands.push(GlCommand::Upload(GlUpload { texture: self.id, region, texels }));
            }
        }
        self.unsent = false;
    }

    /// Writes a part of a level, in upload form: at once when the executor has the level, else into the texels that wait here.
    /// True when the storage is another one.
    pub(crate) fn write(
        &mut self,
        (face, level): (u32, u32),
        origin: [u32; 3],
        extent: Extent,
        texels: Vec<u8>,
        commands: &mut Vec<GlCommand>,
    ) -> Result<bool, crate::pixels::combination::Refusal> {
        let [x, y, z] = origin;
        if extent.is_empty() {
            return Ok(false);
        }
        let whole = self.level(face, level).is_some_and(|found| found.extent == extent);
        if whole {
            if let Some(found) = self.level_mut(face, level) {
                found.texels = Texels::Pending(texels);
                self.unsent = true;
            }
            return Ok(false);
        }
        let changed = self.materialize(commands);
        let storage_level = self.storage_level(level);
        let cube = self.kind == Some(GlTextureKind::Cube);
        let id = self.id;
        let Some(found) = self.level_mut(face, level) else { return Ok(changed) };
        if let (Some(storage_level), Texels::Stored) = (storage_level, &found.texels) {
            let Extent { width, height, depth } = extent;
            let z = if cube { face } else { z };
            let region = GlRegion { level: storage_level, x, y, z, width, height, depth };
            commands.push(GlCommand::Upload(GlUpload { texture: id, region, texels }));
            return Ok(changed);
        }
        if !matches!(found.texels, Texels::Pending(_)) {
            found.texels = Texels::Pending(upload::blank(found.format, found.extent)?);
        }
        let shape = found.shape_only();
        if let Texels::Pending(all) = &mut found.texels {
            patch(all, &shape, origin, extent, &texels);
        }
        Ok(changed)
    }
}

/// Copies a box of texels (or of blocks) into a whole level.
fn patch(all: &mut [u8], level: &Level, [x, y, z]: [u32; 3], extent: Extent, part: &[u8]) {
    let (unit, bytes) = match block_bytes(level.format) {
        Some(bytes) => (4, bytes as usize),
        None => (1, crate::pixels::format::info(level.format).bytes as usize),
    };
    let units = |side: u32| side.div_ceil(unit) as usize;
    let row_bytes = units(extent.width) * bytes;
    let stride = units(level.extent.width) * bytes;
    let slice = units(level.extent.height) * stride;
    for (index, row) in part.chunks_exact(row_bytes.max(1)).enumerate() {
        let (image, line) = (index / units(extent.height), index % units(extent.height));
        let start = (z as usize + image) * slice + (units(y) + line) * stride + (x / unit) as usize * bytes;
        if let Some(to) = all.get_mut(start..start + row_bytes) {
            to.copy_from_slice(row);
        }
    }
}
