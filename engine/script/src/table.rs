//! `console.table`: rows and columns as text.

use rquickjs::{Ctx, Value, qjs};

use crate::{
    exception::describe,
    inspect::Inspector,
    property::{Own, own, own_keys},
};

/// Most rows that are shown.
const MAX_ROWS: usize = 200;
/// Most columns that are shown.
const MAX_COLUMNS: usize = 30;
/// The column for rows that are no objects.
const VALUES: &str = "Values";

/// The table of an array or object; `None` for anything else.
pub(crate) fn table<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> Option<String> {
    let mut columns: Vec<String> = Vec::new();
    let mut rows: Vec<(String, Vec<(usize, String)>)> = Vec::new();
    for (name, row) in entries(ctx, value)?.into_iter().take(MAX_ROWS) {
        let cells = entries(ctx, &row).unwrap_or_else(|| vec![(VALUES.into(), row.clone())]);
        let mut shown = Vec::new();
        for (column, cell) in cells {
            let at = columns.iter().position(|other| *other == column);
            if at.is_none() && columns.len() == MAX_COLUMNS {
                continue;
            }
            let at = at.unwrap_or_else(|| {
                columns.push(column);
                columns.len() - 1
            });
            shown.push((at, Inspector::new(ctx, 0).inspect(&cell).replace('\n', " ")));
        }
        rows.push((name, shown));
    }
    Some(draw(&columns, &rows))
}

/// The own enumerable data properties of an object that is no proxy.
fn entries<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> Option<Vec<(String, Value<'js>)>> {
    let object = value.as_object()?;
    // SAFETY: looks at the class of a live object.
    if unsafe { qjs::JS_IsProxy(value.as_raw()) } || value.is_function() {
        return None;
    }
    let mut list = Vec::new();
    for key in own_keys(ctx, object) {
        if let Some(Own::Data { value, enumerable: true }) = own(object, &key) {
            list.push((describe(ctx, &key.to_value()), value));
        }
    }
    Some(list)
}

fn draw(columns: &[String], rows: &[(String, Vec<(usize, String)>)]) -> String {
    let width = |text: &str| text.chars().count();
    let mut widths: Vec<usize> = columns.iter().map(|name| width(name)).collect();
    let mut first = width("(index)");
    for (name, cells) in rows {
        first = first.max(width(name));
        for (at, text) in cells {
            widths[*at] = widths[*at].max(width(text));
        }
    }
    let pad = |text: &str, to: usize| format!(" {text}{} ", " ".repeat(to - width(text)));
    let rule = |left: &str, middle: &str, right: &str| {
        let parts: Vec<String> =
            std::iter::once(first).chain(widths.iter().copied()).map(|width| "─".repeat(width + 2)).collect();
        format!("{left}{}{right}", parts.join(middle))
    };
    let line = |name: &str, cells: Vec<String>| {
        let cells: String =
            cells.iter().zip(&widths).map(|(cell, width)| format!("│{}", pad(cell, *width))).collect();
        format!("│{}{cells}│", pad(name, first))
    };
    let mut lines = vec![rule("┌", "┬", "┐"), line("(index)", columns.to_vec()), rule("├", "┼", "┤")];
    for (name, cells) in rows {
        let mut texts = vec![String::new(); columns.len()];
        for (at, text) in cells {
            texts[*at].clone_from(text);
        }
        lines.push(line(name, texts));
    }
    lines.push(rule("└", "┴", "┘"));
    lines.join("\n")
}
