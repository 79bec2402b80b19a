//! What came of a suite, as one HTML file that needs nothing beside it.

use crate::{judge::DifferentPictures, suite::CaseResult};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::{fmt::Write as _, path::Path};

const STYLE: &str = "\
body{font:15px/1.5 system-ui,sans-serif;margin:0;background:#f6f7f8;color:#1d2126}\
header{background:#20252b;color:#fff;padding:18px 28px}h1{font-size:20px;margin:0 0 4px}header p{margin:0;opacity:.85}\
main{padding:18px 28px;max-width:1400px}details{background:#fff;border:1px solid #dfe3e6;border-radius:6px;margin:0 0 10px}\
summary{padding:9px 14px;cursor:pointer}.ok summary::before{content:'passed';color:#237a3b}.no summary::before{content:'FAILED';color:#b3261e}\
.known summary::before{content:'known failure';color:#8a6100}summary::before{display:inline-block;min-width:108px;font-weight:600}\
.about{color:#66707a}.ms{float:right;color:#66707a}.body{padding:4px 14px 14px}pre{background:#f6f7f8;border:1px solid #e6e9eb;padding:10px;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere}\
.row{display:flex;gap:14px;flex-wrap:wrap;align-items:flex-start}figure{margin:0}figcaption{color:#66707a;font-size:13px}\
img{max-width:380px;max-height:620px;border:1px solid #c9ced3;background:repeating-conic-gradient(#ddd 0 25%,#fff 0 50%) 0/16px 16px}\
img:active{max-width:none;max-height:none;image-rendering:pixelated}";

/// The file. `title` names the suite.
pub fn html(title: &str, results: &[CaseResult]) -> String {
    let failed = results.iter().filter(|result| !result.verdict.passed()).count();
    let seconds = results.iter().map(|result| result.took_ms).sum::<f64>() / 1000.0;
    let mut out = String::new();
    // Writing to a String does not fail.
    let _ = write!(
        out,
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><style>{STYLE}</style><header><h1>{title}</h1>\
         <p>{} passed, {failed} failed, {seconds:.1} s of work</p></header><main>",
        results.len() - failed,
        title = escaped(title),
    );
    let (bad, good): (Vec<_>, Vec<_>) = results.iter().partition(|result| !result.verdict.passed());
    for result in bad.into_iter().chain(good) {
        case(&mut out, result);
    }
    out.push_str("</main></html>\n");
    out
}

fn case(out: &mut String, result: &CaseResult) {
    let verdict = &result.verdict;
    let class = match (verdict.passed(), &verdict.known) {
        (true, Some(_)) => "known",
        (true, None) => "ok",
        (false, _) => "no",
    };
    let open = if verdict.passed() { "" } else { " open" };
    let renderer = result.case.renderer.map(|renderer| format!(" <b>{renderer}</b>")).unwrap_or_default();
    let about = result.case.about.as_deref().unwrap_or_default();
    let _ = write!(
        out,
        "<details class=\"{class}\"{open}><summary>{}{renderer} <span class=\"about\">{}</span>\
         <span class=\"ms\">{:.0} ms</span></summary><div class=\"body\">",
        escaped(&result.case.name),
        escaped(about),
        result.took_ms,
    );
    if let Some(reason) = &verdict.known {
        let _ = write!(out, "<p>Known to fail: {}</p>", escaped(reason));
    }
    for failure in &verdict.failures {
        let _ = write!(out, "<pre>{}</pre>", escaped(&failure.text));
        if let Some(pictures) = &failure.pictures {
            different(out, pictures);
        }
    }
    if !verdict.pictures.is_empty() {
        out.push_str("<div class=\"row\">");
        for (name, file) in &verdict.pictures {
            picture(out, name, file);
        }
        out.push_str("</div>");
    }
    out.push_str("</div></details>");
}

fn different(out: &mut String, pictures: &DifferentPictures) {
    out.push_str("<div class=\"row\">");
    let expected = pictures.expected.as_deref().map(|file| ("expected", file));
    let difference = pictures
        .difference
        .as_deref()
        .map(|file| ("difference: red is too far off, yellow is tolerated", file));
    for (what, file) in expected.into_iter().chain([("actual", pictures.actual.as_path())]).chain(difference)
    {
        picture(out, what, file);
    }
    out.push_str("</div>");
}

fn picture(out: &mut String, caption: &str, file: &Path) {
    let _ = match std::fs::read(file) {
        Ok(bytes) => write!(
            out,
            "<figure><img alt=\"{0}\" src=\"data:image/png;base64,{1}\"><figcaption>{0}</figcaption></figure>",
            escaped(caption),
            STANDARD.encode(bytes)
        ),
        Err(error) => {
            write!(out, "<p>{}: {}</p>", escaped(&file.display().to_string()), escaped(&error.to_string()))
        }
    };
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        descriptor::RendererKind,
        discover::TestFolder,
        judge::{Failure, Verdict},
        picture::Picture,
        suite::cases_of,
    };

    #[test]
    fn a_report_holds_its_pictures_and_escapes_what_games_say() {
        let root = tempfile::tempdir().unwrap();
        let text = "about = \"a <b> test\"\nframes = 1\nviewport = { width = 1, height = 1 }\nrenderers = [\"raster\"]";
        std::fs::write(root.path().join("test.toml"), text).unwrap();
        let file = root.path().join("end.raster.actual.png");
        Picture::new(1, 1, vec![1, 2, 3, 255]).unwrap().write(&file).unwrap();
        let test = TestFolder { name: "x<y".to_owned(), path: root.path().to_path_buf() };
        let case = cases_of(&[test], Some(RendererKind::Raster)).remove(0);
        let pictures = DifferentPictures { expected: None, actual: file, difference: None };
        let failure = Failure { text: "<script>".to_owned(), pictures: Some(pictures) };
        let verdict = Verdict { failures: vec![failure], ..Verdict::default() };
        let page = html("a & b", &[CaseResult { case, verdict, took_ms: 1.0 }]);
        for part in [
            "a &amp; b",
            "x&lt;y",
            "a &lt;b&gt; test",
            "&lt;script&gt;",
            "data:image/png;base64,iVBOR",
            "0 passed, 1 failed",
        ] {
            assert!(page.contains(part), "{part} is not in {page}");
        }
        assert!(!page.contains("<script") && !page.contains("http"), "nothing is loaded and nothing runs");
    }
}
