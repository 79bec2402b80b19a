//! `WEBGL_multi_draw`.

use super::{Context, draw::DrawCall};
use crate::constants::*;
use sparrow_render::gl::GlCommand;

impl Context {
    /// `multiDrawArraysWEBGL`. The lists begin at the offsets that the call names.
    pub fn multi_draw_arrays(&mut self, mode: u32, firsts: &[i32], counts: &[i32], draws: i32) {
        self.multi_draw(&[firsts, counts], draws, |index| DrawCall {
            mode,
            first: firsts[index],
            count: counts[index],
            instances: 1,
            indices: None,
            instanced: false,
            draw_id: 0,
        });
    }

    /// `multiDrawElementsWEBGL`. The lists begin at the offsets that the call names.
    pub fn multi_draw_elements(&mut self, mode: u32, counts: &[i32], kind: u32, offsets: &[i32], draws: i32) {
        self.multi_draw(&[counts, offsets], draws, |index| DrawCall {
            mode,
            first: 0,
            count: counts[index],
            instances: 1,
            indices: Some((kind, i64::from(offsets[index]))),
            instanced: false,
            draw_id: 0,
        });
    }

    /// `multiDrawArraysInstancedWEBGL`. The lists begin at the offsets that the call names.
    pub fn multi_draw_arrays_instanced(
        &mut self,
        mode: u32,
        firsts: &[i32],
        counts: &[i32],
        instances: &[i32],
        draws: i32,
    ) {
        self.multi_draw(&[firsts, counts, instances], draws, |index| DrawCall {
            mode,
            first: firsts[index],
            count: counts[index],
            instances: instances[index],
            indices: None,
            instanced: true,
            draw_id: 0,
        });
    }

    /// `multiDrawElementsInstancedWEBGL`. The lists begin at the offsets that the call names.
    pub fn multi_draw_elements_instanced(
        &mut self,
        mode: u32,
        counts: &[i32],
        kind: u32,
        offsets: &[i32],
        instances: &[i32],
        draws: i32,
    ) {
        self.multi_draw(&[counts, offsets, instances], draws, |index| DrawCall {
            mode,
            first: 0,
            count: counts[index],
            instances: instances[index],
            indices: Some((kind, i64::from(offsets[index]))),
            instanced: true,
            draw_id: 0,
        });
    }

    /// Draws that all have been checked before the first of them is sent.
    fn multi_draw(&mut self, lists: &[&[i32]], draws: i32, call: impl Fn(usize) -> DrawCall) {
        if self.lost {
            return;
        }
        let Ok(draws) = usize::try_from(draws) else {
            return self.raise_with(INVALID_VALUE, "multiDraw: a negative number of draws");
        };
        if lists.iter().any(|list| list.len() < draws) {
            return self
                .raise_with(INVALID_OPERATION, "multiDraw: a list is shorter than the number of draws");
        }
        // A failing draw takes back those before it: none may have happened.
        let kept = self.commands.len();
        for index in 0..draws {
            let draw_id = u32::try_from(index).unwrap_or(u32::MAX);
            let call = DrawCall { draw_id, ..call(index) };
            if let Err(code) = self.try_draw(&call) {
                let is_draw = |command: &GlCommand| matches!(command, GlCommand::Draw(_));
                if let Some(first) = self.commands[kept..].iter().position(is_draw) {
                    self.commands.truncate(kept + first);
                }
                return self.explain_draw(code);
            }
        }
    }
}
