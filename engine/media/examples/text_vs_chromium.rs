//! Draws and measures texts here and in headless Chromium, and says how far apart the two are.
//!
//!     cargo run -p sparrow-media --example text_vs_chromium -- OUT_FOLDER [CHROMIUM]
//!
//! Writes `chromium.png`, `sparrow.png` and `difference.png` (white: equal) and prints the differences of the measures and the
//! mean difference of coverage per line.
#![allow(clippy::print_stdout, missing_docs)]

use base64::Engine as _;
use serde_json::Value;
use sparrow_base::{PixelBuffer, PixelSize, Straight};
use sparrow_media::{
    font::{FontFamily, FontRequest, FontStyle, Fonts, FontsOptions},
    glyph::{GlyphCache, GlyphFace, GlyphKey, GlyphPixels, GlyphPosition, Hinting},
    image::{EncodedFormat, ImageLimits, decode, encode},
};
use std::{error::Error, fmt::Write as _, fs, path::Path, process::Command};

const SIZE: PixelSize = PixelSize::new(760, 640);

/// CSS font, baseline, text.
const LINES: [(&str, f32, &str); 20] = [
    ("16px DejaVu Sans", 20.0, "Hamburgefonstiv Hello, world AVATo 0123456789"),
    ("24px DejaVu Sans", 50.0, "Hamburgefonstiv Hello, world"),
    ("48px DejaVu Sans", 105.0, "Hamburgefonstiv"),
    ("16px sans-serif", 135.0, "Hamburgefonstiv Hello, world AVATo 0123456789"),
    ("24px sans-serif", 165.0, "游戏开始 骨直角 日本語 한국어"),
    ("48px sans-serif", 220.0, "游戏开始 骨直角"),
    ("bold 24px sans-serif", 250.0, "粗体 Bold 骨"),
    ("italic 24px sans-serif", 285.0, "斜体 Italic"),
    ("24px sans-serif", 320.0, "😀👨‍👩‍👧🎉❤️"),
    ("40px sans-serif", 370.0, "😀👨‍👩‍👧🎉"),
    ("16px serif", 395.0, "Hamburgefonstiv 中文 serif"),
    ("16px monospace", 420.0, "Hamburgefonstiv 中文 mono"),
    ("20px sans-serif", 445.0, "مرحبا שלום ①★→☺"),
    ("italic bold 16px Noto Sans CJK SC", 470.0, "Hamburgefonstiv 中文"),
    ("13.5px sans-serif", 490.0, "Score: 12,345 得分 13.5px"),
    ("12px sans-serif", 510.0, "The quick brown fox jumps over the lazy dog 快速"),
    ("bold 30px sans-serif", 545.0, "再来一局 Level 12"),
    ("22px system-ui", 570.0, "系统字体 System"),
    ("100px sans-serif", 620.0, "Ag"),
    ("16px Nope", 630.0, "                                        missing family"),
];

const MEASURED_FONTS: [&str; 22] = [
    "16px DejaVu Sans",
    "24px DejaVu Sans",
    "48px DejaVu Sans",
    "13.5px DejaVu Sans",
    "10px sans-serif",
    "16px sans-serif",
    "17.3px sans-serif",
    "16px serif",
    "16px monospace",
    "16px cursive",
    "16px fantasy",
    "16px system-ui",
    "16px Arial",
    "16px Helvetica",
    "16px Times New Roman",
    "16px Courier New",
    "16px Microsoft YaHei",
    "bold 20px sans-serif",
    "italic 20px sans-serif",
    "20px Noto Sans CJK SC",
    "bold 20px Noto Sans CJK SC",
    "96px sans-serif",
];

const MEASURED_TEXTS: [&str; 17] = [
    "Hello, world",
    "AVAToWaffle fi",
    "游戏开始",
    "你好 Hello",
    "😀👨‍👩‍👧🎉",
    "مرحبا",
    "שלום abc",
    "日本語テスト",
    "한국어",
    "a\tb\nc",
    " x ",
    "Ω≈ç√",
    "",
    "i",
    "WWWW",
    "①★→",
    "e\u{301}g\u{308}",
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let out = args.next().ok_or("usage: text_vs_chromium OUT_FOLDER [CHROMIUM]")?;
    let chromium = args.next().unwrap_or_else(|| "chromium".to_owned());
    let out = Path::new(&out);
    fs::create_dir_all(out)?;

    let theirs = ask_chromium(out, &chromium)?;
    let png = theirs["png"].as_str().and_then(|s| s.split(',').nth(1)).ok_or("no picture")?;
    let png = base64::engine::general_purpose::STANDARD.decode(png)?;
    fs::write(out.join("chromium.png"), &png)?;
    let theirs_pixels = decode(&png, &ImageLimits::default())?.into_straight();

    let mut fonts = Fonts::new(FontsOptions { locale: "en-US".to_owned(), ..FontsOptions::default() });
    let ours_pixels = draw(&mut fonts);
    fs::write(out.join("sparrow.png"), encode(&ours_pixels, EncodedFormat::Png)?)?;
    compare_measures(&mut fonts, &theirs["measures"])?;
    compare_pixels(&ours_pixels, &theirs_pixels, out)
}

