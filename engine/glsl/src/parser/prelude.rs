//! What exists before the shader's first line: built-in variables and constants, and functions that we write in the language itself.

use super::{Parser, qualifier::Precisions, scope::Symbol};
use crate::{
    log::{Step, Stop},
    names::Name,
    preprocess::tokens_of,
    tree::{BuiltinVariable, FunctionId, Scalar, Storage, Variable},
    types::{Base, Field, Precision, Type},
};
use sparrow_render::gl::GlStage;

/// Inverses by cofactors. Back ends have no such function.
const INVERSE_2: &str = "mat2 webgl_inverse(mat2 m){return mat2(m[1][1],-m[0][1],-m[1][0],m[0][0])/(m[0][0]*m[1][1]-m[1][0]*m[0][1]);}";
const INVERSE_3: &str = "mat3 webgl_inverse(mat3 m){
    vec3 a=cross(m[1],m[2]),b=cross(m[2],m[0]),c=cross(m[0],m[1]);
    return mat3(a.x,b.x,c.x,a.y,b.y,c.y,a.z,b.z,c.z)/dot(m[0],a);
}";
const INVERSE_4: &str = "mat4 webgl_inverse(mat4 m){
    vec3 p=vec3(m[0][0]*m[1][1]-m[1][0]*m[0][1],m[0][0]*m[1][2]-m[1][0]*m[0][2],m[0][0]*m[1][3]-m[1][0]*m[0][3]);
    vec3 q=vec3(m[0][1]*m[1][2]-m[1][1]*m[0][2],m[0][1]*m[1][3]-m[1][1]*m[0][3],m[0][2]*m[1][3]-m[1][2]*m[0][3]);
    vec3 r=vec3(m[2][0]*m[3][1]-m[3][0]*m[2][1],m[2][0]*m[3][2]-m[3][0]*m[2][2],m[2][0]*m[3][3]-m[3][0]*m[2][3]);
    vec3 s=vec3(m[2][1]*m[3][2]-m[3][1]*m[2][2],m[2][1]*m[3][3]-m[3][1]*m[2][3],m[2][2]*m[3][3]-m[3][2]*m[2][3]);
    float d=p.x*s.z-p.y*s.y+p.z*s.x+q.x*r.z-q.y*r.y+q.z*r.x;
    return mat4(
        m[1][1]*s.z-m[1][2]*s.y+m[1][3]*s.x,m[0][2]*s.y-m[0][1]*s.z-m[0][3]*s.x,
        m[3][1]*q.z-m[3][2]*q.y+m[3][3]*q.x,m[2][2]*q.y-m[2][1]*q.z-m[2][3]*q.x,
        m[1][2]*r.z-m[1][0]*s.z-m[1][3]*r.y,m[0][0]*s.z-m[0][2]*r.z+m[0][3]*r.y,
        m[3][2]*p.z-m[3][0]*q.z-m[3][3]*p.y,m[2][0]*q.z-m[2][2]*p.z+m[2][3]*p.y,
        m[1][0]*s.y-m[1][1]*r.z+m[1][3]*r.x,m[0][1]*r.z-m[0][0]*s.y-m[0][3]*r.x,
        m[3][0]*q.y-m[3][1]*p.z+m[3][3]*p.x,m[2][1]*p.z-m[2][0]*q.y-m[2][3]*p.x,
        m[1][1]*r.y-m[1][0]*s.x-m[1][2]*r.x,m[0][0]*s.x-m[0][1]*r.y+m[0][2]*r.x,
        m[3][1]*p.y-m[3][0]*q.x-m[3][2]*p.x,m[2][0]*q.x-m[2][1]*p.y+m[2][2]*p.x)/d;
}";

