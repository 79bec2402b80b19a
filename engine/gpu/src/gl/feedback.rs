//! Transform feedback, which wgpu does not have: the vertex stage runs once more as a compute shader that writes its varyings.
//!
//! The shader's side of group 3 is documented at `Program` of `sparrow-glsl`.

use super::{
    Engine,
    context::Context,
    programs::{self, Program},
};
use sparrow_render::{
    RenderError,
    gl::{
        GlAttribute, GlDraw, GlMode, GlStage, GlTransformFeedback, GlValueKind, GlVariant, GlVertexFormat,
        GlVertexSource,
    },
};

/// Invocations of a workgroup.
const WORKGROUP: u32 = 64;
/// Places for buffers and for attributes in the shader's parameters.
const OUTPUTS: usize = 4;
const ATTRIBUTES: usize = 16;
/// Workgroups along x; more go along y.
const ROW: u32 = 65_535;

/// Transform feedback that has begun.
pub(super) struct Feedback {
    what: GlTransformFeedback,
    /// Vertices that were written.
    written: u32,
}

impl Feedback {
    pub(super) fn new(what: GlTransformFeedback) -> Feedback {
        Feedback { what, written: 0 }
    }
}

/// An attribute as raw words.
struct Source {
    uid: u32,
    buffer: wgpu::Buffer,
    /// Offset and stride in words; an attribute's components and divisor.
    words: [u32; 4],
}

/// True when the array consists of aligned 32-bit numbers of the shader's kind.
fn is_plain(format: GlVertexFormat, integer: bool, stride: u32, offset: u32, kind: GlValueKind) -> bool {
    let matches = match (format, integer) {
        (GlVertexFormat::F32, false) => kind == GlValueKind::Float,
        (GlVertexFormat::I32, true) => kind == GlValueKind::Int,
        (GlVertexFormat::U32, true) => kind == GlValueKind::Uint,
        _ => false,
    };
    matches && stride.is_multiple_of(4) && offset.is_multiple_of(4)
}

impl Program {
    /// The compute pipeline; `None` when there is none, which was said.
    fn feedback_pipeline(&mut self, engine: &mut Engine, unfilterable: u64) -> Option<wgpu::ComputePipeline> {
        if let Some(made) = self.feedback.get(&unfilterable) {
            return made.clone();
        }
        let made = self.make_feedback(engine, unfilterable);
        self.feedback.insert(unfilterable, made.clone());
        made
    }

    fn make_feedback(&mut self, engine: &mut Engine, unfilterable: u64) -> Option<wgpu::ComputePipeline> {
        let (attributes, outputs) = (self.interface().attributes.len() as u32, self.feedback_buffers());
        let limit = engine.caps.limits.max_storage_buffers_per_shader_stage;
        if !engine.caps.compute || attributes + outputs > limit {
            engine.complain(format!(
                "WebGL: transform feedback is left out: the graphics device has {limit} storage buffers a shader, {} are needed",
                attributes + outputs
            ));
            return None;
        }
        let variant = GlVariant { transform_feedback: true, ..GlVariant::default() };
        let module = self.module(engine, GlStage::Vertex, &variant)?;
        let entry = |binding: u32| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: wgpu::ShaderStages::COMPUTE,
            ty: wgpu::BindingType::Buffer {
                ty: if binding == attributes + outputs {
                    wgpu::BufferBindingType::Uniform
                } else {
                    wgpu::BufferBindingType::Storage { read_only: binding < attributes }
                },
                has_dynamic_offset: false,
                min_binding_size: None,
            },
            count: None,
        };
        let entries: Vec<_> = (0..=attributes + outputs).map(entry).collect();
        let groups = self.group_layouts(engine, unfilterable);
        let device = engine.gpu.device.clone();
        engine.reported("transform feedback", || {
            let own = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
                label: Some("WebGL feedback"),
                entries: &entries,
            });
            let [uniforms, blocks, textures] = &groups;
            let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
                label: Some("WebGL feedback"),
                bind_group_layouts: &[uniforms.as_ref(), blocks.as_ref(), textures.as_ref(), Some(&own)],
                immediate_size: 0,
            });
            device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
                label: Some("WebGL feedback"),
                layout: Some(&layout),
                module: &module,
                entry_point: Some("main"),
                compilation_options: Default::default(),
                cache: None,
            })
        })
    }

    fn feedback_buffers(&self) -> u32 {
        let interface = self.interface();
        if interface.separate_varyings {
            interface.varyings.len() as u32
        } else {
            u32::from(!interface.varyings.is_empty())
        }
    }
}

