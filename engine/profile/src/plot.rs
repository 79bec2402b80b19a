//! Plots as SVG text, for the HTML report. Colours are CSS classes of the report's style sheet.

use std::fmt::Write as _;

use crate::{FrameReport, Phase};

const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 220.0;
/// Left of the plot, for the axis' numbers.
const LEFT: f64 = 52.0;
const BOTTOM: f64 = 20.0;
const TOP: f64 = 8.0;
/// Columns of the frame plot; longer runs show the slowest frame of each group.
const MAX_COLUMNS: usize = 480;

/// A line of a [`lines`] plot.
pub(crate) struct Series<'a> {
    pub(crate) name: &'a str,
    pub(crate) class: &'a str,
    pub(crate) values: Vec<f64>,
}

/// The top of an axis: the value rounded up to 1, 2 or 5 times a power of ten.
fn nice_top(value: f64) -> f64 {
    if value <= 0.0 || !value.is_finite() {
        return 1.0;
    }
    let power = 10f64.powf(value.log10().floor());
    let top = [1.0, 2.0, 5.0, 10.0].into_iter().find(|step| step * power >= value).unwrap_or(10.0);
    top * power
}

fn y_of(value: f64, top: f64) -> f64 {
    HEIGHT - BOTTOM - (value / top).clamp(0.0, 1.0) * (HEIGHT - BOTTOM - TOP)
}

fn open(label: &str) -> String {
    format!(
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{label}\">\n\
         <line class=\"axis\" x1=\"{LEFT}\" y1=\"{0}\" x2=\"{WIDTH}\" y2=\"{0}\"/>\n",
        HEIGHT - BOTTOM
    )
}

/// What a line of text takes.
const LABEL_HEIGHT: f64 = 12.0;

fn gridline(svg: &mut String, value: f64, top: f64, label: &str, class: &str) {
    let y = y_of(value, top);
    let _ = writeln!(
        svg,
        "<line class=\"{class}\" x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{WIDTH}\" y2=\"{y:.1}\"/>\
         <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>",
        LEFT - 6.0,
        y + 4.0
    );
}

fn caption(svg: &mut String, first: &str, last: &str) {
    let y = HEIGHT - 5.0;
    let _ = writeln!(
        svg,
        "<text x=\"{LEFT}\" y=\"{y}\">{first}</text><text x=\"{WIDTH}\" y=\"{y}\" text-anchor=\"end\">{last}</text>"
    );
}

/// A column of stacked phases for every frame, with a line at each refresh time that fits. The top is the 99.9th percentile, so that
/// one stall does not flatten the rest; columns that are cut have a mark.
pub(crate) fn frames(reports: &[FrameReport]) -> String {
    let mut svg = open("milliseconds of work in each frame, by phase");
    let mut sorted: Vec<f64> = reports.iter().map(|r| r.frame_ms).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let tall = crate::nearest_rank(&sorted, 99.9).unwrap_or(1.0);
    let top = nice_top(tall);
    let mut labels = vec![y_of(0.0, top)];
    for part in [0.5, 1.0] {
        labels.push(y_of(top * part, top));
        gridline(&mut svg, top * part, top, &format!("{} ms", trim(top * part)), "grid");
    }
    for hz in [30.0, 60.0, 120.0] {
        let ms = 1000.0 / hz;
        // Words that lie on others cannot be read.
        let y = y_of(ms, top);
        if ms < top && labels.iter().all(|other| (other - y).abs() >= LABEL_HEIGHT) {
            labels.push(y);
            gridline(&mut svg, ms, top, &format!("{hz:.0} Hz"), "refresh");
        }
    }
    let group = reports.len().div_ceil(MAX_COLUMNS).max(1);
    let columns: Vec<&FrameReport> = reports
        .chunks(group)
        .filter_map(|chunk| chunk.iter().max_by(|a, b| a.frame_ms.total_cmp(&b.frame_ms)))
        .collect();
    let step = (WIDTH - LEFT) / columns.len().max(1) as f64;
    let width = (step * 0.9).max(0.5);
    for (i, report) in columns.iter().enumerate() {
        let x = LEFT + i as f64 * step;
        let _ = write!(svg, "<g><title>frame {}: {:.2} ms", report.index, report.frame_ms);
        for phase in Phase::ALL {
            let ms = report.phases.get_ms(phase);
            if ms >= 0.005 {
                let _ = write!(svg, ", {} {ms:.2}", phase.name());
            }
        }
        svg.push_str("</title>");
        let mut below = 0.0;
        let other = (report.other_ms(), "other");
        let parts = Phase::ALL.into_iter().map(|phase| (report.phases.get_ms(phase), phase.name()));
        for (ms, class) in parts.chain([other]) {
            let (y1, y0) = (y_of(below + ms, top), y_of(below, top));
            if y0 - y1 >= 0.05 {
                let _ = write!(
                    svg,
                    "<rect class=\"{class}\" x=\"{x:.2}\" y=\"{y1:.2}\" width=\"{width:.2}\" height=\"{:.2}\"/>",
                    y0 - y1
                );
            }
            below += ms;
        }
        if report.frame_ms > top {
            let _ = write!(
                svg,
                "<rect class=\"cut\" x=\"{x:.2}\" y=\"0\" width=\"{:.2}\" height=\"5\"/>",
                width.max(2.0)
            );
        }
        svg.push_str("</g>\n");
    }
    caption(
        &mut svg,
        &format!("frame {}", reports.first().map_or(0, |r| r.index)),
        &format!("frame {}", reports.last().map_or(0, |r| r.index)),
    );
    svg.push_str("</svg>\n");
    svg
}

