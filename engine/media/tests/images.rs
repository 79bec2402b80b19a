//! Images of every kind that is decoded, damaged ones, and what is written back.

use sparrow_base::{PixelBuffer, PixelSize, Straight};
use sparrow_media::{
    MediaError,
    image::{EncodedFormat, ImageFormat, ImageLimits, decode, encode},
};

const RED: [u8; 4] = [0xe0, 0x20, 0x10, 255];
const BLUE: [u8; 4] = [0x10, 0x30, 0xd0, 255];

/// Every file shows 8 x 4 pixels, the left half red and the right half blue.
const FILES: [(&str, &[u8], ImageFormat, u8); 11] = [
    ("base.png", include_bytes!("images/base.png"), ImageFormat::Png, 0),
    ("palette.png", include_bytes!("images/palette.png"), ImageFormat::Png, 0),
    ("sixteen_bit.png", include_bytes!("images/sixteen_bit.png"), ImageFormat::Png, 0),
    ("still.gif", include_bytes!("images/still.gif"), ImageFormat::Gif, 0),
    ("two_frames.gif", include_bytes!("images/two_frames.gif"), ImageFormat::Gif, 0),
    ("bitmap.bmp", include_bytes!("images/bitmap.bmp"), ImageFormat::Bmp, 0),
    ("lossless.webp", include_bytes!("images/lossless.webp"), ImageFormat::WebP, 0),
    ("lossy.webp", include_bytes!("images/lossy.webp"), ImageFormat::WebP, 60),
    ("baseline.jpg", include_bytes!("images/baseline.jpg"), ImageFormat::Jpeg, 6),
    ("progressive.jpg", include_bytes!("images/progressive.jpg"), ImageFormat::Jpeg, 6),
    ("cmyk.jpg", include_bytes!("images/cmyk.jpg"), ImageFormat::Jpeg, 12),
];

fn assert_near(actual: [u8; 4], wanted: [u8; 4], tolerance: u8, what: &str) {
    let far = actual.iter().zip(wanted).any(|(a, b)| a.abs_diff(b) > tolerance);
    assert!(!far, "{what}: {actual:?}, wanted {wanted:?}");
}

#[test]
fn every_kind_decodes_to_the_same_picture() {
    for (name, bytes, format, tolerance) in FILES {
        let image = decode(bytes, &ImageLimits::default()).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(image.size(), PixelSize::new(8, 4), "{name}");
        assert_eq!(image.format(), format, "{name}");
        assert!(image.is_opaque(), "{name}");
        assert_near(image.straight().pixel(0, 0), RED, tolerance, name);
        assert_near(image.straight().pixel(7, 3), BLUE, tolerance, name);
        assert_eq!(image.to_premul().bytes(), image.straight().bytes(), "{name}: opaque is both at once");
    }
}

#[test]
fn exif_orientation_turns_the_picture() {
    // Orientation 6: the file's top row is the picture's right column.
    let image = decode(include_bytes!("images/orientation6.jpg"), &ImageLimits::default()).unwrap();
    assert_eq!(image.size(), PixelSize::new(4, 8));
    assert_near(image.straight().pixel(0, 0), RED, 6, "top");
    assert_near(image.straight().pixel(3, 7), BLUE, 6, "bottom");
}

#[test]
fn greys_are_expanded() {
    let image = decode(include_bytes!("images/gray.png"), &ImageLimits::default()).unwrap();
    let [r, g, b, a] = image.straight().pixel(0, 0);
    assert!(r == g && g == b && a == 255);
}

#[test]
fn a_picture_of_sixty_thousand_pixels_square_is_refused_before_it_costs_memory() {
    let e = decode(include_bytes!("images/huge.png"), &ImageLimits::default()).unwrap_err();
    assert_eq!(
        e.to_string(),
        "PNG image is too large: 60000 x 60000 pixels, the limit is 16384 on a side and 67108864 in all"
    );
}

#[test]
fn limits_are_the_callers() {
    let limits = ImageLimits { max_side: 8, max_pixels: 31 };
    let e = decode(FILES[0].1, &limits).unwrap_err();
    assert!(matches!(e, MediaError::ImageTooLarge { width: 8, height: 4, .. }), "{e}");
}

