//! The script profile in the HTML report: a flame graph and a table of functions.

use std::fmt::Write as _;

use crate::{
    html::escape,
    script::{CallNode, ScriptTimes},
};

const WIDTH: f64 = 960.0;
const ROW: f64 = 17.0;
/// Narrower calls are left out of the picture (they are in the table).
const MIN_WIDTH: f64 = 0.6;
const MAX_DEPTH: usize = 40;
/// Fewer samples say little.
const FEW_SAMPLES: usize = 50;
/// Rows of the table.
const FUNCTIONS: usize = 25;

pub(crate) fn write(html: &mut String, times: &ScriptTimes) {
    let sampled: f64 = times.samples.iter().map(|s| s.2).sum();
    let _ = write!(
        html,
        "<h2>Scripts</h2>\n<p class=\"legend\">{:.1} ms of JavaScript, {} samples that stand for {sampled:.1} ms. \
         Callers are above what they call.</p>\n",
        times.script_ms,
        times.samples.len()
    );
    if sampled <= 0.0 {
        return;
    }
    if times.samples.len() < FEW_SAMPLES {
        html.push_str("<p class=\"legend\">Too few samples to tell functions apart: take more frames (--frames 6000).</p>\n");
    }
    let (nodes, _) = times.tree();
    let mut boxes = String::new();
    let depth = draw(&mut boxes, &nodes, 0, 0.0, 0, WIDTH / sampled);
    let height = ROW * (depth + 1) as f64;
    let _ = write!(
        html,
        "<svg class=\"flame\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"flame graph of the scripts\">\n{boxes}</svg>\n"
    );
    html.push_str(
        "<table><tr><th>function</th><th>self ms</th><th>%</th><th>total ms</th><th>hottest line</th></tr>\n",
    );
    for row in times.functions().into_iter().take(FUNCTIONS) {
        let place = match row.file.as_str() {
            "" => "(native)".to_owned(),
            file => format!("{}:{}", escape(file), row.line),
        };
        let _ = writeln!(
            html,
            "<tr><td>{}</td><td>{:.2}</td><td>{:.1}</td><td>{:.2}</td><td>{place}</td></tr>",
            escape(&row.function),
            row.self_ms,
            row.self_ms * 100.0 / sampled,
            row.total_ms
        );
    }
    html.push_str("</table>\n");
}

/// Draws a node and what it calls; the deepest row.
fn draw(svg: &mut String, nodes: &[CallNode], id: usize, x: f64, depth: usize, scale: f64) -> usize {
    let node = &nodes[id];
    let width = node.total_ms * scale;
    if width < MIN_WIDTH || depth > MAX_DEPTH {
        return depth.saturating_sub(1);
    }
    let y = depth as f64 * ROW;
    let name = escape(&node.function);
    let place =
        if node.file.is_empty() { String::new() } else { format!(" ({}:{})", escape(&node.file), node.line) };
    let tint = color(&node.file);
    let _ = write!(
        svg,
        "<g><title>{name}{place}: {:.2} ms, itself {:.2} ms</title><rect style=\"fill:hsl({tint} 60% 62%)\" x=\"{x:.2}\" y=\"{y:.1}\" \
         width=\"{:.2}\" height=\"{:.1}\"/>",
        node.total_ms,
        node.self_ms,
        (width - 0.4).max(0.3),
        ROW - 1.0
    );
    let fits = (width / 6.5) as usize;
    if fits >= 3 {
        let label: String = if node.function.chars().count() > fits {
            node.function.chars().take(fits - 1).chain(['…']).collect()
        } else {
            node.function.clone()
        };
        let _ =
            write!(svg, "<text x=\"{:.2}\" y=\"{:.1}\">{}</text>", x + 3.0, y + ROW - 5.0, escape(&label));
    }
    svg.push_str("</g>\n");
    let mut children: Vec<usize> = node.children.clone();
    children.sort_by(|a, b| nodes[*b].total_ms.total_cmp(&nodes[*a].total_ms));
    let (mut left, mut deepest) = (x, depth);
    for child in children {
        deepest = deepest.max(draw(svg, nodes, child, left, depth + 1, scale));
        left += nodes[child].total_ms * scale;
    }
    deepest
}

/// A hue for each file: its functions look alike.
fn color(file: &str) -> u32 {
    file.bytes().fold(200u32, |hue, byte| hue.wrapping_mul(31).wrapping_add(u32::from(byte))) % 360
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::ScriptFrame;

    #[test]
    fn boxes_are_as_wide_as_their_share() {
        let frame = |function: &str| ScriptFrame {
            function: function.into(),
            file: "a<b>.js".into(),
            line: 2,
            column: 1,
        };
        let times = ScriptTimes {
            stacks: vec![vec![frame("leaf"), frame("top")], vec![frame("top")]],
            samples: vec![(0, 0.0, 3.0), (1, 1.0, 1.0)],
            script_ms: 4.0,
        };
        let mut html = String::new();
        write(&mut html, &times);
        assert!(html.contains("leaf (a&lt;b&gt;.js:2): 3.00 ms, itself 3.00 ms"), "{html}");
        assert!(html.contains("width=\"719.60\""), "3/4 of 960: {html}");
        assert!(!html.contains("a<b>"));
        let mut empty = String::new();
        write(&mut empty, &ScriptTimes::default());
        assert!(empty.contains("0 samples") && !empty.contains("<svg"));
    }
}
