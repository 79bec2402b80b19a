//! Avatars: the picture that a user has, or one made from the open id: a ground, a face in another tone, two eyes.

use sparrow_base::{PixelBuffer, PixelSize, Straight};
use sparrow_media::image::{EncodedFormat, encode};
use sparrow_platform::{Avatar, SocialUser};

/// Sides of the made picture, as the platform's smaller size.
const SIDE: u32 = 132;

/// The bytes of an image file. `Err` says why there are none.
pub(crate) fn bytes(user: &SocialUser) -> Result<Vec<u8>, String> {
    match &user.avatar {
        Avatar::Image(bytes) => Ok(bytes.to_vec()),
        Avatar::Url(url) => Err(format!("{url}: this avatar is loaded from its address")),
        Avatar::Generated => encode(&generated(&user.open_id), EncodedFormat::Png).map_err(|e| e.to_string()),
    }
}

fn generated(open_id: &str) -> PixelBuffer<Straight> {
    let seed = open_id.bytes().fold(2_166_136_261_u32, |h, b| (h ^ u32::from(b)).wrapping_mul(16_777_619));
    let hue = seed % 360;
    let (ground, face, dark) =
        (rgb(hue, 0.55, 0.62), rgb(hue + 25 + (seed >> 9) % 60, 0.65, 0.86), rgb(hue + 180, 0.5, 0.2));
    let wide = 0.30 + f64::from((seed >> 16) % 9) / 100.0;
    let inside = |x: f64, y: f64, cx: f64, cy: f64, rx: f64, ry: f64| {
        ((x - cx) / rx).powi(2) + ((y - cy) / ry).powi(2) <= 1.0
    };
    let mut out = Vec::with_capacity((SIDE * SIDE * 4) as usize);
    for row in 0..SIDE {
        for column in 0..SIDE {
            let (x, y) =
                ((f64::from(column) + 0.5) / f64::from(SIDE), (f64::from(row) + 0.5) / f64::from(SIDE));
            let eye = inside(x, y, 0.40, 0.38, 0.035, 0.05) || inside(x, y, 0.60, 0.38, 0.035, 0.05);
            let head = inside(x, y, 0.5, 0.42, wide * 0.75, 0.26);
            let body = inside(x, y, 0.5, 1.05, wide + 0.08, 0.36);
            out.extend_from_slice(if eye {
                &dark
            } else if head || body {
                &face
            } else {
                &ground
            });
        }
    }
    PixelBuffer::from_vec(PixelSize::new(SIDE, SIDE), out)
        .unwrap_or_else(|_| PixelBuffer::new(PixelSize::new(1, 1)))
}

/// From hue (degrees), saturation and lightness.
fn rgb(hue: u32, saturation: f64, lightness: f64) -> [u8; 4] {
    let amplitude = saturation * lightness.min(1.0 - lightness);
    let channel = |n: f64| {
        let k = (n + f64::from(hue % 360) / 30.0) % 12.0;
        let value = lightness - amplitude * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0);
        (value * 255.0).round() as u8
    };
    [channel(0.0), channel(8.0), channel(4.0), 255]
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparrow_media::image::{ImageLimits, decode};

    #[test]
    fn two_users_look_different_and_one_always_the_same() {
        let (a, b) = (SocialUser::named("a"), SocialUser::named("b"));
        assert_eq!(bytes(&a).unwrap(), bytes(&a).unwrap());
        assert_ne!(bytes(&a).unwrap(), bytes(&b).unwrap());
        assert_eq!(
            decode(&bytes(&a).unwrap(), &ImageLimits::default()).unwrap().size(),
            PixelSize::new(132, 132)
        );
    }
}