fn ask_chromium(out: &Path, chromium: &str) -> Result<Value, Box<dyn Error>> {
    let quoted = |css: &str| match css.find("px ") {
        Some(at)
            if !["sans-serif", "serif", "monospace", "cursive", "fantasy", "system-ui"]
                .contains(&&css[at + 3..]) =>
        {
            format!("{}\"{}\"", &css[..at + 3], &css[at + 3..])
        }
        _ => css.to_owned(),
    };
    let lines: Vec<_> = LINES.iter().map(|(css, y, text)| (quoted(css), y, text)).collect();
    let fonts: Vec<_> = MEASURED_FONTS.iter().map(|css| quoted(css)).collect();
    let mut page = String::new();
    write!(
        page,
        r#"<!doctype html><meta charset=utf-8><body><pre id=o></pre><script>
const c=document.createElement('canvas');c.width={};c.height={};const x=c.getContext('2d',{{willReadFrequently:true}});
x.fillStyle='#fff';x.fillRect(0,0,c.width,c.height);x.fillStyle='#000';
for(const [f,y,t] of {}){{x.font=f;x.fillText(t,10,y)}}
const K=['width','actualBoundingBoxLeft','actualBoundingBoxRight','actualBoundingBoxAscent','actualBoundingBoxDescent','fontBoundingBoxAscent',
'fontBoundingBoxDescent','hangingBaseline','ideographicBaseline'];
const measures=[];
for(const f of {})for(const t of {}){{x.font=f;const m=x.measureText(t);measures.push(K.map(k=>m[k]))}}
document.getElementById('o').textContent=JSON.stringify({{png:c.toDataURL(),measures}});
</script>"#,
        SIZE.width,
        SIZE.height,
        serde_json::to_string(&lines)?,
        serde_json::to_string(&fonts)?,
        serde_json::to_string(&MEASURED_TEXTS)?,
    )?;
    let file = out.join("page.html");
    fs::write(&file, page)?;
    let profile = std::env::temp_dir().join(format!("text-vs-chromium-{}", std::process::id()));
    let output = Command::new(chromium)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-accelerated-2d-canvas",
            "--dump-dom",
        ])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("file://{}", fs::canonicalize(&file)?.display()))
        .output()?;
    fs::remove_dir_all(profile).ok();
    let dom = String::from_utf8(output.stdout)?;
    let start = dom.find("<pre id=\"o\">").ok_or("chromium gave no result")? + 12;
    let end = dom[start..].find("</pre>").ok_or("chromium gave half a result")? + start;
    Ok(serde_json::from_str(&dom[start..end])?)
}

/// A CSS font of the simple kind used here: `[italic] [bold] SIZEpx FAMILY`.
fn request(css: &str) -> FontRequest {
    let (style, family) = css.split_once("px ").expect("a size in px");
    let mut request = FontRequest { families: [FontFamily::parse(family)].into(), ..FontRequest::default() };
    for word in style.split(' ') {
        match word {
            "bold" => request.weight = 700,
            "italic" => request.style = FontStyle::Italic,
            size => request.size_px = size.parse().expect("a number"),
        }
    }
    request
}

