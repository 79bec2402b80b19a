//! A zero in a storage buffer: see [`super::uniform_conditions`].

use super::Engine;

/// The zero's bind group and its layout.
#[derive(Clone, Debug)]
pub(super) struct Zero {
    pub(super) layout: wgpu::BindGroupLayout,
    pub(super) group: wgpu::BindGroup,
}

impl Engine {
    /// The zero, which is made once.
    pub(super) fn zero(&mut self) -> Zero {
        self.zero.get_or_insert_with(|| Zero::new(&self.gpu.device)).clone()
    }
}

impl Zero {
    fn new(device: &wgpu::Device) -> Zero {
        let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("zero"),
            entries: &[wgpu::BindGroupLayoutEntry {
                binding: 0,
                visibility: wgpu::ShaderStages::VERTEX_FRAGMENT,
                ty: wgpu::BindingType::Buffer {
                    ty: wgpu::BufferBindingType::Storage { read_only: true },
                    has_dynamic_offset: false,
                    min_binding_size: None,
                },
                count: None,
            }],
        });
        // New memory is zero.
        let buffer = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("zero"),
            size: 16,
            usage: wgpu::BufferUsages::STORAGE,
            mapped_at_creation: false,
        });
        let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("zero"),
            layout: &layout,
            entries: &[wgpu::BindGroupEntry { binding: 0, resource: buffer.as_entire_binding() }],
        });
        Zero { layout, group }
    }
}