#[test]
fn truncated_files_give_an_error_or_a_picture_but_never_a_panic() {
    for (name, bytes, _, _) in FILES {
        for cut in 0..bytes.len() {
            match decode(&bytes[..cut], &ImageLimits::default()) {
                Ok(image) => assert_eq!(image.size(), PixelSize::new(8, 4), "{name} cut at {cut}"),
                Err(e) => assert!(!e.to_string().is_empty()),
            }
        }
    }
}

#[test]
fn damaged_files_never_panic() {
    let mut random = Random(1);
    for (_, bytes, _, _) in FILES {
        for _ in 0..400 {
            let mut damaged = bytes.to_vec();
            for _ in 0..1 + random.below(6) {
                let at = random.below(damaged.len());
                damaged[at] = random.below(256) as u8;
            }
            // Small limits keep a damaged header from asking for a real, but huge, picture.
            decode(&damaged, &ImageLimits { max_side: 4096, max_pixels: 1 << 20 }).ok();
        }
    }
}

#[test]
fn garbage_is_no_image() {
    let mut random = Random(7);
    for length in 0..200 {
        let garbage: Vec<u8> = (0..length).map(|_| random.below(256) as u8).collect();
        assert!(decode(&garbage, &ImageLimits::default()).is_err());
    }
}

fn translucent() -> PixelBuffer<Straight> {
    let size = PixelSize::new(5, 3);
    let bytes =
        (0..size.area() as usize).flat_map(|i| [i as u8 * 16, 255 - i as u8, 77, i as u8 * 17]).collect();
    PixelBuffer::from_vec(size, bytes).unwrap()
}

#[test]
fn lossless_formats_come_back_as_they_went() {
    for format in [EncodedFormat::Png, EncodedFormat::WebP] {
        let file = encode(&translucent(), format).unwrap();
        let image = decode(&file, &ImageLimits::default()).unwrap();
        assert!(!image.is_opaque());
        assert_eq!(image.straight(), &translucent(), "{format}");
    }
}

#[test]
fn opaque_pixels_become_a_png_without_alpha() {
    let image = decode(FILES[0].1, &ImageLimits::default()).unwrap();
    let file = encode(image.straight(), EncodedFormat::Png).unwrap();
    assert_eq!(file[25], 2, "colour type: RGB");
    assert_eq!(decode(&file, &ImageLimits::default()).unwrap().straight(), image.straight());
}

#[test]
fn jpeg_puts_transparent_pixels_on_black() {
    let clear =
        PixelBuffer::<Straight>::from_vec(PixelSize::new(8, 8), [255, 255, 255, 0].repeat(64)).unwrap();
    let file = encode(&clear, EncodedFormat::Jpeg { quality: 1.0 }).unwrap();
    assert_near(
        decode(&file, &ImageLimits::default()).unwrap().straight().pixel(4, 4),
        [0, 0, 0, 255],
        1,
        "clear",
    );
}

#[test]
fn quality_matters() {
    let mut random = Random(3);
    let noise: Vec<u8> = (0..64 * 64).flat_map(|_| [random.below(256) as u8, 0, 0, 255]).collect();
    let noise = PixelBuffer::<Straight>::from_vec(PixelSize::new(64, 64), noise).unwrap();
    let size = |quality| encode(&noise, EncodedFormat::Jpeg { quality }).unwrap().len();
    assert!(size(0.2) < size(0.9) / 2);
}

#[test]
fn what_cannot_be_written_is_said() {
    let e = encode(&PixelBuffer::new(PixelSize::new(0, 4)), EncodedFormat::Png).unwrap_err();
    assert_eq!(e.to_string(), "cannot encode 0 x 4 pixels as PNG: there are no pixels");
    let e = encode(&PixelBuffer::new(PixelSize::new(70_000, 1)), EncodedFormat::Jpeg { quality: 0.5 })
        .unwrap_err();
    assert!(matches!(e, MediaError::Encode { width: 70_000, .. }), "{e}");
}

#[test]
fn mime_types_choose_the_format() {
    assert_eq!(EncodedFormat::from_mime_type("image/PNG", None), Some(EncodedFormat::Png));
    assert_eq!(
        EncodedFormat::from_mime_type("image/jpeg", Some(f32::NAN)),
        Some(EncodedFormat::Jpeg { quality: 0.92 })
    );
    assert_eq!(
        EncodedFormat::from_mime_type("image/jpeg", Some(0.5)),
        Some(EncodedFormat::Jpeg { quality: 0.5 })
    );
    assert_eq!(EncodedFormat::from_mime_type("image/tiff", None), None);
}

/// A small repeatable source of numbers.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}
