//! Pictures of a screen: PNG files, comparison, difference pictures.

use std::fmt;
use std::path::Path;

use image::{ImageFormat, RgbaImage};

use crate::descriptor::Tolerance;

/// Pixels with straight alpha.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    pixels: RgbaImage,
}

impl fmt::Debug for Picture {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Picture({} x {})", self.pixels.width(), self.pixels.height())
    }
}

/// How two pictures differ.
#[derive(Clone, Debug, PartialEq)]
pub enum Difference {
    /// Their sizes differ; width and height of the expected and the actual one.
    Size([u32; 2], [u32; 2]),
    /// Too many pixels are too far off.
    Pixels {
        /// Pixels beyond the tolerated channel difference.
        outliers: u64,
        /// All pixels.
        pixels: u64,
        /// The largest difference of a channel.
        largest: u8,
        /// A pixel with the largest difference: x, y, expected and actual colour.
        worst: (u32, u32, [u8; 4], [u8; 4]),
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size([w, h], [aw, ah]) => write!(out, "is {aw} x {ah} pixels, expected were {w} x {h}"),
            Self::Pixels { outliers, pixels, largest, worst: (x, y, expected, actual) } => {
                let percent = *outliers as f64 * 100.0 / *pixels as f64;
                write!(out, "{outliers} of {pixels} pixels ({percent:.3} %) are off, by up to {largest}: ")?;
                write!(out, "at ({x}, {y}) {actual:?} instead of {expected:?}")
            }
        }
    }
}

impl Picture {
    /// `rgba` are `width * height * 4` bytes with straight alpha; `None` when the length does not fit.
    pub fn new(width: u32, height: u32, rgba: Vec<u8>) -> Option<Self> {
        RgbaImage::from_raw(width, height, rgba).map(|pixels| Self { pixels })
    }

    /// Reads a PNG file.
    pub fn read(file: &Path) -> Result<Self, String> {
        let bytes = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
        let decoded = image::load_from_memory_with_format(&bytes, ImageFormat::Png);
        let pixels = decoded.map_err(|error| format!("{}: {error}", file.display()))?.into_rgba8();
        Ok(Self { pixels })
    }

    /// Writes a PNG file.
    pub fn write(&self, file: &Path) -> Result<(), String> {
        let saved = self.pixels.save_with_format(file, ImageFormat::Png);
        saved.map_err(|error| format!("{}: {error}", file.display()))
    }

    /// The colour of a pixel.
    pub fn pixel(&self, x: u32, y: u32) -> [u8; 4] {
        self.pixels.get_pixel(x, y).0
    }

    /// Width and height in pixels.
    pub fn size(&self) -> [u32; 2] {
        [self.pixels.width(), self.pixels.height()]
    }

    /// How `actual` differs from this picture, when it does by more than the tolerance.
    pub fn difference(&self, actual: &Self, tolerance: &Tolerance) -> Option<Difference> {
        if self.size() != actual.size() {
            return Some(Difference::Size(self.size(), actual.size()));
        }
        let (mut outliers, mut largest, mut worst) = (0, 0, (0, 0, [0; 4], [0; 4]));
        for (x, y, expected) in self.pixels.enumerate_pixels() {
            let seen = actual.pixel(x, y);
            let off = distance(expected.0, seen);
            outliers += u64::from(off > tolerance.channel);
            if off > largest {
                (largest, worst) = (off, (x, y, expected.0, seen));
            }
        }
        let pixels = u64::from(self.pixels.width()) * u64::from(self.pixels.height());
        let share = outliers as f64 * 100.0 / pixels.max(1) as f64;
        (share > tolerance.outliers_percent).then_some(Difference::Pixels {
            outliers,
            pixels,
            largest,
            worst,
        })
    }

