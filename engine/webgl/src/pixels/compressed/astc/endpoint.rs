//! Colour endpoints from their values.

/// The two colours that weights mix, 0 to 255.
#[derive(Clone, Copy, Debug)]
pub(super) struct Endpoints {
    pub(super) low: [u32; 4],
    pub(super) high: [u32; 4],
}

/// Moves a bit from an offset to its base; the offset becomes signed.
fn transfer(offset: u32, base: u32) -> (i32, i32) {
    let base = base >> 1 | offset & 0x80;
    let offset = (offset >> 1 & 0x3f) as i32;
    (if offset & 0x20 != 0 { offset - 0x40 } else { offset }, base as i32)
}

fn clamp(color: [i32; 4]) -> [u32; 4] {
    color.map(|component| component.clamp(0, 255) as u32)
}

/// Moves red and green towards blue.
fn contract([r, g, b, a]: [i32; 4]) -> [i32; 4] {
    [(r + b) >> 1, (g + b) >> 1, b, a]
}

impl Endpoints {
    fn new(low: [i32; 4], high: [i32; 4]) -> Endpoints {
        Endpoints { low: clamp(low), high: clamp(high) }
    }

    /// `None` for the HDR modes. `values` has as many as the mode takes.
    pub(super) fn unpack(mode: u32, values: &[u32]) -> Option<Endpoints> {
        let v = |index: usize| values[index] as i32;
        let alphas = |place: usize| if values.len() > place { (v(place), v(place + 1)) } else { (255, 255) };
        Some(match mode {
            0 => Endpoints::new([v(0), v(0), v(0), 255], [v(1), v(1), v(1), 255]),
            1 => {
                let low = v(0) >> 2 | v(1) & 0xc0;
                let high = low + (v(1) & 0x3f);
                Endpoints::new([low, low, low, 255], [high, high, high, 255])
            }
            4 => Endpoints::new([v(0), v(0), v(0), v(2)], [v(1), v(1), v(1), v(3)]),
            5 => {
                let (light_offset, light) = transfer(values[1], values[0]);
                let (alpha_offset, alpha) = transfer(values[3], values[2]);
                let high = light + light_offset;
                Endpoints::new([light, light, light, alpha], [high, high, high, alpha + alpha_offset])
            }
            6 | 10 => {
                let (low_alpha, high_alpha) = alphas(4);
                let scaled = |index: usize| (v(index) * v(3)) >> 8;
                Endpoints::new([scaled(0), scaled(1), scaled(2), low_alpha], [v(0), v(1), v(2), high_alpha])
            }
            8 | 12 => {
                let (low_alpha, high_alpha) = alphas(6);
                let low = [v(0), v(2), v(4), low_alpha];
                let high = [v(1), v(3), v(5), high_alpha];
                if v(1) + v(3) + v(5) >= v(0) + v(2) + v(4) {
                    Endpoints::new(low, high)
                } else {
                    Endpoints::new(contract(high), contract(low))
                }
            }
            9 | 13 => {
                let mut base = [0, 0, 0, 255];
                let mut offset = [0; 4];
                for i in 0..values.len() / 2 {
                    (offset[i], base[i]) = transfer(values[2 * i + 1], values[2 * i]);
                }
                let sum = [0, 1, 2, 3].map(|i| base[i] + offset[i]);
                if offset[0] + offset[1] + offset[2] >= 0 {
                    Endpoints::new(base, sum)
                } else {
                    Endpoints::new(contract(sum), contract(base))
                }
            }
            _ => return None,
        })
    }
}
