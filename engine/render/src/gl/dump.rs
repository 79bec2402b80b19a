//! A line of text for a command, for snapshot tests.

use super::GlCommand;
use std::fmt;

impl fmt::Display for GlCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GlCommand::BufferSize { buffer, size, usage } => {
                write!(f, "BufferSize {} {size} bytes {usage:?}", buffer.0)
            }
            GlCommand::BufferData { buffer, bytes, usage } => {
                write!(f, "BufferData {} {} bytes {usage:?}", buffer.0, bytes.len())
            }
            GlCommand::BufferSubData { buffer, offset, bytes } => {
                write!(f, "BufferSubData {} at {offset} {} bytes", buffer.0, bytes.len())
            }
            GlCommand::Upload(upload) => {
                write!(f, "Upload {} {:?} {} bytes", upload.texture.0, upload.region, upload.texels.len())
            }
            GlCommand::Uniforms { vertex, fragment } => {
                let length = |block: &Option<Vec<u8>>| block.as_ref().map_or(0, Vec::len);
                write!(f, "Uniforms {} + {} bytes", length(vertex), length(fragment))
            }
            GlCommand::CreateProgram { program, .. } => write!(f, "CreateProgram {}", program.0),
            other => write!(f, "{other:?}"),
        }
    }
}