impl Context {
    /// Records what a draw's vertices are.
    pub(super) fn capture(
        &mut self,
        engine: &mut Engine,
        program: &mut Program,
        draw: &GlDraw,
    ) -> Result<(), RenderError> {
        let size = match draw.mode {
            GlMode::Points => 1,
            GlMode::Lines => 2,
            GlMode::Triangles => 3,
            _ => 0,
        };
        if size == 0 || draw.indices.is_some() {
            engine.stats.count_unsupported("transform feedback of this kind of draw");
            return Ok(());
        }
        let vertices = draw.count - draw.count % size;
        let records = vertices.checked_mul(draw.instances);
        let Some((records, mut feedback)) = records.filter(|r| *r > 0).zip(self.feedback.take()) else {
            return Ok(());
        };
        let recorded = self.record(engine, program, draw, (vertices, records), &feedback);
        if matches!(recorded, Ok(true)) {
            feedback.written += records;
        }
        self.feedback = Some(feedback);
        recorded.map(|_| ())
    }

    /// True when the records were written.
    fn record(
        &mut self,
        engine: &mut Engine,
        program: &mut Program,
        draw: &GlDraw,
        (vertices, records): (u32, u32),
        feedback: &Feedback,
    ) -> Result<bool, RenderError> {
        self.settle(engine);
        let epoch = engine.frame.epoch;
        let (unfilterable, textures) = self.texture_group(engine, program);
        let blocks = self.block_group(engine, program);
        let interface = program.interface();
        if (textures.is_none() && !interface.samplers.is_empty())
            || (blocks.is_none() && !interface.blocks.is_empty())
        {
            return Ok(false);
        }
        let mut sources = Vec::new();
        for attribute in &program.object.interface().attributes {
            sources.push(self.raw_attribute(engine, attribute)?);
        }
        if epoch != engine.frame.epoch {
            // A conversion had to read a buffer back, which happens once for a buffer.
            return self.record(engine, program, draw, (vertices, records), feedback);
        }
        let Some(outputs) = self.outputs(engine, program, feedback, records) else { return Ok(false) };
        if sources.iter().any(|source| outputs.iter().any(|output| output.uid == source.uid)) {
            engine.stats.count_unsupported("transform feedback into a buffer that it reads");
            return Ok(false);
        }
        let Some(pipeline) = program.feedback_pipeline(engine, unfilterable) else { return Ok(false) };
        self.place_uniforms(engine, program, draw);

        if outputs.len() > OUTPUTS || sources.len() > ATTRIBUTES {
            engine.stats.count_unsupported("transform feedback with so many attributes or buffers");
            return Ok(false);
        }
        let mut words = vec![[0; 4]; 1 + OUTPUTS + ATTRIBUTES];
        words[0] = [records, vertices, draw.first, 0];
        for (to, output) in words[1..].iter_mut().zip(&outputs) {
            *to = output.words;
        }
        for (to, source) in words[1 + OUTPUTS..].iter_mut().zip(&sources) {
            *to = source.words;
        }
        let bytes: &[u8] = sparrow_base::bytemuck::cast_slice(&words);
        let room = engine.frame.ring.stride(bytes.len());
        let chunk = engine.frame.ring.reserve(&mut engine.ids, room);
        let offset = engine.frame.ring.push(bytes, bytes.len());
        let parameters = engine.frame.ring.chunk(chunk).buffer.clone();
        let mut entries: Vec<_> = sources
            .iter()
            .chain(&outputs)
            .zip(0..)
            .map(|(s, binding)| wgpu::BindGroupEntry { binding, resource: s.buffer.as_entire_binding() })
            .collect();
        entries.push(wgpu::BindGroupEntry {
            binding: entries.len() as u32,
            resource: wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                buffer: &parameters,
                offset: u64::from(offset),
                size: wgpu::BufferSize::new(bytes.len() as u64),
            }),
        });
        let device = engine.gpu.device.clone();
        let group = engine.reported("transform feedback", || {
            device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("WebGL feedback"),
                layout: &pipeline.get_bind_group_layout(3),
                entries: &entries,
            })
        });
        let Some(group) = group else { return Ok(false) };
        let (chunk, offsets) = self.placed_uniforms();
        let sizes = programs::block_sizes(program.interface());
        let used: Vec<u32> = offsets.iter().zip(sizes).filter(|(_, s)| *s > 0).map(|(o, _)| *o).collect();
        let buffer = (!used.is_empty()).then(|| engine.frame.ring.chunk(chunk).buffer.clone());
        let Engine { gpu, frame, ids, .. } = &mut *engine;
        let uniforms = buffer.and_then(|buffer| program.uniform_group(&gpu.device, ids, chunk, &buffer));
        let mut pass = frame.main().begin_compute_pass(&wgpu::ComputePassDescriptor {
            label: Some("WebGL feedback"),
            timestamp_writes: None,
        });
        pass.set_pipeline(&pipeline);
        if let Some((_, group)) = uniforms {
            pass.set_bind_group(0, group, &used);
        }
        if let Some(((_, group), offsets)) = &blocks {
            pass.set_bind_group(1, group, offsets);
        }
        if let Some((_, group)) = &textures {
            pass.set_bind_group(2, group, &[]);
        }
        pass.set_bind_group(3, &group, &[]);
        let groups = records.div_ceil(WORKGROUP);
        pass.dispatch_workgroups(groups.min(ROW), groups.div_ceil(ROW), 1);
        drop(pass);
        for (id, _) in &feedback.what.buffers {
            if let Some(buffer) = self.buffers.get_mut(id) {
                buffer.mark_written(epoch);
            }
        }
        self.buffer_changed();
        Ok(true)
    }

    fn raw_attribute(&mut self, engine: &mut Engine, attribute: &GlAttribute) -> Result<Source, RenderError> {
        let input = self.inputs.iter().find(|i| i.location == attribute.location).map(|i| i.source);
        if let Some(GlVertexSource::Array {
            buffer: id,
            format,
            components,
            normalized,
            integer,
            stride,
            offset,
            divisor,
        }) = input
        {
            let plain = is_plain(format, integer, stride, offset, attribute.kind);
            let epoch = engine.frame.epoch;
            if plain && let Some(buffer) = self.buffers.get_mut(&id) {
                buffer.mark_used(epoch);
                let words = [offset / 4, stride / 4, u32::from(components), divisor];
                return Ok(Source { uid: buffer.uid, buffer: buffer.gpu.clone(), words });
            }
            if self.fits(id, format, integer, attribute) {
                let array = (format, components, normalized, stride, offset);
                let (uid, buffer) = self.convert_all(engine, id, array, attribute.kind)?;
                let components = u32::from(components);
                let words = [offset / stride * components, components, components, divisor];
                return Ok(Source { uid, buffer, words });
            }
        }
        let value = match input {
            Some(GlVertexSource::Constant(value)) => value,
            _ => [0, 0, 0, if attribute.kind == GlValueKind::Float { 1f32.to_bits() } else { 1 }],
        };
        let (buffer, uid) = engine.upload(sparrow_base::bytemuck::cast_slice(&value))?;
        Ok(Source { uid, buffer, words: [0, 0, 4, 0] })
    }

    /// The buffers that are written; `None` when they have no room for the records, which `webgl` has checked.
    fn outputs(
        &mut self,
        engine: &mut Engine,
        program: &Program,
        feedback: &Feedback,
        records: u32,
    ) -> Option<Vec<Source>> {
        let interface = program.interface();
        let all: u32 = interface.varyings.iter().map(|v| v.components).sum();
        let mut out: Vec<Source> = Vec::new();
        for index in 0..program.feedback_buffers() as usize {
            let stride = if interface.separate_varyings { interface.varyings[index].components } else { all };
            let found = feedback.what.buffers.get(index);
            let found = found.and_then(|(id, range)| Some((self.buffers.get(id)?, range)));
            let end = (u64::from(feedback.written) + u64::from(records)) * u64::from(stride) * 4;
            match found {
                Some((buffer, range))
                    if range.end <= buffer.size
                        && end <= u64::from(range.end.saturating_sub(range.start))
                        && out.iter().all(|o| o.uid != buffer.uid) =>
                {
                    out.push(Source {
                        uid: buffer.uid,
                        buffer: buffer.gpu.clone(),
                        words: [range.start / 4 + feedback.written * stride, stride, 0, 0],
                    });
                }
                _ => {
                    engine.stats.count_unsupported("transform feedback without room in its buffers");
                    return None;
                }
            }
        }
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aligned_numbers_of_the_right_kind_are_read_in_place() {
        use GlValueKind::{Float, Int};
        assert!(is_plain(GlVertexFormat::F32, false, 12, 4, Float));
        assert!(!is_plain(GlVertexFormat::F32, false, 12, 2, Float));
        assert!(!is_plain(GlVertexFormat::I32, false, 4, 0, Float));
        assert!(is_plain(GlVertexFormat::I32, true, 4, 0, Int));
        assert!(!is_plain(GlVertexFormat::U32, true, 4, 0, Int));
    }
}
