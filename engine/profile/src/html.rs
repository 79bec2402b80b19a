//! The report as one HTML file: no script, no network, readable in light and dark.

use std::fmt::Write as _;

use crate::{
    BudgetResult, CallTimes, Counter, CounterKind, Distribution, Finding, FrameReport, HeapGrowth, Phase,
    ScriptTimes, Summary, flame, plot,
    table::{format_count, format_ms},
};

/// What stands above the figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReportHead {
    /// The game.
    pub title: String,
    /// Facts about the run: name and value, such as the renderer and the machine.
    pub facts: Vec<(String, String)>,
}

/// The slowest frames that are listed.
const SLOWEST: usize = 12;

/// Everything that a report shows.
#[derive(Clone, Copy, Debug)]
pub struct Measured<'a> {
    /// Of the frames.
    pub summary: &'a Summary,
    /// The frames, oldest first.
    pub reports: &'a [FrameReport],
    /// Budgets, judged.
    pub budgets: &'a [BudgetResult],
    /// Script samples.
    pub scripts: Option<&'a ScriptTimes>,
    /// Counted calls; empty when they were not counted.
    pub calls: &'a [CallTimes],
    /// Owner, bytes at the end, bytes at the peak.
    pub memory: &'a [(String, u64, u64)],
    /// The JavaScript heap.
    pub heap: Option<&'a HeapGrowth>,
    /// Faults.
    pub findings: &'a [Finding],
}

/// Calls that are listed.
const CALLS: usize = 40;

/// Makes the report of a run.
pub fn html_report(head: &ReportHead, measured: &Measured<'_>) -> String {
    let Measured { summary, reports, budgets, scripts, .. } = *measured;
    let mut html = String::with_capacity(256 << 10);
    let title = escape(&head.title);
    let _ = write!(
        html,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title} - Sparrow profile</title>\n\
         <style>{STYLE}</style></head><body>\n<h1>{title}</h1>\n<dl>"
    );
    for (name, value) in &head.facts {
        let _ = write!(html, "<dt>{}</dt><dd>{}</dd>", escape(name), escape(value));
    }
    html.push_str("</dl>\n");
    write_budgets(&mut html, budgets);
    write_findings(&mut html, measured.findings);
    write_tiles(&mut html, summary);

    html.push_str("<h2>Frames</h2>\n");
    html.push_str(&plot::frames(reports));
    html.push_str("<p class=\"legend\">");
    for name in Phase::ALL.map(Phase::name).into_iter().chain(["other"]) {
        let _ = write!(html, "<span class=\"swatch {name}\"></span>{name} ");
    }
    html.push_str("</p>\n<h2>How long frames took</h2>\n");
    html.push_str(&plot::histogram(reports));
    html.push_str("<h2>Memory</h2>\n");
    let megabytes = |counter: Counter| {
        reports.iter().map(|r| r.counters.get(counter) as f64 / (1024.0 * 1024.0)).collect()
    };
    html.push_str(&plot::lines(
        "megabytes",
        "MB",
        &[
            plot::Series { name: "JavaScript heap", class: "raf", values: megabytes(Counter::HeapBytes) },
            plot::Series {
                name: "canvases, images, caches",
                class: "flush",
                values: megabytes(Counter::TextureBytes),
            },
        ],
    ));
    write_memory(&mut html, measured.memory);
    write_classes(&mut html, measured.heap);
    write_times(&mut html, summary);
    write_counters(&mut html, summary);
    write_calls(&mut html, measured.calls);
    write_slowest(&mut html, reports);
    if let Some(scripts) = scripts {
        flame::write(&mut html, scripts);
    }
    if !summary.marks.is_empty() {
        html.push_str("<h2>Start</h2>\n<table><tr><th>until</th><th>ms</th></tr>\n");
        for mark in &summary.marks {
            let _ = writeln!(html, "<tr><td>{}</td><td>{:.1}</td></tr>", escape(mark.name), mark.at_ms);
        }
        html.push_str("</table>\n");
    }
    html.push_str("</body></html>\n");
    html
}

fn write_findings(html: &mut String, findings: &[Finding]) {
    if findings.is_empty() {
        return;
    }
    html.push_str("<h2>Found</h2>\n<ul class=\"budgets\">");
    for finding in findings {
        let _ = write!(html, "<li class=\"missed\"><b>{}</b> {}</li>", finding.kind, escape(&finding.text));
    }
    html.push_str("</ul>\n");
}

