//! Blocks whose texels two other decoders agree about, and many that mean nothing.

use super::{ERROR_COLOR, decode};
use crate::pixels::compressed::sample_blocks;

fn block(hex: u128) -> [u8; 16] {
    hex.to_be_bytes()
}

#[test]
fn a_void_extent_is_one_colour() {
    let mut bytes = [0xff; 16];
    bytes[..2].copy_from_slice(&[0xfc, 0xfd]);
    bytes[8..].copy_from_slice(&[0, 0x11, 0, 0x22, 0, 0x33, 0, 0x44]);
    let mut out = [0; 6 * 5 * 4];
    decode(bytes, 6, 5, false, &mut out);
    assert!(out.as_chunks::<4>().0.iter().all(|texel| *texel == [0x11, 0x22, 0x33, 0x44]));
    // HDR.
    bytes[1] = 0xff;
    decode(bytes, 6, 5, false, &mut out);
    assert!(out.as_chunks::<4>().0.iter().all(|texel| *texel == ERROR_COLOR));
}

#[test]
fn what_is_reserved_is_an_error() {
    let mut out = [0; 64];
    decode(block(0), 4, 4, false, &mut out);
    assert_eq!(out[..4], ERROR_COLOR);
    // A grid of 6 by 4 weights in a block of 4 by 4.
    decode(block(0x5201_0000_0000_0000_0000_0000_0000_0000), 4, 4, false, &mut out);
    assert_eq!(out[..4], ERROR_COLOR);
}

#[test]
fn texels_are_those_of_other_decoders() {
    for (width, height, expected) in [
        (4, 4, 0xcb63_5664_bb45_a883u64),
        (5, 4, 0xa2c6_511d_9b53_bcb2),
        (6, 6, 0xcc14_ce67_1b40_7f77),
        (8, 8, 0x48f6_2a10_9496_65e1),
        (10, 5, 0xcfa5_f6e6_420d_0460),
        (12, 12, 0x88e8_a005_a4e6_53d7),
    ] {
        let sum = sample_blocks::<16>(20_000, width * height * 4, |bytes, out| {
            decode(bytes, width, height, false, out);
        });
        assert_eq!(sum, expected, "{width} x {height}");
    }
}
