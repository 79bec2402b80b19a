//! Loss, restoration, extensions, queries and sync.

use super::{array_buffer, backend::FakeBackend, commands, context, kinds, ready};
use crate::{constants::*, context::Version, extensions::Extension, parameter::Parameter};

#[test]
fn a_lost_context_does_nothing_until_it_is_restored() {
    let mut gl = context(Version::Two);
    let buffer = array_buffer(&mut gl, 4);
    gl.get_extension("OES_draw_buffers_indexed").unwrap();
    assert!(gl.lose_context_extension());
    assert_eq!(commands(&mut gl), ["Drop"]);
    assert!(!gl.lose_context_extension());
    assert_eq!(gl.get_error(), CONTEXT_LOST_WEBGL);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    assert_eq!(gl.get_error(), NO_ERROR);
    assert!(gl.is_context_lost() && gl.get_context_attributes().is_none());
    assert!(!gl.is_buffer(Some(buffer)));
    let dead = gl.create_buffer();
    gl.bind_buffer(ARRAY_BUFFER, Some(dead));
    gl.clear(COLOR_BUFFER_BIT);
    gl.draw_arrays(TRIANGLES, 0, 3);
    assert_eq!(gl.get_error(), NO_ERROR);
    assert_eq!(gl.get_parameter(VIEWPORT), Parameter::Null);
    assert_eq!(gl.check_framebuffer_status(FRAMEBUFFER), FRAMEBUFFER_UNSUPPORTED);
    assert!(kinds(&mut gl).is_empty());
    assert!(gl.restore_context_extension() && gl.restore());
    assert_eq!(kinds(&mut gl), ["DrawingBuffer"]);
    for old in [buffer, dead] {
        gl.bind_buffer(ARRAY_BUFFER, Some(old));
        assert_eq!(gl.get_error(), INVALID_OPERATION);
    }
    assert!(!gl.enabled.has(Extension::OesDrawBuffersIndexed));
}

#[test]
fn objects_of_another_context_are_found_out() {
    let mut gl = context(Version::One);
    let attributes = crate::ContextAttributes::default();
    let size = sparrow_base::PixelSize::new(1, 1);
    let id = sparrow_base::CanvasId(2);
    let mut other = crate::Context::new(
        id,
        Version::One,
        attributes,
        size,
        &super::adapter(),
        &sparrow_base::Budget::unlimited(),
    );
    let foreign = array_buffer(&mut other, 4);
    gl.bind_buffer(ARRAY_BUFFER, Some(foreign));
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.delete_buffer(Some(foreign));
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    assert!(!gl.is_buffer(Some(foreign)) && other.is_buffer(Some(foreign)));
}

#[test]
fn extensions_depend_on_the_version() {
    let mut one = context(Version::One);
    assert_eq!(one.get_extension("OES_vertex_array_object"), Some(Extension::OesVertexArrayObject));
    assert_eq!(one.get_extension("EXT_color_buffer_float"), None);
    assert_eq!(
        one.get_extension("WEBKIT_EXT_texture_filter_anisotropic"),
        Some(Extension::ExtTextureFilterAnisotropic)
    );
    assert_eq!(one.get_extension("nothing"), None);
    one.get_extension("OES_texture_float").unwrap();
    assert!(one.enabled.has(Extension::WebglColorBufferFloat), "comes with it");
    let mut two = context(Version::Two);
    assert_eq!(two.get_extension("OES_vertex_array_object"), None);
    assert!(two.get_supported_extensions().contains(&"OES_draw_buffers_indexed"));
}

#[test]
fn query_results_appear_after_the_turn() {
    let mut gl = ready(Version::Two);
    let mut backend = FakeBackend::default();
    let query = gl.create_query();
    assert!(!gl.is_query(Some(query)));
    gl.begin_query(ANY_SAMPLES_PASSED, query);
    gl.begin_query(ANY_SAMPLES_PASSED_CONSERVATIVE, query);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    assert_eq!(gl.get_query(ANY_SAMPLES_PASSED, CURRENT_QUERY), Some(query).into());
    gl.draw_arrays(POINTS, 0, 1);
    gl.end_query(ANY_SAMPLES_PASSED);
    gl.end_query(ANY_SAMPLES_PASSED);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    backend.query = Some(1);
    let available = |gl: &mut crate::Context, backend: &mut FakeBackend| {
        gl.get_query_parameter(backend, query, QUERY_RESULT_AVAILABLE)
    };
    assert_eq!(available(&mut gl, &mut backend), Parameter::Bool(false));
    gl.frame_ended();
    assert_eq!(available(&mut gl, &mut backend), Parameter::Bool(true));
    assert_eq!(gl.get_query_parameter(&mut backend, query, QUERY_RESULT), Parameter::Uint(1));
    gl.begin_query(TRANSFORM_FEEDBACK_PRIMITIVES_WRITTEN, query);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.begin_query(7, query);
    assert_eq!(gl.get_error(), INVALID_ENUM);
}

#[test]
fn fences_signal_after_the_turn() {
    let mut gl = context(Version::Two);
    let mut backend = FakeBackend::default();
    assert_eq!(gl.fence_sync(1, 0), None);
    assert_eq!(gl.get_error(), INVALID_ENUM);
    let sync = gl.fence_sync(SYNC_GPU_COMMANDS_COMPLETE, 0).unwrap();
    assert_eq!(gl.client_wait_sync(&mut backend, sync, 0, 0), TIMEOUT_EXPIRED);
    assert_eq!(gl.get_sync_parameter(sync, SYNC_STATUS), Parameter::Uint(UNSIGNALED));
    gl.frame_ended();
    assert_eq!(gl.client_wait_sync(&mut backend, sync, SYNC_FLUSH_COMMANDS_BIT, 0), ALREADY_SIGNALED);
    assert_eq!(gl.client_wait_sync(&mut backend, sync, 2, 0), WAIT_FAILED);
    assert_eq!(gl.get_error(), INVALID_VALUE);
    gl.delete_sync(Some(sync));
    assert!(!gl.is_sync(Some(sync)));
}

#[test]
fn a_lost_device_loses_the_context() {
    let mut gl = context(Version::Two);
    let mut backend = FakeBackend { lost: true, ..FakeBackend::default() };
    gl.finish(&mut backend);
    assert!(gl.is_context_lost());
    assert_eq!(gl.get_error(), CONTEXT_LOST_WEBGL);
}

#[test]
fn the_drawing_buffer_is_published_when_it_was_drawn_to() {
    let mut gl = context(Version::One);
    gl.publish(true);
    assert!(!gl.needs_publish());
    gl.clear(COLOR_BUFFER_BIT);
    assert!(gl.needs_publish());
    gl.publish(true);
    assert_eq!(kinds(&mut gl), ["Publish", "Target", "Clear", "Publish"]);
    gl.resize(sparrow_base::PixelSize::new(2, 2));
    assert!(gl.needs_publish());
    assert_eq!(gl.get_parameter(VIEWPORT), Parameter::Ints(vec![0, 0, 8, 4]));
    gl.resize(sparrow_base::PixelSize::new(0, 100_000));
    assert_eq!(gl.drawing_buffer_size(), sparrow_base::PixelSize::new(1, 4096));
}