fn write_memory(html: &mut String, rows: &[(String, u64, u64)]) {
    if rows.is_empty() {
        return;
    }
    html.push_str("<table><tr><th>owner</th><th>KB at the end</th><th>KB at its peak</th></tr>\n");
    for (owner, now, peak) in rows {
        let _ = writeln!(
            html,
            "<tr><td>{}</td><td>{}</td><td>{}</td></tr>",
            escape(owner),
            now >> 10,
            peak >> 10
        );
    }
    html.push_str("</table>\n");
}

fn write_classes(html: &mut String, heap: Option<&HeapGrowth>) {
    let rows: Vec<_> = heap.into_iter().flat_map(HeapGrowth::classes).collect();
    if rows.is_empty() {
        return;
    }
    html.push_str(
        "<table><tr><th>class</th><th>objects at the end</th><th>more than after the first frames</th></tr>\n",
    );
    for (class, count, more) in rows {
        let _ = writeln!(html, "<tr><td>{}</td><td>{count}</td><td>{more:+}</td></tr>", escape(class));
    }
    html.push_str("</table>\n");
}

fn write_calls(html: &mut String, calls: &[CallTimes]) {
    if calls.is_empty() {
        return;
    }
    html.push_str(
        "<h2>Calls of the platform</h2>\n<table><tr><th>function</th><th>calls</th><th>ms</th><th>us a call</th>\
         <th>frames</th><th>most in a frame</th><th>from</th></tr>\n",
    );
    for call in calls.iter().take(CALLS) {
        let place = call.places.first().map_or("", |(place, _)| place.as_str());
        let _ = writeln!(
            html,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{:.2}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            escape(&call.name),
            call.calls,
            format_ms(call.total_ms),
            call.total_ms * 1000.0 / call.calls.max(1) as f64,
            call.frames,
            call.most_in_frame,
            escape(place)
        );
    }
    html.push_str("</table>\n");
}

fn write_budgets(html: &mut String, budgets: &[BudgetResult]) {
    if budgets.is_empty() {
        return;
    }
    html.push_str("<h2>Budgets</h2>\n<ul class=\"budgets\">");
    for budget in budgets {
        let (class, word) = if budget.met { ("met", "met") } else { ("missed", "missed") };
        let _ = write!(
            html,
            "<li class=\"{class}\"><b>{word}</b> {} <span>measured {}</span></li>",
            escape(&budget.sentence),
            escape(&budget.actual_text)
        );
    }
    html.push_str("</ul>\n");
}

fn write_tiles(html: &mut String, s: &Summary) {
    let mut tiles: Vec<(String, String)> = vec![
        ("frames".into(), s.frames.to_string()),
        ("mean FPS".into(), format!("{:.1}", s.fps)),
        ("1 % low".into(), format!("{:.1}", s.fps_low_1)),
        ("0.1 % low".into(), format!("{:.1}", s.fps_low_0_1)),
        ("frame P50".into(), format!("{} ms", format_ms(s.frame_ms.p50))),
        ("frame P95".into(), format!("{} ms", format_ms(s.frame_ms.p95))),
        ("frame P99".into(), format!("{} ms", format_ms(s.frame_ms.p99))),
        ("frame P99.9".into(), format!("{} ms", format_ms(s.frame_ms.p99_9))),
        ("jank".into(), s.jank.jank.to_string()),
        ("big jank".into(), s.jank.big_jank.to_string()),
        ("stutter".into(), format!("{:.2} %", s.stutter * 100.0)),
    ];
    for misses in &s.misses {
        tiles.push((format!("late at {} Hz", misses.hz), misses.frames.to_string()));
    }
    html.push_str("<div class=\"tiles\">");
    for (name, value) in tiles {
        let _ = write!(html, "<div><b>{value}</b><span>{name}</span></div>");
    }
    html.push_str("</div>\n");
}

fn head_row(html: &mut String, first: &str, last: &str) {
    let _ = write!(html, "<tr><th>{first}</th>");
    for name in ["mean", "P50", "P75", "P90", "P95", "P99", "P99.9", "max"] {
        let _ = write!(html, "<th>{name}</th>");
    }
    let _ = writeln!(html, "<th>{last}</th></tr>");
}

