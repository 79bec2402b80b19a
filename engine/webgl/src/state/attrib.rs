//! The value of an attribute whose array is off.

/// What kind of number the value was set as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AttribKind {
    Float,
    Int,
    Uint,
}

/// `vertexAttrib4f` and its kin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ConstantAttrib {
    pub(crate) kind: AttribKind,
    /// Bits of four numbers of that kind.
    pub(crate) bits: [u32; 4],
}

impl Default for ConstantAttrib {
    fn default() -> Self {
        ConstantAttrib { kind: AttribKind::Float, bits: [0.0_f32, 0.0, 0.0, 1.0].map(f32::to_bits) }
    }
}
