//! The textures of [`Scratch`]: made when something needs them, and given back when nothing did for a while.

use crate::{device::Gpu, recorder::Scratch};
use sparrow_base::PixelSize;
use sparrow_render::RenderError;

/// Submissions after which an unused texture goes.
const IDLE_SUBMISSIONS: u32 = 120;
/// Sides are multiples of this, so that a growing shape does not make a texture a frame.
const STEP: u32 = 64;

struct Kept {
    texture: wgpu::Texture,
    idle: u32,
}

/// All of them.
#[derive(Default)]
pub(crate) struct Scratches {
    kept: [Option<Kept>; 2 + Scratch::WORK_COUNT as usize],
}

fn index(which: Scratch) -> usize {
    match which {
        Scratch::Layer => 0,
        Scratch::Backdrop => 1,
        Scratch::Work(n) => 2 + usize::from(n),
    }
}

impl Scratches {
    /// The texture, when there is one.
    pub(crate) fn get(&self, which: Scratch) -> Option<&wgpu::Texture> {
        self.kept[index(which)].as_ref().map(|kept| &kept.texture)
    }

    /// True when the texture is as large as that; it is in use then.
    pub(crate) fn touch(&mut self, which: Scratch, size: PixelSize) -> bool {
        let Some(kept) = &mut self.kept[index(which)] else { return false };
        kept.idle = 0;
        kept.texture.width() >= size.width && kept.texture.height() >= size.height
    }

    /// Makes a texture at least as large as that and as the one before it. Nothing that is recorded names the old one.
    pub(crate) fn replace(&mut self, gpu: &Gpu, which: Scratch, size: PixelSize) -> Result<(), RenderError> {
        let max = gpu.info().max_side;
        let side = |wanted: u32, old: Option<u32>| {
            wanted.next_multiple_of(STEP).min(max).max(wanted).max(old.unwrap_or(0))
        };
        let old = self.get(which).map(|t| (t.width(), t.height()));
        let (mut width, mut height) =
            (side(size.width, old.map(|o| o.0)), side(size.height, old.map(|o| o.1)));
        let area = |w: u32, h: u32| u64::from(w) * u64::from(h);
        if area(width, height) > 4 * area(size.width, size.height).max(1 << 20) {
            // A wide one after a high one.
            (width, height) = (side(size.width, None), side(size.height, None));
        }
        // The old one goes first: both may not fit.
        self.kept[index(which)] = None;
        let texture = gpu.try_color_texture("a layer", width, height)?;
        self.kept[index(which)] = Some(Kept { texture, idle: 0 });
        Ok(())
    }

    /// Everything that was recorded has been submitted; gives those that went.
    pub(crate) fn submitted(&mut self) -> impl Iterator<Item = Scratch> + use<> {
        let mut gone = [None; 2 + Scratch::WORK_COUNT as usize];
        for (which, gone) in Scratch::all().zip(&mut gone) {
            let kept = &mut self.kept[index(which)];
            if let Some(k) = kept {
                k.idle += 1;
                if k.idle > IDLE_SUBMISSIONS {
                    *kept = None;
                    *gone = Some(which);
                }
            }
        }
        gone.into_iter().flatten()
    }

    /// Bytes of all textures.
    pub(crate) fn memory_bytes(&self) -> u64 {
        let texels = |k: &Kept| u64::from(k.texture.width()) * u64::from(k.texture.height());
        self.kept.iter().flatten().map(|k| texels(k) * 4).sum()
    }
}