/// How many frames took how long: 40 classes up to the 99.9th percentile, the last one open.
pub(crate) fn histogram(reports: &[FrameReport]) -> String {
    const CLASSES: usize = 40;
    let mut svg = open("how many frames took how long");
    let mut sorted: Vec<f64> = reports.iter().map(|r| r.frame_ms).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let top_ms = nice_top(crate::nearest_rank(&sorted, 99.9).unwrap_or(1.0));
    let class_ms = top_ms / CLASSES as f64;
    let mut counts = [0u64; CLASSES];
    for ms in sorted {
        counts[((ms / class_ms) as usize).min(CLASSES - 1)] += 1;
    }
    let top = nice_top(counts.iter().copied().max().unwrap_or(0) as f64);
    gridline(&mut svg, top, top, &trim(top), "grid");
    gridline(&mut svg, top / 2.0, top, &trim(top / 2.0), "grid");
    let step = (WIDTH - LEFT) / CLASSES as f64;
    for (i, count) in counts.into_iter().enumerate() {
        let y = y_of(count as f64, top);
        let from = i as f64 * class_ms;
        let to = if i + 1 == CLASSES { "more".to_owned() } else { format!("{:.2}", from + class_ms) };
        let _ = writeln!(
            svg,
            "<g><title>{from:.2} to {to} ms: {count} frames</title><rect class=\"bar\" x=\"{:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\"/></g>",
            LEFT + i as f64 * step,
            step * 0.92,
            HEIGHT - BOTTOM - y
        );
    }
    caption(&mut svg, "0 ms", &format!("{} ms and more", trim(top_ms)));
    svg.push_str("</svg>\n");
    svg
}

/// Lines over the frames, with one axis; `unit` follows its numbers.
pub(crate) fn lines(label: &str, unit: &str, series: &[Series<'_>]) -> String {
    let mut svg = open(label);
    let largest = series.iter().flat_map(|s| &s.values).copied().fold(0.0, f64::max);
    let top = nice_top(largest);
    for part in [0.5, 1.0] {
        gridline(&mut svg, top * part, top, &format!("{} {unit}", trim(top * part)), "grid");
    }
    for line in series {
        let group = line.values.len().div_ceil(MAX_COLUMNS).max(1);
        let points: Vec<f64> =
            line.values.chunks(group).map(|c| c.iter().copied().fold(0.0, f64::max)).collect();
        let step = (WIDTH - LEFT) / points.len().saturating_sub(1).max(1) as f64;
        let _ = write!(svg, "<polyline class=\"line {}\" points=\"", line.class);
        for (i, value) in points.iter().enumerate() {
            let _ = write!(svg, "{:.1},{:.1} ", LEFT + i as f64 * step, y_of(*value, top));
        }
        let _ = writeln!(svg, "\"><title>{}</title></polyline>", line.name);
    }
    svg.push_str("</svg>\n<p class=\"legend\">");
    for line in series {
        let _ = write!(svg, "<span class=\"swatch {}\"></span>{} ", line.class, line.name);
    }
    svg.push_str("</p>\n");
    svg
}

/// Up to two decimals, without zeros at the end.
fn trim(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_at_round_numbers() {
        for (value, top) in
            [(0.0, 1.0), (0.9, 1.0), (1.0, 1.0), (1.1, 2.0), (16.7, 20.0), (430.0, 500.0), (f64::NAN, 1.0)]
        {
            assert!((nice_top(value) - top).abs() < 1e-9, "{value} {}", nice_top(value));
        }
        assert_eq!((trim(2.50), trim(10.0), trim(0.25)), ("2.5".into(), "10".into(), "0.25".into()));
        assert_eq!((y_of(0.0, 10.0), y_of(20.0, 10.0)), (HEIGHT - BOTTOM, TOP));
    }

    #[test]
    fn no_frames_make_empty_plots() {
        for svg in [frames(&[]), histogram(&[]), lines("x", "MB", &[])] {
            assert!(svg.starts_with("<svg") && svg.contains("</svg>"), "{svg}");
            assert!(!svg.contains("NaN"), "{svg}");
        }
    }
}