impl Parser<'_, '_> {
    /// Declares what the version and the stage have, in the outermost scope.
    pub(super) fn declare_builtins(&mut self) {
        use BuiltinVariable as B;
        let (newer, extensions, limits) = (self.is_newer(), self.extensions, self.options.limits);
        let vec4 = Type::floats(4);
        let draw_buffers = if extensions.draw_buffers { limits.max_draw_buffers.max(1) } else { 1 };
        if self.is_fragment() {
            self.declare_builtin("gl_FragCoord", vec4, Precision::Medium, Storage::Input, B::FragCoord);
            self.declare_builtin(
                "gl_FrontFacing",
                Type::BOOL,
                Precision::None,
                Storage::Input,
                B::FrontFacing,
            );
            self.declare_builtin(
                "gl_PointCoord",
                Type::floats(2),
                Precision::Medium,
                Storage::Input,
                B::PointCoord,
            );
            if newer {
                self.declare_builtin(
                    "gl_FragDepth",
                    Type::FLOAT,
                    Precision::High,
                    Storage::Output,
                    B::FragDepth,
                );
            } else {
                self.declare_builtin("gl_FragColor", vec4, Precision::Medium, Storage::Output, B::FragColor);
                let data = vec4.array(draw_buffers);
                self.declare_builtin("gl_FragData", data, Precision::Medium, Storage::Output, B::FragData);
                if extensions.frag_depth {
                    self.declare_builtin(
                        "gl_FragDepthEXT",
                        Type::FLOAT,
                        Precision::High,
                        Storage::Output,
                        B::FragDepth,
                    );
                }
                self.tree.broadcast = extensions.draw_buffers;
            }
        } else {
            self.declare_builtin("gl_Position", vec4, Precision::High, Storage::Output, B::Position);
            self.declare_builtin(
                "gl_PointSize",
                Type::FLOAT,
                Precision::Medium,
                Storage::Output,
                B::PointSize,
            );
            if newer {
                self.declare_builtin("gl_VertexID", Type::INT, Precision::High, Storage::Input, B::VertexId);
                self.declare_builtin(
                    "gl_InstanceID",
                    Type::INT,
                    Precision::High,
                    Storage::Input,
                    B::InstanceId,
                );
            }
            if extensions.multi_draw {
                self.declare_builtin("gl_DrawID", Type::INT, Precision::High, Storage::Input, B::DrawId);
            }
        }
        let field = |name: &str| Field {
            name: name.into(),
            ty: Type::FLOAT,
            precision: Precision::High,
            row_major: false,
        };
        let range = vec![field("near"), field("far"), field("diff")];
        let range = self.tree.structs.add("gl_DepthRangeParameters", range);
        let name = self.names.intern("gl_DepthRangeParameters");
        self.scopes.insert(name, Symbol::Struct(range));
        let range = Type::of(Base::Struct(range));
        self.declare_builtin("gl_DepthRange", range, Precision::None, Storage::Uniform, B::DepthRange);
        let constants = [
            ("gl_MaxVertexAttribs", limits.max_vertex_attribs, true, true),
            ("gl_MaxVertexUniformVectors", limits.max_vertex_uniform_vectors, true, true),
            ("gl_MaxVaryingVectors", limits.max_varying_vectors, true, false),
            ("gl_MaxVertexOutputVectors", limits.max_varying_vectors + 1, false, true),
            ("gl_MaxFragmentInputVectors", limits.max_varying_vectors, false, true),
            ("gl_MaxVertexTextureImageUnits", limits.max_vertex_textures, true, true),
            ("gl_MaxCombinedTextureImageUnits", limits.max_combined_textures, true, true),
            ("gl_MaxTextureImageUnits", limits.max_fragment_textures, true, true),
            ("gl_MaxFragmentUniformVectors", limits.max_fragment_uniform_vectors, true, true),
            ("gl_MaxDrawBuffers", if newer { limits.max_draw_buffers } else { draw_buffers }, true, true),
            ("gl_MinProgramTexelOffset", limits.min_texel_offset as u32, false, true),
            ("gl_MaxProgramTexelOffset", limits.max_texel_offset as u32, false, true),
        ];
        for (name, value, older, newest) in constants {
            if if newer { newest } else { older } {
                self.declare_constant(name, value as i32);
            }
        }
    }

    fn declare_builtin(
        &mut self,
        text: &'static str,
        ty: Type,
        precision: Precision,
        storage: Storage,
        builtin: BuiltinVariable,
    ) {
        let name = self.names.intern(text);
        let id = self.add_variable(Variable {
            name,
            text: text.into(),
            ty,
            precision,
            storage,
            value: None,
            init: None,
            location: None,
            flat: false,
            centroid: false,
            invariant: false,
            builtin: Some(builtin),
            used: false,
            line: 0,
        });
        self.scopes.insert(name, Symbol::Variable(id));
        self.tree.globals.push(id);
    }

    fn declare_constant(&mut self, text: &'static str, value: i32) {
        let name = self.names.intern(text);
        let value = self.keep_scalar(Scalar::Int(value));
        let id = self.add_variable(Variable {
            name,
            text: "".into(),
            ty: Type::INT,
            precision: Precision::Medium,
            storage: Storage::Const,
            value: Some(value),
            init: None,
            location: None,
            flat: false,
            centroid: false,
            invariant: false,
            builtin: None,
            used: false,
            line: 0,
        });
        self.scopes.insert(name, Symbol::Variable(id));
    }

    /// Our function that inverts matrices of this type.
    pub(super) fn inverse_function(&mut self, ty: Type, line: u32) -> Step<FunctionId> {
        let name = self.names.intern("webgl_inverse");
        if let Some(id) = self.function_of(name, ty) {
            return Ok(id);
        }
        let text = match ty.as_matrix() {
            Some((2, _)) => INVERSE_2,
            Some((3, _)) => INVERSE_3,
            _ => INVERSE_4,
        };
        let tokens = tokens_of(text, &mut self.names, &mut self.log)?;
        let tokens = std::mem::replace(&mut self.tokens, tokens);
        let at = std::mem::replace(&mut self.at, 0);
        let result = self.result;
        let precisions = std::mem::replace(&mut self.precisions, Precisions::initial(GlStage::Vertex));
        let suspended = self.scopes.suspend();
        self.prelude = true;
        let read = self.external();
        self.prelude = false;
        self.scopes.put_back(suspended);
        self.precisions = precisions;
        self.result = result;
        self.at = at;
        self.tokens = tokens;
        read?;
        match self.function_of(name, ty) {
            Some(id) => Ok(id),
            None => {
                self.error(line, "inverse", "internal error");
                Err(Stop)
            }
        }
    }

    fn function_of(&self, name: Name, ty: Type) -> Option<FunctionId> {
        let list = self.functions.get(&name)?;
        list.iter().copied().find(|&id| self.tree.function(id).result == ty)
    }
}
