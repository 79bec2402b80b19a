//! A script CPU profile: sampled stacks with weights, who took how much, and the files that other tools open.

use std::{collections::HashMap, fmt::Write as _};

/// A function in a stack. Lines and columns count from 1; 0 is unknown.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScriptFrame {
    /// Its name; empty for the top of a file.
    pub function: String,
    /// File; empty for a built-in function.
    pub file: String,
    /// Line that was running.
    pub line: u32,
    /// Column that was running.
    pub column: u32,
}

/// Stacks and samples.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScriptTimes {
    /// Different stacks, each innermost frame first.
    pub stacks: Vec<Vec<ScriptFrame>>,
    /// Index of a stack, when it was seen in ms, and the ms that it stands for.
    pub samples: Vec<(usize, f64, f64)>,
    /// Milliseconds that scripts ran.
    pub script_ms: f64,
}

/// One function over all samples.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionTimes {
    /// Name and file.
    pub function: String,
    /// File; empty for a built-in function.
    pub file: String,
    /// The line with most of its own time.
    pub line: u32,
    /// Milliseconds in the function itself.
    pub self_ms: f64,
    /// Milliseconds in it and in what it called.
    pub total_ms: f64,
}

/// A function called by another, in a tree of calls.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct CallNode {
    pub(crate) function: String,
    pub(crate) file: String,
    pub(crate) line: u32,
    pub(crate) self_ms: f64,
    pub(crate) total_ms: f64,
    pub(crate) children: Vec<usize>,
}

impl ScriptFrame {
    fn title(&self) -> &str {
        if self.function.is_empty() { "(top of file)" } else { &self.function }
    }
}

impl ScriptTimes {
    /// Functions by their own time, most first.
    pub fn functions(&self) -> Vec<FunctionTimes> {
        #[derive(Default)]
        struct Row {
            own: HashMap<u32, f64>,
            total_ms: f64,
            line: u32,
        }
        let mut rows: HashMap<(&str, &str), Row> = HashMap::new();
        let mut seen = Vec::new();
        for (stack, _, weight) in &self.samples {
            let Some(frames) = self.stacks.get(*stack) else { continue };
            seen.clear();
            for (depth, frame) in frames.iter().enumerate() {
                let key = (frame.title(), frame.file.as_str());
                let row = rows.entry(key).or_default();
                if depth == 0 {
                    *row.own.entry(frame.line).or_default() += weight;
                }
                if row.line == 0 {
                    row.line = frame.line;
                }
                // A recursive function counts once.
                if !seen.contains(&key) {
                    seen.push(key);
                    row.total_ms += weight;
                }
            }
        }
        let mut list: Vec<_> = rows
            .into_iter()
            .map(|((function, file), row)| {
                let hottest = row.own.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)));
                FunctionTimes {
                    function: function.to_owned(),
                    file: file.to_owned(),
                    line: hottest.map_or(row.line, |(line, _)| *line),
                    // Sums of nothing are -0.
                    self_ms: row.own.values().sum::<f64>() + 0.0,
                    total_ms: row.total_ms,
                }
            })
            .collect();
        list.sort_by(|a, b| {
            let by_time = b.self_ms.total_cmp(&a.self_ms).then(b.total_ms.total_cmp(&a.total_ms));
            by_time.then_with(|| (&a.file, &a.function).cmp(&(&b.file, &b.function)))
        });
        list
    }

    /// The tree of calls; node 0 is the root. `ids` gets, for each sample, the node of its innermost frame.
    pub(crate) fn tree(&self) -> (Vec<CallNode>, Vec<usize>) {
        let mut nodes = vec![CallNode { function: "(root)".into(), ..CallNode::default() }];
        let mut index: HashMap<(usize, &str, &str), usize> = HashMap::new();
        let mut ids = Vec::with_capacity(self.samples.len());
        for (stack, _, weight) in &self.samples {
            let mut at = 0;
            nodes[0].total_ms += weight;
            for frame in self.stacks.get(*stack).into_iter().flatten().rev() {
                let key = (at, frame.title(), frame.file.as_str());
                at = match index.get(&key) {
                    Some(node) => *node,
                    None => {
                        let node = nodes.len();
                        index.insert(key, node);
                        nodes.push(CallNode {
                            function: frame.title().to_owned(),
                            file: frame.file.clone(),
                            line: frame.line,
                            ..CallNode::default()
                        });
                        nodes[at].children.push(node);
                        node
                    }
                };
                nodes[at].total_ms += weight;
            }
            nodes[at].self_ms += weight;
            ids.push(at);
        }
        (nodes, ids)
    }

    /// A `.cpuprofile`, which the Chrome DevTools and VS Code open.
    pub fn cpuprofile(&self) -> String {
        let (nodes, ids) = self.tree();
        let mut hits = vec![0u64; nodes.len()];
        for id in &ids {
            hits[*id] += 1;
        }
        let mut text = String::from("{\"nodes\":[");
        for (id, node) in nodes.iter().enumerate() {
            let _ = write!(
                text,
                "{}{{\"id\":{},\"callFrame\":{{\"functionName\":{},\"scriptId\":\"0\",\"url\":{},\"lineNumber\":{},\"columnNumber\":0}},\
                 \"hitCount\":{},\"children\":[{}]}}",
                if id == 0 { "" } else { ",\n" },
                id + 1,
                json_text(&node.function),
                json_text(&node.file),
                i64::from(node.line) - 1,
                hits[id],
                node.children.iter().map(|c| (c + 1).to_string()).collect::<Vec<_>>().join(",")
            );
        }
        // The format has times between samples; ours have weights: each sample stands at the end of what it stands for.
        let total: f64 = self.samples.iter().map(|s| s.2).sum();
        let list = |values: Vec<String>| values.join(",");
        let _ = write!(
            text,
            "],\n\"startTime\":0,\"endTime\":{:.0},\n\"samples\":[{}],\n\"timeDeltas\":[{}]}}\n",
            total * 1000.0,
            list(ids.iter().map(|id| (id + 1).to_string()).collect()),
            list(self.samples.iter().map(|s| format!("{:.0}", s.2 * 1000.0)).collect())
        );
        text
    }

    /// A file for <https://www.speedscope.app>, which needs no network to be opened there.
    pub fn speedscope(&self, name: &str) -> String {
        let mut frames: Vec<&ScriptFrame> = Vec::new();
        let mut index: HashMap<(&str, &str, u32), usize> = HashMap::new();
        let stacks: Vec<String> = self
            .stacks
            .iter()
            .map(|stack| {
                let ids = stack.iter().rev().map(|frame| {
                    let next = frames.len();
                    let id = *index.entry((frame.title(), &frame.file, frame.line)).or_insert(next);
                    if id == next {
                        frames.push(frame);
                    }
                    id.to_string()
                });
                format!("[{}]", ids.collect::<Vec<_>>().join(","))
            })
            .collect();
        let frames: Vec<String> = frames
            .into_iter()
            .map(|frame| {
                format!(
                    "{{\"name\":{},\"file\":{},\"line\":{}}}",
                    json_text(frame.title()),
                    json_text(&frame.file),
                    frame.line
                )
            })
            .collect();
        let samples: Vec<&str> =
            self.samples.iter().filter_map(|s| stacks.get(s.0)).map(String::as_str).collect();
        let weights: Vec<String> = self.samples.iter().map(|s| format!("{:.3}", s.2)).collect();
        format!(
            "{{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\"exporter\":\"sparrow\",\"name\":{0},\n\
             \"shared\":{{\"frames\":[{1}]}},\n\"profiles\":[{{\"type\":\"sampled\",\"name\":{0},\"unit\":\"milliseconds\",\"startValue\":0,\
             \"endValue\":{2:.3},\n\"samples\":[{3}],\n\"weights\":[{4}]}}]}}\n",
            json_text(name),
            frames.join(",\n"),
            self.samples.iter().map(|s| s.2).sum::<f64>(),
            samples.join(","),
            weights.join(",")
        )
    }
}