fn spread(d: &Distribution) -> [f64; 8] {
    [d.mean, d.p50, d.p75, d.p90, d.p95, d.p99, d.p99_9, d.max]
}

fn write_times(html: &mut String, s: &Summary) {
    html.push_str("<h2>Milliseconds a frame</h2>\n<table>");
    head_row(html, "", "share");
    let mut row = |name: &str, d: &Distribution, share: Option<f64>| {
        let _ = write!(html, "<tr><td>{name}</td>");
        for value in spread(d) {
            let _ = write!(html, "<td>{}</td>", format_ms(value));
        }
        let share = share.map_or(String::new(), |share| {
            let percent = share * 100.0;
            format!("<span class=\"meter\" style=\"width:{percent:.1}px\"></span>{percent:.1} %")
        });
        let _ = writeln!(html, "<td>{share}</td></tr>");
    };
    if s.interval_ms.count > 0 {
        row("interval", &s.interval_ms, None);
    }
    row("frame", &s.frame_ms, None);
    for phase in &s.phases {
        row(phase.phase.name(), &phase.ms, Some(phase.share));
    }
    let other = if s.frame_ms.total > 0.0 { s.other_ms.total / s.frame_ms.total } else { 0.0 };
    row("other", &s.other_ms, Some(other));
    html.push_str("</table>\n");
}

fn write_counters(html: &mut String, s: &Summary) {
    html.push_str("<h2>Counts a frame</h2>\n<table>");
    head_row(html, "", "total");
    for counter in &s.counters {
        let bytes = counter.counter.is_bytes();
        let _ = write!(html, "<tr><td>{}</td>", counter.counter.title());
        for (i, value) in spread(&counter.per_frame).into_iter().enumerate() {
            let _ = write!(html, "<td>{}</td>", format_count(value, bytes, i == 0));
        }
        let total = match counter.counter.kind() {
            CounterKind::Sum => format_count(counter.per_frame.total, bytes, false),
            CounterKind::Gauge => String::new(),
        };
        let _ = writeln!(html, "<td>{total}</td></tr>");
    }
    html.push_str("</table>\n");
}

fn write_slowest(html: &mut String, reports: &[FrameReport]) {
    let mut slowest: Vec<&FrameReport> = reports.iter().collect();
    slowest.sort_by(|a, b| b.frame_ms.total_cmp(&a.frame_ms));
    slowest.truncate(SLOWEST);
    html.push_str("<h2>Slowest frames</h2>\n<table><tr><th>frame</th><th>ms</th>");
    for phase in Phase::ALL {
        let _ = write!(html, "<th>{}</th>", phase.name());
    }
    html.push_str("<th>sync points</th><th>uploads</th></tr>\n");
    for report in slowest {
        let _ = write!(html, "<tr><td>{}</td><td>{}</td>", report.index, format_ms(report.frame_ms));
        for phase in Phase::ALL {
            let _ = write!(html, "<td>{}</td>", format_ms(report.phases.get_ms(phase)));
        }
        let _ = writeln!(
            html,
            "<td>{}</td><td>{}</td></tr>",
            report.counters.get(Counter::SyncPoints),
            format_count(report.counters.get(Counter::UploadBytes) as f64, true, false)
        );
    }
    html.push_str("</table>\n");
}