fn draw(fonts: &mut Fonts) -> PixelBuffer<Straight> {
    let mut pixels = PixelBuffer::<Straight>::new(SIZE);
    pixels.bytes_mut().fill(255);
    let mut cache = GlyphCache::default();
    for (css, baseline, text) in LINES {
        let font = fonts.font(&request(css));
        for run in &fonts.shape(text, &font).runs {
            let face = GlyphFace::of(run);
            let id = cache.face_id(&face);
            for glyph in &*run.glyphs {
                let at = GlyphPosition::new(10.0 + glyph.x, baseline + glyph.y);
                let key = GlyphKey::new(id, glyph.id, run.size_px, at.quarter, Hinting::Slight);
                let Some(image) = cache.get(key, &face) else { continue };
                for row in 0..image.height as i32 {
                    for column in 0..image.width as i32 {
                        let (x, y) = (at.x + image.left + column, at.y + image.top + row);
                        if x < 0 || y < 0 || x >= SIZE.width as i32 || y >= SIZE.height as i32 {
                            continue;
                        }
                        let source = (row as usize * image.width as usize) + column as usize;
                        let pixel = &mut pixels.bytes_mut()
                            [(y as usize * SIZE.width as usize + x as usize) * 4..][..3];
                        let (color, alpha) = match &image.pixels {
                            GlyphPixels::Mask(mask) => ([0, 0, 0], mask[source]),
                            GlyphPixels::Color(p) => {
                                let p = &p.bytes()[source * 4..][..4];
                                ([p[0], p[1], p[2]], p[3])
                            }
                        };
                        for (to, from) in pixel.iter_mut().zip(color) {
                            let under = (u32::from(*to) * u32::from(255 - alpha) + 127) / 255;
                            *to = (u32::from(from) + under).min(255) as u8;
                        }
                    }
                }
            }
        }
    }
    pixels
}

fn compare_measures(fonts: &mut Fonts, theirs: &Value) -> Result<(), Box<dyn Error>> {
    const NAMES: [&str; 9] = [
        "width",
        "left",
        "right",
        "ascent",
        "descent",
        "fontAscent",
        "fontDescent",
        "hanging",
        "ideographic",
    ];
    let mut worst = [0.0f64; 9];
    let mut unequal = [0usize; 9];
    let rows = theirs.as_array().ok_or("no measures")?;
    let pairs = MEASURED_FONTS.iter().flat_map(|f| MEASURED_TEXTS.iter().map(move |t| (*f, *t)));
    for ((css, text), row) in pairs.zip(rows) {
        let font = fonts.font(&request(css));
        let m = fonts.measure(text, &font);
        let ours = [
            m.width,
            m.actual_bounding_box_left,
            m.actual_bounding_box_right,
            m.actual_bounding_box_ascent,
            m.actual_bounding_box_descent,
            m.font_bounding_box_ascent,
            m.font_bounding_box_descent,
            m.hanging_baseline,
            m.ideographic_baseline,
        ];
        for (i, value) in ours.iter().enumerate() {
            let chromium = row[i].as_f64().ok_or("not a number")?;
            let difference = (value - chromium).abs();
            if difference > 1.0 / 64.0 {
                unequal[i] += 1;
                println!("{css:28} {text:?}: {} {value:.4}, Chromium {chromium:.4}", NAMES[i]);
            }
            worst[i] = worst[i].max(difference);
        }
    }
    println!("\n{} measures of each kind; off by more than 1/64 px, and the largest difference:", rows.len());
    for i in 0..9 {
        println!("  {:12} {:4}  {:.5}", NAMES[i], unequal[i], worst[i]);
    }
    Ok(())
}

fn compare_pixels(
    ours: &PixelBuffer<Straight>,
    theirs: &PixelBuffer<Straight>,
    out: &Path,
) -> Result<(), Box<dyn Error>> {
    let mut difference = PixelBuffer::<Straight>::new(SIZE);
    for ((d, a), b) in difference.bytes_mut().iter_mut().zip(ours.bytes()).zip(theirs.bytes()) {
        *d = 255 - a.abs_diff(*b);
    }
    for pixel in difference.bytes_mut().chunks_exact_mut(4) {
        pixel[3] = 255;
    }
    fs::write(out.join("difference.png"), encode(&difference, EncodedFormat::Png)?)?;

    println!("\nmean difference per inked pixel (0-255), largest, and pixels off by more than 8, by line:");
    let mut top = 0;
    for (css, baseline, text) in LINES {
        let bottom = (baseline + 5.0) as usize;
        let stride = SIZE.width as usize * 4;
        let band = |p: &PixelBuffer<Straight>| {
            p.bytes()[top * stride..bottom.min(SIZE.height as usize) * stride].to_vec()
        };
        let (a, b) = (band(ours), band(theirs));
        let (mut sum, mut inked, mut largest, mut far) = (0u64, 0u64, 0u8, 0u64);
        for (p, q) in a.chunks_exact(4).zip(b.chunks_exact(4)) {
            let d = p.iter().zip(q).map(|(x, y)| x.abs_diff(*y)).max().unwrap_or(0);
            if p[..3] != [255; 3] || q[..3] != [255; 3] {
                inked += 1;
                sum += u64::from(d);
            }
            largest = largest.max(d);
            far += u64::from(d > 8);
        }
        println!(
            "  {:6.2}  {largest:3}  {far:5}/{inked:5}  {css} {text:?}",
            sum as f64 / inked.max(1) as f64
        );
        top = bottom;
    }
    Ok(())
}
