use sparrow_media::font::*;
fn main() {
    let mut f = Fonts::new(FontsOptions::default());
    for (w, st) in [(400, FontStyle::Normal), (700, FontStyle::Normal), (400, FontStyle::Italic)] {
        for fam in ["Arial", "Liberation Sans", "sans-serif", "Helvetica"] {
            let r = FontRequest { weight: w, style: st, ..FontRequest::new(fam, 20.0) };
            let font = f.font(&r);
            let s = f.shape("Hello", &font);
            println!("{fam} {w} {st:?} {} {} {:?}", s.width, s.runs[0].embolden, s.font_metrics);
        }
    }
}