/// Text inside of an element or an attribute.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const STYLE: &str = "
:root{color-scheme:light dark;--fg:#1d2430;--bg:#fbfbfa;--soft:#6b7280;--line:#e2e4e8;--card:#fff}
@media(prefers-color-scheme:dark){:root{--fg:#e6e8ec;--bg:#16181d;--soft:#9aa3b2;--line:#2b303a;--card:#1d2027}}
body{font:14px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg);max-width:1000px;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin:0 0 .5rem}h2{font-size:1.05rem;margin:2rem 0 .5rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:0 1rem;color:var(--soft);margin:0}dd{margin:0}
.tiles{display:flex;flex-wrap:wrap;gap:.5rem;margin-top:1.5rem}
.tiles div{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.5rem .8rem;min-width:6rem}
.tiles b{display:block;font-size:1.15rem}.tiles span{color:var(--soft);font-size:.85rem}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;width:100%}
th,td{text-align:right;padding:.15rem .5rem;border-bottom:1px solid var(--line);font-weight:normal}
th{color:var(--soft)}th:first-child,td:first-child{text-align:left}
svg{width:100%;background:var(--card);border:1px solid var(--line);border-radius:8px}
svg text{font-size:11px;fill:var(--soft)}.axis,.grid{stroke:var(--line)}.refresh{stroke:#d97706;stroke-dasharray:4 3}
.legend{color:var(--soft);margin:.3rem 0}.swatch{display:inline-block;width:.7em;height:.7em;border-radius:2px;margin:0 .35em 0 .8em}
.flame text{fill:#1d2430}.line{fill:none;stroke-width:1.5}.bar{fill:#3b82f6}.cut{fill:#dc2626}
.meter{display:inline-block;height:.6em;background:#3b82f6;border-radius:2px;margin-right:.4em}
.budgets{list-style:none;padding:0}.budgets li{padding:.25rem .6rem;border-left:4px solid;margin:.25rem 0;background:var(--card)}
.budgets span{color:var(--soft);margin-left:.6em}.met{border-color:#16a34a!important}.missed{border-color:#dc2626!important}
.input{fill:#a855f7;background:#a855f7}.events{fill:#ec4899;background:#ec4899}.timers{fill:#14b8a6;background:#14b8a6}
.open_data{fill:#0ea5e9;background:#0ea5e9}
.raf{fill:#3b82f6;background:#3b82f6;stroke:#3b82f6}.flush{fill:#f59e0b;background:#f59e0b;stroke:#f59e0b}
.present{fill:#22c55e;background:#22c55e}.gc{fill:#ef4444;background:#ef4444}.report{fill:#64748b;background:#64748b}
.other{fill:#94a3b8;background:#94a3b8}rect{stroke:none}.line.raf,.line.flush{fill:none}
";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Budget, Counters, LiveHeap, Mark, PhaseTimes};

    #[test]
    fn a_report_shows_what_was_measured_and_escapes_names() {
        let mut phases = PhaseTimes::default();
        phases.add_ms(Phase::Raf, 12.0);
        let reports: Vec<FrameReport> = (0..1000)
            .map(|i| FrameReport {
                index: i,
                begin_ms: i as f64 * 16.0,
                frame_ms: if i == 500 { 90.0 } else { 14.0 },
                interval_ms: (i > 0).then_some(16.0),
                phases,
                counters: Counters::default(),
            })
            .collect();
        let mut summary = Summary::of(&reports);
        summary.marks.push(Mark { name: "first frame", at_ms: 30.0 });
        let budget = Budget::parse("max <= 50 ms").unwrap().judge(&summary);
        let head = ReportHead {
            title: "<b>game</b>".into(),
            facts: vec![("renderer".into(), "raster & more".into())],
        };
        let call = CallTimes {
            name: "wx.login".into(),
            calls: 3,
            places: vec![("a.js:1".into(), 3)],
            ..CallTimes::default()
        };
        let finding = Finding { kind: "leak", text: "<grows>".into() };
        let growth = HeapGrowth {
            last: LiveHeap { classes: vec![("Map".into(), 7)], ..LiveHeap::default() },
            ..HeapGrowth::default()
        };
        let measured = Measured {
            summary: &summary,
            reports: &reports,
            budgets: &[budget],
            scripts: None,
            calls: &[call],
            memory: &[("js heap".to_owned(), 2048, 4096)],
            heap: Some(&growth),
            findings: &[finding],
        };
        let html = html_report(&head, &measured);
        assert!(
            html.contains("<b>leak</b> &lt;grows&gt;")
                && html.contains("<td>js heap</td><td>2</td><td>4</td>")
        );
        assert!(html.contains("<td>Map</td><td>7</td><td>+7</td>"));
        assert!(html.contains("<td>wx.login</td><td>3</td>") && html.contains("a.js:1"));
        assert!(html.contains("&lt;b&gt;game&lt;/b&gt;") && !html.contains("<b>game"), "title");
        assert!(html.contains("raster &amp; more"));
        assert!(
            html.contains(
                "<li class=\"missed\"><b>missed</b> max &lt;= 50 ms <span>measured 90.00 ms</span>"
            )
        );
        // The slowest frame survives the grouping of 1,000 frames into fewer columns, and leads the table.
        assert!(html.contains("<title>frame 500: 90.00 ms, raf 12.00</title>"));
        assert!(html.contains("<tr><td>500</td><td>90.00</td>"));
        assert!(html.contains("first frame"));
        assert!(!html.contains("http") && !html.contains("<script"), "nothing is loaded");
    }
}