/// A JSON string with its quotes.
pub(crate) fn json_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if (c as u32) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(function: &str, line: u32) -> ScriptFrame {
        ScriptFrame { function: function.into(), file: "game.js".into(), line, column: 1 }
    }

    fn times() -> ScriptTimes {
        ScriptTimes {
            stacks: vec![
                vec![frame("draw", 7), frame("loop", 3)],
                vec![frame("draw", 8), frame("draw", 9), frame("loop", 3)],
                vec![frame("loop", 4)],
            ],
            samples: vec![(0, 1.0, 2.0), (1, 2.0, 3.0), (2, 3.0, 1.0)],
            script_ms: 6.5,
        }
    }

    #[test]
    fn own_and_total_time_are_told_apart() {
        let rows: Vec<_> = times()
            .functions()
            .into_iter()
            .map(|row| (row.function, row.line, row.self_ms, row.total_ms))
            .collect();
        // draw: 2 on line 7 and 3 on line 8, each sample once although it called itself.
        assert_eq!(rows, [("draw".to_owned(), 8, 5.0, 5.0), ("loop".to_owned(), 4, 1.0, 6.0)]);
    }

    #[test]
    fn a_cpuprofile_has_a_tree_and_weights() {
        let json: serde_json::Value = serde_json::from_str(&times().cpuprofile()).unwrap();
        let nodes = json["nodes"].as_array().unwrap();
        let names: Vec<_> = nodes.iter().map(|n| n["callFrame"]["functionName"].as_str().unwrap()).collect();
        assert_eq!(names, ["(root)", "loop", "draw", "draw"]);
        assert_eq!(nodes[1]["children"], serde_json::json!([3]));
        assert_eq!(nodes[1]["callFrame"]["lineNumber"], 2);
        assert_eq!(json["samples"], serde_json::json!([3, 4, 2]));
        assert_eq!(json["timeDeltas"], serde_json::json!([2000, 3000, 1000]));
    }

    #[test]
    fn speedscope_has_outermost_frames_first() {
        let json: serde_json::Value = serde_json::from_str(&times().speedscope("my \"game\"")).unwrap();
        let frames = json["shared"]["frames"].as_array().unwrap();
        let profile = &json["profiles"][0];
        let first: Vec<_> = profile["samples"][1]
            .as_array()
            .unwrap()
            .iter()
            .map(|id| frames[id.as_u64().unwrap() as usize]["line"].as_u64().unwrap())
            .collect();
        assert_eq!(first, [3, 9, 8]);
        assert_eq!(profile["endValue"], 6.0);
        assert_eq!(json["name"], "my \"game\"");
    }
}