    /// This picture, pale and grey, with every outlier of `actual` in red and smaller differences in yellow.
    pub fn difference_picture(&self, actual: &Self, tolerance: &Tolerance) -> Self {
        let mut pixels = RgbaImage::new(self.pixels.width(), self.pixels.height());
        for (x, y, pixel) in pixels.enumerate_pixels_mut() {
            let expected = self.pixel(x, y);
            let inside = x < actual.pixels.width() && y < actual.pixels.height();
            let off = if inside { distance(expected, actual.pixel(x, y)) } else { u8::MAX };
            let [r, g, b, _] = expected.map(u32::from);
            let pale = u8::try_from(200 + (r + g + b) / 16).unwrap_or(u8::MAX);
            pixel.0 = match off {
                0 => [pale, pale, pale, 255],
                _ if off > tolerance.channel => [255, 160 - off.min(160), 160 - off.min(160), 255],
                _ => [250, 220, 90, 255],
            };
        }
        Self { pixels }
    }
}

/// The largest difference of two colours in a premultiplied channel: colour that cannot be seen does not count.
fn distance(a: [u8; 4], b: [u8; 4]) -> u8 {
    let premul = |[r, g, b, a]: [u8; 4]| [r, g, b].map(|c| ((u32::from(c) * u32::from(a) + 127) / 255) as u8);
    let colour = premul(a).into_iter().zip(premul(b)).map(|(a, b)| a.abs_diff(b)).max().unwrap_or_default();
    colour.max(a[3].abs_diff(b[3]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tolerance(channel: u8, outliers_percent: f64) -> Tolerance {
        Tolerance { channel, outliers_percent, cause: None }
    }

    fn picture(colors: &[[u8; 4]]) -> Picture {
        Picture::new(colors.len() as u32, 1, colors.concat()).unwrap()
    }

    #[test]
    fn tolerance_has_two_sides() {
        let expected = picture(&[[10, 20, 30, 255]; 4]);
        let mut colors = [[10, 20, 30, 255]; 4];
        colors[2] = [10, 25, 30, 255];
        let actual = picture(&colors);
        assert_eq!(expected.difference(&actual, &tolerance(5, 0.0)), None);
        assert_eq!(expected.difference(&actual, &tolerance(4, 25.0)), None);
        let found = expected.difference(&actual, &tolerance(4, 24.0)).unwrap();
        assert!(
            found.to_string().contains("1 of 4 pixels (25.000 %) are off, by up to 5: at (2, 0)"),
            "{found}"
        );
    }

    #[test]
    fn sizes_must_be_equal() {
        let found = picture(&[[0; 4]; 4]).difference(&picture(&[[0; 4]; 3]), &tolerance(255, 100.0));
        assert_eq!(found, Some(Difference::Size([4, 1], [3, 1])));
    }

    #[test]
    fn unseen_colour_does_not_count_but_alpha_does() {
        let exact = tolerance(0, 0.0);
        assert_eq!(picture(&[[255, 0, 0, 0]]).difference(&picture(&[[0, 255, 0, 0]]), &exact), None);
        assert!(picture(&[[0, 0, 0, 0]]).difference(&picture(&[[0, 0, 0, 1]]), &exact).is_some());
    }

    #[test]
    fn the_difference_picture_shows_outliers_in_red() {
        let expected = picture(&[[0, 0, 0, 255]; 3]);
        let actual = picture(&[[0, 0, 0, 255], [3, 0, 0, 255], [200, 0, 0, 255]]);
        let shown = expected.difference_picture(&actual, &tolerance(4, 0.0));
        assert_eq!(shown.pixel(0, 0), [200, 200, 200, 255]);
        assert_eq!(shown.pixel(1, 0), [250, 220, 90, 255]);
        assert_eq!(shown.pixel(2, 0), [255, 0, 0, 255]);
    }

    #[test]
    fn files_keep_every_pixel() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.png");
        let picture = picture(&[[1, 2, 3, 255], [255, 254, 253, 7]]);
        picture.write(&file).unwrap();
        assert_eq!(Picture::read(&file).unwrap(), picture);
        std::fs::write(&file, "no picture").unwrap();
        assert!(Picture::read(&file).unwrap_err().contains("a.png"));
    }
}
