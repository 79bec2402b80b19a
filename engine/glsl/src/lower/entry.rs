//! Entry points: they fill private variables from what comes in, run the shader's initialisers and its `main`, and collect what goes out.
//!
//! Vertices leave with `y` negated and `z` mapped from -w..w to 0..w. In the variant for points every point is a strip of four
//! vertices around the position, and `gl_PointCoord` travels at the location behind the varyings.

use super::{Expr, Lower, Lowering};
use crate::{
    link::VaryingLocation,
    program::POINT_SIZE_RANGE,
    tree::{BuiltinVariable, Scalar, Storage},
    types::{Base, Number, Type},
};
use naga::{
    BinaryOperator, Binding, BuiltIn, EntryPoint, FunctionArgument, FunctionResult, Interpolation,
    MathFunction, Sampling, ShaderStage, Statement, UnaryOperator,
};

/// What an entry point returns.
#[derive(Default)]
struct Outputs {
    members: Vec<(Option<String>, naga::Handle<naga::Type>, Option<Binding>)>,
    values: Vec<Expr>,
}

/// The corner of a point that a vertex is: `x` and `y` are 0 or 1.
#[derive(Clone, Copy)]
struct Corner {
    x: Expr,
    y: Expr,
}

impl Lowering<'_> {
    pub(super) fn vertex_entry(&mut self) -> Lower<()> {
        self.begin(None);
        let corner = self.variant.points.then(|| self.point_corner());
        self.vertex_builtins()?;
        let tree = self.tree;
        for (id, variable) in tree.used_globals(Storage::Input) {
            let Some(&first) = self.linked.attributes.get(&id) else { continue };
            let Some(private) = self.private(id)? else { continue };
            for (at, (ty, path)) in attribute_parts(variable.ty).into_iter().enumerate() {
                let binding = Binding::Location {
                    location: first + at as u32,
                    interpolation: None,
                    sampling: None,
                    blend_src: None,
                    per_primitive: false,
                };
                let ty = self.value_type(ty)?;
                let value = self.input(ty, binding);
                let place = self.global(private);
                let place = path.map_or(place, |column| self.part(place, column));
                self.store(place, value);
            }
        }
        self.run_main()?;
        let mut outputs = Outputs::default();
        self.position(corner, &mut outputs)?;
        self.varying_outputs(&mut outputs)?;
        if let Some(corner) = corner {
            // Its origin is at the top left, and GL's y is up.
            let one = self.float(1.0);
            let y = self.binary(BinaryOperator::Subtract, one, corner.y);
            let coord = self.compose(Type::floats(2), vec![corner.x, y])?;
            let ty = self.value_type(Type::floats(2))?;
            outputs.add("point_coord", ty, self.point_coord_binding(), coord);
        }
        self.finish_entry(ShaderStage::Vertex, outputs)
    }

    pub(super) fn fragment_entry(&mut self) -> Lower<()> {
        self.begin(None);
        let tree = self.tree;
        if let Some(private) = self.builtin_private(BuiltinVariable::FragCoord)? {
            let ty = self.vector_type(Number::Float, 4);
            let value = self.input(ty, Binding::BuiltIn(BuiltIn::Position { invariant: false }));
            let place = self.global(private);
            self.store(place, value);
        }
        if let Some(private) = self.builtin_private(BuiltinVariable::FrontFacing)? {
            let ty = self.vector_type(Number::Bool, 1);
            let value = self.input(ty, Binding::BuiltIn(BuiltIn::FrontFacing));
            let place = self.global(private);
            self.store(place, value);
        }
        if let Some(private) = self.builtin_private(BuiltinVariable::PointCoord)?
            && self.variant.points
        {
            let ty = self.vector_type(Number::Float, 2);
            let binding = self.point_coord_binding();
            let value = self.input(ty, binding);
            let place = self.global(private);
            self.store(place, value);
        }
        self.varying_inputs()?;
        self.run_main()?;
        let mut outputs = Outputs::default();
        for (id, variable) in tree.used_globals(Storage::Output) {
            let Some(private) = self.private(id)? else { continue };
            match variable.builtin {
                // The shader may still read what it wrote.
                Some(BuiltinVariable::FragDepth) if self.variant.without_depth => {}
                Some(BuiltinVariable::FragDepth) => {
                    let place = self.global(private);
                    let value = self.load(place);
                    let ty = self.vector_type(Number::Float, 1);
                    outputs.add("depth", ty, Binding::BuiltIn(BuiltIn::FragDepth), value);
                }
                Some(BuiltinVariable::FragColor) => {
                    let place = self.global(private);
                    let value = self.load(place);
                    let count = if tree.broadcast { self.linked.draw_buffers.max(1) } else { 1 };
                    for location in 0..count {
                        self.color(location, Type::floats(4), value, &mut outputs)?;
                    }
                }
                _ => {
                    let first = self.linked.outputs.get(&id).copied().unwrap_or(0);
                    for at in 0..variable.ty.length.max(1) {
                        let place = self.global(private);
                        let place = if variable.ty.is_array() { self.part(place, at) } else { place };
                        let value = self.load(place);
                        self.color(first + at, variable.ty.element(), value, &mut outputs)?;
                    }
                }
            }
        }
        self.finish_entry(ShaderStage::Fragment, outputs)
    }

    /// Adds an argument of the entry point.
    pub(super) fn input(&mut self, ty: naga::Handle<naga::Type>, binding: Binding) -> Expr {
        let index = self.body.function.arguments.len() as u32;
        let binding = Some(binding);
        self.body.function.arguments.push(FunctionArgument { name: None, ty, binding });
        self.argument(index)
    }

    /// Initialisers of globals in the order of their declarations, then `main`.
    pub(super) fn run_main(&mut self) -> Lower<()> {
        let tree = self.tree;
        for (id, variable) in tree.used_globals(Storage::Global) {
            let Some(init) = variable.init else { continue };
            let value = self.value(init)?;
            let Some(private) = self.private(id)? else { continue };
            let place = self.global(private);
            self.store(place, value);
        }
        let main = tree.order.last().and_then(|id| self.functions.get(id)).copied();
        let function = main.ok_or("a shader without main")?;
        self.push(Statement::Call { function, arguments: Vec::new(), result: None });
        Ok(())
    }

    fn point_corner(&mut self) -> Corner {
        let ty = self.vector_type(Number::Uint, 1);
        let corner = self.input(ty, Binding::BuiltIn(BuiltIn::VertexIndex));
        let one = self.uint(1);
        let x = self.binary(BinaryOperator::And, corner, one);
        let y = self.binary(BinaryOperator::ShiftRight, corner, one);
        let x = self.cast(x, Number::Uint, Number::Float);
        let y = self.cast(y, Number::Uint, Number::Float);
        Corner { x, y }
    }

    /// `gl_VertexID`, `gl_InstanceID` and `gl_DrawID`. Points step by instance: there the instance is the vertex, and the executor
    /// gives the instance in the internal block.
    fn vertex_builtins(&mut self) -> Lower<()> {
        let index = |lowering: &mut Self, builtin| {
            let ty = lowering.vector_type(Number::Uint, 1);
            let value = lowering.input(ty, Binding::BuiltIn(builtin));
            lowering.cast(value, Number::Uint, Number::Int)
        };
        if let Some(private) = self.builtin_private(BuiltinVariable::VertexId)? {
            let builtin = if self.variant.points { BuiltIn::InstanceIndex } else { BuiltIn::VertexIndex };
            let value = index(self, builtin);
            let place = self.global(private);
            self.store(place, value);
        }
        if let Some(private) = self.builtin_private(BuiltinVariable::InstanceId)? {
            let value = if self.variant.points {
                self.internal_number(2, 1, Number::Int)
            } else {
                index(self, BuiltIn::InstanceIndex)
            };
            let place = self.global(private);
            self.store(place, value);
        }
        self.draw_id()
    }

    pub(super) fn draw_id(&mut self) -> Lower<()> {
        if let Some(private) = self.builtin_private(BuiltinVariable::DrawId)? {
            let value = self.internal_number(1, 3, Number::Int);
            let place = self.global(private);
            self.store(place, value);
        }
        Ok(())
    }

    fn position(&mut self, corner: Option<Corner>, outputs: &mut Outputs) -> Lower<()> {
        let vec4 = Type::floats(4);
        let mut invariant = false;
        let position = match self.builtin_private(BuiltinVariable::Position)? {
            Some(private) => {
                invariant = self.tree.globals.iter().any(|&id| {
                    let variable = self.tree.variable(id);
                    variable.builtin == Some(BuiltinVariable::Position) && variable.invariant
                });
                let place = self.global(private);
                self.load(place)
            }
            None => self.zero(vec4)?,
        };
        let mut parts: Vec<Expr> = (0..4).map(|at| self.part(position, at)).collect();
        if let Some(corner) = corner {
            self.spread_point(corner, &mut parts)?;
        }
        let [x, y, z, w] = parts[..] else { return Err("a position of a strange size".to_owned()) };
        let y = self.unary(UnaryOperator::Negate, y);
        let sum = self.binary(BinaryOperator::Add, z, w);
        let half = self.float(0.5);
        let z = self.binary(BinaryOperator::Multiply, sum, half);
        let position = self.compose(vec4, vec![x, y, z, w])?;
        let ty = self.value_type(vec4)?;
        outputs.add("position", ty, Binding::BuiltIn(BuiltIn::Position { invariant }), position);
        Ok(())
    }

    /// Moves a point's centre to one of its corners. A point whose centre lies in front of or behind the volume is gone as a whole.
    fn spread_point(&mut self, corner: Corner, parts: &mut [Expr]) -> Lower<()> {
        let w = parts[3];
        let size = match self.builtin_private(BuiltinVariable::PointSize)? {
            Some(private) => {
                let place = self.global(private);
                self.load(place)
            }
            None => self.float(1.0),
        };
        let (least, most) = (self.float(POINT_SIZE_RANGE[0]), self.float(POINT_SIZE_RANGE[1]));
        let size = self.math(MathFunction::Clamp, &[size, least, most]);
        let extent = self.binary(BinaryOperator::Multiply, size, w);
        // The sides of the volume clip the square, not the centre.
        let depth = self.math(MathFunction::Abs, &[parts[2]]);
        let inside = self.binary(BinaryOperator::LessEqual, depth, w);
        let (one, two) = (self.float(1.0), self.float(2.0));
        for (at, corner) in [corner.x, corner.y].into_iter().enumerate() {
            let pixels = self.internal_number(0, 2 + at as u32, Number::Float);
            let twice = self.binary(BinaryOperator::Multiply, corner, two);
            let side = self.binary(BinaryOperator::Subtract, twice, one);
            let step = self.binary(BinaryOperator::Divide, extent, pixels);
            let step = self.binary(BinaryOperator::Multiply, side, step);
            parts[at] = self.binary(BinaryOperator::Add, parts[at], step);
        }
        // A vertex at (2, 2, 2, 1) is outside of every plane.
        for part in parts[..3].iter_mut() {
            *part = self.select(inside, *part, two);
        }
        parts[3] = self.select(inside, w, one);
        Ok(())
    }

    fn varying_outputs(&mut self, outputs: &mut Outputs) -> Lower<()> {
        let linked = self.linked;
        let mut parts: Vec<Vec<Expr>> = vec![Vec::new(); linked.locations.len()];
        let mut leaves: Vec<_> = linked
            .varyings
            .iter()
            .flat_map(|varying| varying.leaves.iter().map(|leaf| (varying.vertex, leaf)))
            .collect();
        leaves.sort_by_key(|(_, leaf)| (leaf.location, leaf.first));
        for (variable, placed) in leaves {
            let Some(private) = self.private(variable)? else { continue };
            let mut place = self.global(private);
            for &at in &placed.leaf.path {
                place = self.part(place, at);
            }
            let value = self.load(place);
            let all = &mut parts[placed.location as usize];
            all.push(value);
        }
        for (at, (location, values)) in linked.locations.iter().zip(parts).enumerate() {
            let vector = Type::vector(location.number, location.size);
            let value = match values[..] {
                [only] => only,
                // naga composes vectors of vectors.
                _ => self.compose(vector, values)?,
            };
            let ty = self.value_type(vector)?;
            let name = format!("varying{at}");
            outputs.add(&name, ty, varying_binding(at as u32, location), value);
        }
        Ok(())
    }

    fn varying_inputs(&mut self) -> Lower<()> {
        let linked = self.linked;
        let mut values = Vec::with_capacity(linked.locations.len());
        for (at, location) in linked.locations.iter().enumerate() {
            let ty = self.vector_type(location.number, location.size);
            values.push(self.input(ty, varying_binding(at as u32, location)));
        }
        for varying in &linked.varyings {
            let Some(private) = self.private(varying.fragment)? else { continue };
            for placed in &varying.leaves {
                let location = &linked.locations[placed.location as usize];
                let mut value = values[placed.location as usize];
                if location.size != placed.leaf.size {
                    let first = usize::from(placed.first);
                    let lanes = &[0, 1, 2, 3][first..first + usize::from(placed.leaf.size)];
                    value = self.swizzle(value, lanes);
                }
                let mut place = self.global(private);
                for &at in &placed.leaf.path {
                    place = self.part(place, at);
                }
                self.store(place, value);
            }
        }
        Ok(())
    }

    fn point_coord_binding(&self) -> Binding {
        let location = VaryingLocation { number: Number::Float, size: 2, flat: false, centroid: false };
        varying_binding(self.linked.locations.len() as u32, &location)
    }

    /// A colour, filled up to four components: no target has more than the shader writes.
    fn color(&mut self, location: u32, ty: Type, value: Expr, outputs: &mut Outputs) -> Lower<()> {
        let Base::Vector(number, size) = ty.base else {
            return Err("an output that is no vector".to_owned());
        };
        let full = Type::vector(number, 4);
        let value = if size == 4 {
            value
        } else {
            let mut parts = vec![value];
            for at in size..4 {
                let fill = Scalar::Int(i32::from(at == 3));
                parts.push(self.literal(crate::fold::convert(fill, number)));
            }
            self.compose(full, parts)?
        };
        let ty = self.value_type(full)?;
        let binding = Binding::Location {
            location,
            interpolation: None,
            sampling: None,
            blend_src: None,
            per_primitive: false,
        };
        outputs.add(&format!("color{location}"), ty, binding, value);
        Ok(())
    }

    fn finish_entry(&mut self, stage: ShaderStage, outputs: Outputs) -> Lower<()> {
        let value = if outputs.values.is_empty() {
            None
        } else {
            let ty = self.packed_struct(Some("Outputs".to_owned()), outputs.members)?;
            self.body.function.result = Some(FunctionResult { ty, binding: None });
            Some(self.emit(naga::Expression::Compose { ty, components: outputs.values }))
        };
        self.push(Statement::Return { value });
        self.add_entry_point(stage, [0; 3]);
        Ok(())
    }

    pub(super) fn add_entry_point(&mut self, stage: ShaderStage, workgroup_size: [u32; 3]) {
        let function = self.end();
        self.module.entry_points.push(EntryPoint {
            name: "main".to_owned(),
            stage,
            early_depth_test: None,
            workgroup_size,
            workgroup_size_overrides: None,
            function,
            mesh_info: None,
            task_payload: None,
            incoming_ray_payload: None,
        });
    }
}

impl Outputs {
    fn add(&mut self, name: &str, ty: naga::Handle<naga::Type>, binding: Binding, value: Expr) {
        self.members.push((Some(name.to_owned()), ty, Some(binding)));
        self.values.push(value);
    }
}

/// The vectors of an attribute: a matrix is its columns.
pub(super) fn attribute_parts(ty: Type) -> Vec<(Type, Option<u32>)> {
    match ty.as_matrix() {
        Some((columns, rows)) => {
            (0..u32::from(columns)).map(|column| (Type::floats(rows), Some(column))).collect()
        }
        None => vec![(ty, None)],
    }
}

fn varying_binding(at: u32, location: &VaryingLocation) -> Binding {
    let (interpolation, sampling) = if location.flat {
        (Interpolation::Flat, None)
    } else {
        let sampling = if location.centroid { Sampling::Centroid } else { Sampling::Center };
        (Interpolation::Perspective, Some(sampling))
    };
    Binding::Location {
        location: at,
        interpolation: Some(interpolation),
        sampling,
        blend_src: None,
        per_primitive: false,
    }
}
