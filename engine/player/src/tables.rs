//! What a console answers with: tables of canvases, textures and the heap.

use sparrow_runtime::{Game, MemoryUsage};

/// A table of the canvases.
pub(crate) fn canvases(game: &Game) -> String {
    let mut text = "canvas  size           context        bytes\n".to_owned();
    let canvases = game.canvases();
    for canvas in &canvases {
        let size = format!("{}x{}", canvas.size.width, canvas.size.height);
        let screen = if canvas.is_screen { "  screen" } else { "" };
        text += &format!("{:<7} {size:<14} {:<8} {:>11}{screen}\n", canvas.id, canvas.context, canvas.bytes);
    }
    let sum: u64 = canvases.iter().map(|canvas| canvas.bytes).sum();
    text + &format!("{} canvases, {sum} bytes", canvases.len())
}

/// A table of images and textures.
pub(crate) fn textures(game: &Game) -> String {
    let mut text = "texture  of          kind      size               format       bytes\n".to_owned();
    let textures = game.textures();
    for texture in &textures {
        let of = texture.context.map_or("-".to_owned(), |canvas| format!("canvas {canvas}"));
        let [width, height, depth] = texture.size;
        let size = if depth > 1 { format!("{width}x{height}x{depth}") } else { format!("{width}x{height}") };
        let format = if texture.internal_format == 0 {
            "RGBA8".to_owned()
        } else {
            format!("{:#06x}", texture.internal_format)
        };
        text += &format!(
            "{:<8} {of:<11} {:<9} {size:<18} {format:<9} {:>9}\n",
            texture.id, texture.kind, texture.bytes
        );
    }
    let sum: u64 = textures.iter().map(|texture| texture.bytes).sum();
    text + &format!("{} textures, {sum} bytes", textures.len())
}

/// The heap by kinds, and its objects by class.
pub(crate) fn heap(heap: &MemoryUsage, classes: &[(String, u64)]) -> String {
    let kb = |bytes: u64| format!("{} KB", bytes >> 10);
    let rows = [
        (
            "heap",
            kb(heap.heap_bytes),
            format!("{} allocations, limit {} MB", heap.allocations, heap.limit_bytes >> 20),
        ),
        ("buffers", kb(heap.buffer_bytes), format!("{} array buffers", heap.buffers)),
        ("strings", kb(heap.string_bytes), format!("{}", heap.strings)),
        ("code", kb(heap.bytecode_bytes), format!("{} functions", heap.functions)),
        ("objects", String::new(), format!("{}", heap.objects)),
        ("kept", String::new(), format!("{} values that the runtime holds", heap.kept_values)),
    ];
    let kinds = rows.iter().map(|(name, size, rest)| format!("{name:<8} {size:>12}  {rest}"));
    let classes = classes.iter().map(|(class, count)| format!("{:<8} {count:>12}  {class}", ""));
    kinds.chain(classes).collect::<Vec<_>>().join("\n")
}
